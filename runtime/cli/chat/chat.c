#include "cli/chat/chat.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/utf8.h"
#include "cli/chat/commands.h"
#include "cli/chat/language.h"
#include "cli/chat/print.h"
#include "cli/chat/prompt.h"
#include "cli/chat/session.h"
#include "cli/chat/values.h"
#include "cli/options.h"

#define MINUTE_MS (INT64_C(60) * 1000)

static const char help[] =
    "zhanggui chat: you write as a buyer, and see what the shop says and does\n"
    "\n"
    "  zhanggui chat [--shop DIR] [--rules DIR] [--item SKU] [--time TIME] [--run TIME] [--json]\n"
    "\n"
    "  --shop DIR     the shop (without: one of all packs, with nothing to sell)\n"
    "  --rules DIR    take the packs from DIR (the shipped ones)\n"
    "  --item SKU     what the buyer asks about (the first of the sheet of products)\n"
    "  --time TIME    when it begins, like 2026-11-21T10:00:00+08:00 (at a terminal now; in a\n"
    "                 pipe the Monday on which stories begin)\n"
    "  --run TIME     how far the clock goes on by itself after each line (1m)\n"
    "  --json         show what the shop does as JSON, one action a line\n"
    "  --help         this text\n"
    "\n"
    "Nothing is real: no store is read or written, nobody is sent anything, and the clock stands\n"
    "still while you think. After each line it goes on by itself from timer to timer, as far as a\n"
    "minute, so that a buyer's pause ends and the shop comes to its answer; \"(30s later)\" says\n"
    "how far. Timers further off wait for /wait, and /timers shows them. The same lines give the\n"
    "same answers.\n"
    "\n"
    "What you type is what the buyer writes; what begins with a slash is a command:\n";

static const char help_end[] = "\n"
                               "Exit status: 0 done, 1 the shop does not load, or in a pipe "
                               "something went wrong (a line that\n"
                               "begins with \"!\" says what), 2 usage, 3 could not run.\n";

struct wishes {
  const char *rules, *time, *run;
};

static int read_times(struct zg_chat *chat, const struct wishes *wishes) {
  chat->began = ZG_STAGE_BEGINS;
  if (chat->terminal) chat->began = zg_time_wall() / 1000 * 1000;
  if (wishes->time != NULL && zg_time_parse(wishes->time, strlen(wishes->time), &chat->began) < 0)
    return zg_usage("chat", "--time wants a time like 2026-11-21T10:00:00+08:00");
  chat->run = MINUTE_MS;
  if (wishes->run != NULL && zg_duration_parse(wishes->run, strlen(wishes->run), &chat->run) < 0)
    return zg_usage("chat", "--run wants a time like 40s or 5m");
  return 0;
}

static int read_options(struct zg_chat *chat, struct wishes *wishes, int argc, char **argv) {
  static const struct option options[] = {
      {"shop", required_argument, NULL, 's'}, {"rules", required_argument, NULL, 'r'},
      {"item", required_argument, NULL, 'i'}, {"time", required_argument, NULL, 't'},
      {"run", required_argument, NULL, 'u'},  {"json", no_argument, NULL, 'j'},
      {"help", no_argument, NULL, 'h'},       {NULL, 0, NULL, 0}};
  opterr = 0;
  optind = 1;
  for (int c = 0; (c = getopt_long(argc, argv, ":h", options, NULL)) != -1;) {
    switch (c) {
    case 's':
      chat->folder = optarg;
      break;
    case 'r':
      wishes->rules = optarg;
      break;
    case 'i':
      chat->sku = optarg;
      break;
    case 't':
      wishes->time = optarg;
      break;
    case 'u':
      wishes->run = optarg;
      break;
    case 'j':
      chat->json = true;
      break;
    case 'h':
      fputs(help, stdout);
      zg_chat_list_commands();
      fputs(help_end, stdout);
      return -1;
    default:
      return zg_usage_getopt("chat", c, argv);
    }
  }
  if (optind < argc) return zg_usage("chat", "what is %s for?", argv[optind]);
  return read_times(chat, wishes);
}

static bool wants_colours(const struct zg_chat *chat) {
  const char *none = getenv("NO_COLOR"), *terminal = getenv("TERM");
  bool dumb = terminal == NULL || strcmp(terminal, "dumb") == 0;
  return chat->terminal && !dumb && (none == NULL || none[0] == '\0');
}

static void greet(struct zg_chat *chat) {
  const struct zg_shop *shop = zg_stage_shop(&chat->stage);
  if (!chat->terminal) return;
  zg_chat_note(chat,
               "%s, %zu packs, %s. You are the buyer%s%s. /help lists the commands, "
               "Ctrl-D ends.",
               shop->name, shop->pack_count, zg_chat_time(chat, chat->stage.now),
               chat->sku != NULL ? zg_chat_sentence(chat, " and ask about ") : "",
               chat->sku != NULL ? chat->sku : "");
}

static bool is_text(struct zg_chat *chat, const char *line, size_t len) {
  if (len > ZG_PROMPT_LINE)
    zg_chat_complain(chat, "the line has more than %d bytes", ZG_PROMPT_LINE);
  else if (!zg_utf8_valid(line, len) || memchr(line, '\0', len) != NULL)
    zg_chat_complain(chat, "the line is not UTF-8");
  else
    return true;
  return false;
}

/* False: that is the end. */
static bool take_line(struct zg_chat *chat, const char *line, size_t len) {
  if (!is_text(chat, line, len)) return true;
  const char *text = zg_arena_strndup(chat->arena, line, len);
  text += strspn(text, " \t");
  if (text[0] == '/') return zg_chat_command(chat, text);
  if (text[0] != '\0') zg_chat_write(chat, text);
  return true;
}

static void talk(struct zg_chat *chat) {
  struct zg_prompt *prompt = zg_prompt_new();
  bool on = true;
  greet(chat);
  while (on) {
    char shown[ZG_ID_LIMIT + 4];
    size_t len = 0;
    snprintf(shown, sizeof shown, "%s> ", chat->buyer);
    const char *line = zg_prompt_read(prompt, shown, &len);
    on = line != NULL && take_line(chat, line, len);
    if (line == NULL && chat->terminal) putchar('\n');
    fflush(stdout);
  }
  zg_prompt_free(prompt);
}

int zg_cli_chat(int argc, char **argv) {
  struct zg_chat chat = {.arena = zg_arena_new(), .terminal = zg_prompt_is_terminal()};
  struct wishes wishes = {0};
  struct zg_error err = {0};
  int status = read_options(&chat, &wishes, argc, argv);
  if (status != 0) {
    status = status < 0 ? ZG_EXIT_DONE : status;
    goto done;
  }
  chat.colours = wants_colours(&chat);
  if (zg_chat_open(&chat, wishes.rules, &err) < 0) {
    status = zg_failed("chat", &err);
    goto done;
  }
  talk(&chat);
  status = chat.failed && !chat.terminal ? ZG_EXIT_NO : ZG_EXIT_DONE;
done:
  zg_chat_close(&chat);
  zg_arena_free(chat.arena);
  return status;
}
