#include "cli/serve.h"

#include <fcntl.h>
#include <getopt.h>
#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zhanggui.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "cli/ask.h"
#include "cli/options.h"
#include "cli/plain.h"
#include "net/server.h"

static const char help[] =
    "zhanggui serve: decides events as they come and sends the actions back\n"
    "\n"
    "  zhanggui serve [--listen URI]... [--shop DIR]... [--shops DIR] [--rules DIR]\n"
    "                 [--data FILE] [--keep DAYS] [--control FILE]\n"
    "                 [--no-watch] [--clock wall|event]\n"
    "\n"
    "  --listen URI   tcp://HOST:PORT, unix:PATH, or - for standard input and output;\n"
    "                 may be given several times (tcp://127.0.0.1:7711)\n"
    "  --shop DIR     serve this shop; may be given several times\n"
    "  --shops DIR    serve every folder in DIR that has a shop.lua\n"
    "                 (without either: one shop of all packs serves every source)\n"
    "  --rules DIR    take the packs from DIR (the shipped ones)\n"
    "  --data FILE    where to keep everything (zhanggui.db; on the event clock nowhere, so that\n"
    "                 a demonstration leaves nothing behind); :memory: keeps nothing\n"
    "  --keep DAYS    how long the journal is kept (30)\n"
    "  --control FILE the socket where `zhanggui ctl` finds this server (the store's name and\n"
    "                 -control; without a store there is none unless it is named)\n"
    "  --no-watch     a change to a shop, table or pack takes effect when it is asked for "
    "(SIGHUP,\n"
    "                 zhanggui ctl reload), not by itself\n"
    "  --clock wall   time is the time of day (this is the default)\n"
    "  --clock event  time is what the events say, for demonstrations and back-filling\n"
    "  --help         this text\n"
    "\n"
    "When it is ready it says so on standard error. SIGTERM ends it in order.\n"
    "Exit status: 0 done, 1 a pack, shop or table does not load, 2 usage, 3 could not run,\n"
    "4 the disk failed while something was being kept.\n";

struct options {
  struct zg_strings listen, shops, folders;
  const char *rules, *data, *control;
  int keep;
  enum zg_clock clock;
  bool still; /* files are not watched */
  bool help;
};

static void options_fini(struct options *options) {
  zg_strings_fini(&options->listen);
  zg_strings_fini(&options->shops);
  zg_strings_fini(&options->folders);
}

static int read_clock(const char *word, enum zg_clock *out) {
  if (strcmp(word, "wall") == 0) {
    *out = ZG_CLOCK_WALL;
  } else if (strcmp(word, "event") == 0) {
    *out = ZG_CLOCK_EVENT;
  } else {
    return zg_usage("serve", "--clock %s: the clock is wall or event", word);
  }
  return 0;
}

static int read_days(const char *word, int *out) {
  char *end = NULL;
  long days = strtol(word, &end, 10);
  if (end == word || *end != '\0' || days < 1 || days > 36500)
    return zg_usage("serve", "--keep %s: the journal is kept for 1 to 36500 days", word);
  *out = (int)days;
  return 0;
}

