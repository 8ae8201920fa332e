/* prompt: lines that somebody types, edited and with a history on a terminal; or the lines of a
 * pipe.
 *
 * The history is kept in memory only: what somebody tries out is nobody's business later. */
#ifndef ZG_CLI_PROMPT_H
#define ZG_CLI_PROMPT_H

#include <stdbool.h>
#include <stddef.h>

enum {
  ZG_PROMPT_LINE = 16 * 1024
}; /* bytes of a line of a pipe; of a longer one the rest is lost */

struct zg_prompt;

/* Whether a person types at standard input and reads standard output. */
bool zg_prompt_is_terminal(void);

/* Reads standard input, edited when zg_prompt_is_terminal. Sets the process' character set, which
 * the editor needs to be UTF-8. */
struct zg_prompt *zg_prompt_new(void);
void zg_prompt_free(struct zg_prompt *prompt); /* NULL is fine */

/* The next line without its end, valid until the next call; NULL at the end of the input. `shown`
 * is the prompt on a terminal. A *len over ZG_PROMPT_LINE says that the line was longer. */
const char *zg_prompt_read(struct zg_prompt *prompt, const char *shown, size_t *len);

#endif
