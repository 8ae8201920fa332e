#include "cli/words.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cli/options.h"
#include "cli/words_lua.h"

static const char help[] =
    "zhanggui words: prints the words that rule packs can use\n"
    "\n"
    "  zhanggui words [--lua | --luacheck]\n"
    "\n"
    "  --lua          as declarations for editors with the Lua language server\n"
    "  --luacheck     as a configuration of luacheck\n"
    "  --help         this text\n"
    "\n"
    "Exit status: 0 done, 2 usage, 3 could not run.\n";

/* One a line: the word, its type, what it is, with tabs between. Of a key of a table that is
 * written, the word is "Rule.priority"; of Lua's own words the rest is empty. */
static void list(struct zg_bytes *out) {
  size_t count = 0;
  const struct zg_reference *words = zg_reference_words(&count);
  for (size_t i = 0; i < count; i++) {
    const struct zg_reference *w = &words[i];
    zg_bytes_printf(out, "%s%s%s\t%s\t%s\n", w->owner, w->owner[0] != '\0' ? "." : "", w->name,
                    w->type != NULL ? w->type : "", w->about != NULL ? w->about : "");
  }
}

int zg_cli_words(int argc, char **argv) {
  static const struct option options[] = {{"lua", no_argument, NULL, 'l'},
                                          {"luacheck", no_argument, NULL, 'c'},
                                          {"help", no_argument, NULL, 'h'},
                                          {NULL, 0, NULL, 0}};
  void (*write)(struct zg_bytes * out) = list;
  struct zg_bytes out = {0};
  struct zg_error err = {0};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    if (c == 'h') {
      fputs(help, stdout);
      return ZG_EXIT_DONE;
    }
    if (c != 'l' && c != 'c') return zg_usage_getopt("words", c, argv);
    if (write != list) return zg_usage("words", "--lua and --luacheck are two files; ask for one");
    write = c == 'l' ? zg_words_stubs : zg_words_luacheck;
  }
  if (optind < argc) return zg_usage("words", "what is %s for?", argv[optind]);
  write(&out);
  int result = 0;
  if (fwrite(out.data, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
    result = zg_fail(&err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
  zg_bytes_fini(&out);
  return result < 0 ? zg_failed("words", &err) : ZG_EXIT_DONE;
}