/* Returns 0 or an exit status. */
static int read_options(int argc, char **argv, struct options *options) {
  static const struct option known[] = {
      {"listen", required_argument, NULL, 'l'},
      {"data", required_argument, NULL, 'd'},
      {"shop", required_argument, NULL, 's'},
      {"shops", required_argument, NULL, 'S'},
      {"rules", required_argument, NULL, 'r'},
      {"clock", required_argument, NULL, 'c'},
      {"no-watch", no_argument, NULL, 'n'},
      {"keep", required_argument, NULL, 'k'},
      {"control", required_argument, NULL, 'C'},
      {"help", no_argument, NULL, 'h'},
      {NULL, 0, NULL, 0},
  };
  int c = 0, rc = 0;
  opterr = 0;
  optind = 1;
  while (rc == 0 && (c = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
    switch (c) {
    case 'l':
      zg_strings_add(&options->listen, optarg);
      break;
    case 'd':
      options->data = optarg;
      break;
    case 's':
      zg_strings_add(&options->shops, optarg);
      break;
    case 'S':
      zg_strings_add(&options->folders, optarg);
      break;
    case 'r':
      options->rules = optarg;
      break;
    case 'c':
      rc = read_clock(optarg, &options->clock);
      break;
    case 'k':
      rc = read_days(optarg, &options->keep);
      break;
    case 'n':
      options->still = true;
      break;
    case 'C':
      options->control = optarg;
      break;
    case 'h':
      options->help = true;
      return 0;
    default:
      rc = zg_usage_getopt("serve", c, argv);
    }
  }
  if (options->data == NULL)
    options->data = options->clock == ZG_CLOCK_EVENT ? ":memory:" : "zhanggui.db";
  if (rc == 0 && optind < argc) rc = zg_usage("serve", "what is %s for?", argv[optind]);
  return rc;
}

/* Returns the addresses, as many as options->listen has then; NULL and a status in *status. */
static struct zg_address *read_addresses(struct options *options, int *status) {
  struct zg_error err = {0};
  size_t stdios = 0;
  if (options->listen.count == 0) zg_strings_add(&options->listen, "tcp://127.0.0.1:7711");
  struct zg_address *addresses = zg_alloc(options->listen.count * sizeof *addresses);
  for (size_t i = 0; i < options->listen.count && *status == 0; i++) {
    if (zg_address_parse(options->listen.items[i], &addresses[i], &err) < 0) {
      *status = zg_usage("serve", "--listen %s", err.message);
    } else if (addresses[i].kind == ZG_ADDRESS_STDIO && ++stdios > 1) {
      *status = zg_usage("serve", "--listen - can be given once only");
    }
  }
  if (*status == 0) return addresses;
  free(addresses);
  return NULL;
}

/* --- what it says on standard error --- */

enum { LONGEST_RECORD = 1024 };

/* One record a line: what comes from a pack or a peer cannot make a second one. */
static void on_log(void *arg, const char *message) {
  struct zg_bytes line = {0};
  (void)arg;
  zg_bytes_add_text(&line, "zhanggui: ");
  zg_plain_add(&line, message);
  line.len = zg_utf8_cut(line.data, line.len, LONGEST_RECORD);
  zg_bytes_add_char(&line, '\n');
  fwrite(line.data, 1, line.len, stderr);
  zg_bytes_fini(&line);
}

static void on_ready(void *arg, const char *addresses) {
  struct zg_bytes line = {0};
  const char *about = zg_describe(arg);
  zg_bytes_printf(&line, "ready %s — ", addresses);
  for (const char *c = about; *c != '\0'; c++) {
    if (*c != '\n') {
      zg_bytes_add_char(&line, *c);
    } else if (c[1] != '\0') {
      zg_bytes_add_text(&line, "; ");
    }
  }
  zg_bytes_add_char(&line, '\n');
  fwrite(line.data, 1, line.len, stderr);
  zg_bytes_fini(&line);
}

/* What was being committed may be on the disk or not, and only a new start can tell. Until then not
 * a byte more may leave, so no queue is flushed and nothing is closed in order. */
static void on_disk(void *arg, const struct zg_error *err) {
  (void)arg;
  on_log(NULL, err->message);
  _exit(ZG_EXIT_DISK);
}

/* --- running --- */

/* If one of the three standard descriptors is closed, the next file opened would get its number,
 * and a message to standard error might end up in it. */
static void fill_descriptors(void) {
  int fd = 0;
  do {
    fd = open("/dev/null", O_RDWR);
  } while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0) close(fd);
}

static bool stored(const struct options *options) {
  return strcmp(options->data, ":memory:") != 0;
}

/* The control socket, or NULL. One that nobody asked for is no reason not to start. */
static const char *control_of(const struct options *options, char beside[ZG_CONTROL_PATH]) {
  struct zg_address address;
  if (options->control != NULL || !stored(options)) return options->control;
  zg_control_beside(options->data, beside);
  if (strlen(beside) < sizeof address.path) return beside;
  on_log(NULL, "the path of the store is too long for a control socket beside it; name another "
               "with --control, if zhanggui ctl is to find this server");
  return NULL;
}

/* Two heaps: one for the loop, which then waits for nobody, and one for all other threads, so that
 * the memory of a generation that was built aside is there for the next. With a heap for each
 * thread the process would grow with every reload. */
static void share_memory(void) {
  mallopt(M_ARENA_MAX, 2);
}

static int run(const struct options *options, const struct zg_address *addresses) {
  struct zg *zg = NULL;
  struct zg_error err = {0};
  char beside[ZG_CONTROL_PATH];
  struct zg_config config = {
      .rules = options->rules,
      .shops = (const char *const *)options->shops.items,
      .data = options->data,
      .keep_days = options->keep,
      .clock = options->clock,
      .on_log = on_log,
  };
  if (zg_open(&config, &zg, &err) < 0) return zg_failed("serve", &err);
  if (stored(options)) fprintf(stderr, "zhanggui: everything is kept in %s\n", options->data);
  struct zg_server_config server = {
      .zg = zg,
      .clock = options->clock,
      .addresses = addresses,
      .count = options->listen.count,
      .control = control_of(options, beside),
      .watch = !options->still,
      .rules = zg_rules(zg),
      .on_ready = on_ready,
      .on_log = on_log,
      .on_disk = on_disk,
      .arg = zg,
  };
  int status = zg_server_run(&server, &err) < 0 ? zg_failed("serve", &err) : ZG_EXIT_DONE;
  zg_close(zg);
  return status;
}

int zg_cli_serve(int argc, char **argv) {
  struct options options = {.clock = ZG_CLOCK_WALL};
  struct zg_address *addresses = NULL;
  struct zg_error err = {0};
  fill_descriptors();
  share_memory();
  int status = read_options(argc, argv, &options);
  if (status != 0) goto done;
  if (options.help) {
    fputs(help, stdout);
    goto done;
  }
  for (size_t i = 0; i < options.folders.count && status == 0; i++) {
    if (zg_strings_add_shops(&options.shops, options.folders.items[i], &err) < 0) {
      status = zg_failed("serve", &err);
    }
  }
  if (status == 0) addresses = read_addresses(&options, &status);
  if (status == 0) status = run(&options, addresses);
done:
  free(addresses);
  options_fini(&options);
  return status;
}
