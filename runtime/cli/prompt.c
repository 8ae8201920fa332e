#include "cli/prompt.h"

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <histedit.h>

#include "base/memory.h"

enum { HISTORY = 500 };

struct zg_prompt {
  EditLine *editor; /* NULL: a pipe */
  History *history;
  const char *shown;
  char line[ZG_PROMPT_LINE + 2]; /* of a pipe */
};

bool zg_prompt_is_terminal(void) {
  return isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
}

/* A locale that was forgotten to be set must not keep anybody from writing Chinese. */
static void want_utf8(void) {
  setlocale(LC_CTYPE, "");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

static char *show(EditLine *editor) {
  struct zg_prompt *prompt = NULL;
  el_get(editor, EL_CLIENTDATA, &prompt);
  return (char *)prompt->shown;
}

static void open_editor(struct zg_prompt *prompt) {
  HistEvent unused;
  want_utf8();
  prompt->editor = el_init("zhanggui", stdin, stdout, stderr);
  if (prompt->editor == NULL) return; /* a terminal that it does not know: lines as they come */
  prompt->history = history_init();
  history(prompt->history, &unused, H_SETSIZE, HISTORY);
  history(prompt->history, &unused, H_SETUNIQUE, 1);
  el_set(prompt->editor, EL_CLIENTDATA, prompt);
  el_set(prompt->editor, EL_PROMPT, show);
  el_set(prompt->editor, EL_EDITOR, "emacs");
  el_set(prompt->editor, EL_SIGNAL, 1); /* gives the terminal back when a signal ends us */
  el_set(prompt->editor, EL_HIST, history, prompt->history);
  el_set(prompt->editor, EL_BIND, "^R", "em-inc-search-prev", NULL);
}

struct zg_prompt *zg_prompt_new(void) {
  struct zg_prompt *prompt = zg_alloc(sizeof *prompt);
  if (zg_prompt_is_terminal()) open_editor(prompt);
  return prompt;
}

void zg_prompt_free(struct zg_prompt *prompt) {
  if (prompt == NULL) return;
  if (prompt->editor != NULL) el_end(prompt->editor);
  if (prompt->history != NULL) history_end(prompt->history);
  free(prompt);
}

static const char *read_edited(struct zg_prompt *prompt, size_t *len) {
  HistEvent unused;
  int count = 0;
  const char *line = el_gets(prompt->editor, &count);
  if (line == NULL || count <= 0) return NULL;
  if (line[strspn(line, " \t\r\n")] != '\0') history(prompt->history, &unused, H_ENTER, line);
  *len = strlen(line);
  return line;
}

/* Whoever sends a line without end must not get memory without end for it. */
static const char *read_plain(struct zg_prompt *prompt, size_t *len) {
  int c = getc(stdin);
  if (c == EOF) return NULL;
  for (*len = 0; c != EOF && c != '\n'; c = getc(stdin))
    if (*len <= ZG_PROMPT_LINE) prompt->line[(*len)++] = (char)c;
  prompt->line[*len] = '\0';
  return prompt->line;
}

const char *zg_prompt_read(struct zg_prompt *prompt, const char *shown, size_t *len) {
  prompt->shown = shown;
  const char *line = prompt->editor != NULL ? read_edited(prompt, len) : read_plain(prompt, len);
  while (line != NULL && *len > 0 && (line[*len - 1] == '\n' || line[*len - 1] == '\r'))
    --*len;
  return line;
}
