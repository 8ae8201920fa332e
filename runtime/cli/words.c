#include "cli/words.h"

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
  bool stubs = false, luacheck = false;
  struct zg_bytes out = {0};
  const struct zg_option options[] = {
      {"lua", .flag = &stubs}, {"luacheck", .flag = &luacheck}, {0}};
  int status = zg_options_read("words", help, options, argc, argv);
  if (status != 0) return status < 0 ? ZG_EXIT_DONE : status;
  if (stubs && luacheck)
    return zg_usage("words", "--lua and --luacheck are two files; ask for one");
  if (optind < argc) return zg_usage("words", "what is %s for?", argv[optind]);
  (stubs ? zg_words_stubs : luacheck ? zg_words_luacheck : list)(&out);
  fwrite(out.data, 1, out.len, stdout);
  zg_bytes_fini(&out);
  return ZG_EXIT_DONE;
}
