#include "cli/ask.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/bytes.h"
#include "data/json.h"

char *zg_control_beside(const char *data, char out[ZG_CONTROL_PATH]) {
  snprintf(out, ZG_CONTROL_PATH, "%s-control", data);
  return out;
}

static int open_socket(const char *path, struct zg_error *err) {
  struct sockaddr_un at = {.sun_family = AF_UNIX};
  if (strlen(path) >= sizeof at.sun_path)
    return zg_fail(err, ZG_EUSAGE, "%s: the path of a control socket may have %zu bytes", path,
                   sizeof at.sun_path - 1);
  strcpy(at.sun_path, path);
  int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return zg_fail(err, ZG_ESYSTEM, "cannot make a socket: %s", strerror(errno));
  if (connect(fd, (struct sockaddr *)&at, sizeof at) == 0) return fd;
  int why = errno;
  close(fd);
  if (why == ENOENT || why == ECONNREFUSED)
    return zg_fail(err, ZG_ENOTFOUND,
                   "no server listens at %s; start one with `zhanggui serve`, or say with --data "
                   "or --control which one is meant",
                   path);
  return zg_fail(err, ZG_ESYSTEM, "%s: %s", path, strerror(why));
}

static int send_words(int fd, const char *const *words, struct zg_error *err) {
  struct zg_bytes line = {0};
  size_t sent = 0;
  zg_bytes_add_text(&line, "{\"control\":[");
  for (size_t i = 0; words[i] != NULL; i++) {
    if (i > 0) zg_bytes_add_char(&line, ',');
    zg_json_write_string(words[i], strlen(words[i]), &line);
  }
  zg_bytes_add_text(&line, "]}\n");
  while (sent < line.len) {
    ssize_t n = send(fd, line.data + sent, line.len - sent, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) break;
    sent += (size_t)n;
  }
  bool whole = sent == line.len;
  zg_bytes_fini(&line);
  return whole ? 0 : zg_fail(err, ZG_ESYSTEM, "the server does not listen: %s", strerror(errno));
}

/* The error of an error line, with the code that has its word. */
static int read_error(const char *line, size_t len, struct zg_error *err) {
  static const int codes[] = {
#define CODE(symbol, value, word, meaning) symbol,
      ZG_ERRORS(CODE)
#undef CODE
  };
  struct zg_arena *arena = zg_arena_new();
  struct cJSON *tree = NULL;
  int code = ZG_ESYSTEM;
  zg_json_parse_own(arena, line, len, &tree, NULL);
  const char *word = zg_json_text(tree, "error", "code");
  const char *message = zg_json_text(tree, "error", "message");
  for (size_t i = 0; word != NULL && i < sizeof codes / sizeof codes[0]; i++)
    if (strcmp(zg_code_word(codes[i]), word) == 0) code = codes[i];
  zg_fail(err, code, "%s", message != NULL ? message : "the server's answer cannot be read");
  zg_arena_free(arena);
  return code;
}

static int listen_to(int fd, int (*on_row)(void *arg, const char *json, size_t len), void *arg,
                     struct zg_error *err) {
  static const char row[] = "{\"row\":", done[] = "{\"done\":";
  char *line = NULL;
  size_t cap = 0;
  int result = 1;
  FILE *in = fdopen(fd, "r");
  while (result == 1) {
    ssize_t len = in != NULL ? getline(&line, &cap, in) : -1;
    if (len > 0 && line[len - 1] == '\n') len--;
    if (len < 0) {
      result = zg_fail(err, ZG_ESYSTEM, "the server ended before it had answered");
    } else if (strncmp(line, row, sizeof row - 1) == 0) {
      if (on_row(arg, line + sizeof row - 1, (size_t)len - sizeof row) != 0)
        result = zg_fail(err, ZG_ESYSTEM, "the output cannot be written: %s", strerror(errno));
    } else if (strncmp(line, done, sizeof done - 1) == 0) {
      result = 0;
    } else {
      result = read_error(line, (size_t)len, err);
    }
  }
  free(line);
  if (in != NULL)
    fclose(in);
  else
    close(fd);
  return result;
}

int zg_ask(const char *path, const char *const *words,
           int (*on_row)(void *arg, const char *json, size_t len), void *arg,
           struct zg_error *err) {
  int fd = open_socket(path, err);
  if (fd < 0) return fd;
  if (send_words(fd, words, err) == 0) return listen_to(fd, on_row, arg, err);
  close(fd);
  return ZG_ESYSTEM;
}
