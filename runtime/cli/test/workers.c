#include "cli/test/workers.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/memory.h"

enum { NO_SOCKET = -1, DEATH = 96 };

struct worker {
  pid_t pid;
  int socket;   /* NO_SOCKET: it has ended */
  size_t piece; /* that it works at */
};

/* What came of a piece that is not its turn yet. */
struct result {
  bool there, died;
  struct zg_bytes answer;
  char death[DEATH];
};

struct crew {
  const struct zg_work *work;
  struct worker *workers;
  struct result *results;
  size_t given, taken; /* pieces */
};

/* ---- bytes between the two; both ends are ours, so numbers go as they lie in memory */

static bool put(int socket, const void *data, size_t len) {
  for (const char *at = data; len > 0;) {
    ssize_t sent = send(socket, at, len, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    len -= (size_t)sent;
  }
  return true;
}

static bool get(int socket, void *data, size_t len) {
  for (char *at = data; len > 0;) {
    ssize_t got = recv(socket, at, len, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    at += got;
    len -= (size_t)got;
  }
  return true;
}

static bool get_answer(int socket, struct zg_bytes *answer) {
  uint64_t len = 0;
  if (!get(socket, &len, sizeof len)) return false;
  zg_bytes_reserve(answer, len);
  if (!get(socket, answer->data, len)) return false;
  answer->len = len;
  answer->data[len] = '\0';
  return true;
}

/* ---- a worker */

static void work_on(const struct zg_work *work, int socket) {
  uint64_t piece = 0;
  while (get(socket, &piece, sizeof piece)) {
    struct zg_bytes answer = {0};
    work->play(work->player, piece, &answer);
    uint64_t len = answer.len;
    bool told = put(socket, &len, sizeof len) && put(socket, answer.data, len);
    zg_bytes_fini(&answer);
    if (!told) break;
  }
  exit(0);
}

/* It holds no end of another's socket: that one must see when this process hangs up. */
static int start(struct crew *crew, struct worker *worker, struct zg_error *err) {
  int ends[2] = {NO_SOCKET, NO_SOCKET};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    return zg_fail(err, ZG_ESYSTEM, "no socket for a worker: %s", strerror(errno));
  fflush(NULL);
  worker->pid = fork();
  if (worker->pid < 0) {
    int result = zg_fail(err, ZG_ESYSTEM, "no process for a worker: %s", strerror(errno));
    close(ends[0]);
    close(ends[1]);
    return result;
  }
  if (worker->pid == 0) {
    for (size_t i = 0; i < crew->work->jobs; i++)
      if (crew->workers[i].socket != NO_SOCKET) close(crew->workers[i].socket);
    close(ends[0]);
    work_on(crew->work, ends[1]);
  }
  close(ends[1]);
  worker->socket = ends[0];
  return 0;
}

/* ---- the crew */

static void say_death(int status, char out[DEATH]) {
  if (WIFSIGNALED(status))
    snprintf(out, DEATH, "signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
  else
    snprintf(out, DEATH, "exit status %d", WEXITSTATUS(status));
}

/* Hangs up, so that the worker ends, and gives the status with which it did. */
static int dismiss(struct worker *worker) {
  int status = 0;
  if (worker->socket == NO_SOCKET) return 0;
  close(worker->socket);
  worker->socket = NO_SOCKET;
  while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
    continue;
  return status;
}

/* The next piece for a worker, or the end of its day. */
static int give(struct crew *crew, struct worker *worker, struct zg_error *err) {
  char death[DEATH];
  if (crew->given == crew->work->count) {
    int status = dismiss(worker);
    if (status == 0) return 0;
    say_death(status, death);
    return zg_fail(err, ZG_ESYSTEM, "a worker ended with %s after its work", death);
  }
  if (worker->socket == NO_SOCKET) {
    int result = start(crew, worker, err);
    if (result < 0) return result;
  }
  uint64_t piece = worker->piece = crew->given++;
  put(worker->socket, &piece, sizeof piece); /* that it has died is seen when it is listened to */
  return 0;
}

static void take_turns(struct crew *crew) {
  for (; crew->taken < crew->work->count && crew->results[crew->taken].there; crew->taken++) {
    struct result *r = &crew->results[crew->taken];
    crew->work->take(crew->work->taker, crew->taken, r->died ? NULL : &r->answer, r->death);
    zg_bytes_fini(&r->answer);
  }
}

static int listen_to(struct crew *crew, struct worker *worker, struct zg_error *err) {
  struct result *r = &crew->results[worker->piece];
  r->there = true;
  r->died = !get_answer(worker->socket, &r->answer);
  if (r->died) say_death(dismiss(worker), r->death);
  take_turns(crew);
  return give(crew, worker, err);
}

static int run(struct crew *crew, struct pollfd *polls, struct zg_error *err) {
  size_t jobs = crew->work->jobs;
  int result = 0;
  for (size_t i = 0; i < jobs && result == 0; i++)
    result = give(crew, &crew->workers[i], err);
  while (result == 0 && crew->taken < crew->work->count) {
    for (size_t i = 0; i < jobs; i++)
      polls[i] = (struct pollfd){.fd = crew->workers[i].socket, .events = POLLIN};
    if (poll(polls, jobs, -1) < 0 && errno != EINTR)
      return zg_fail(err, ZG_ESYSTEM, "waiting for workers: %s", strerror(errno));
    for (size_t i = 0; i < jobs && result == 0; i++)
      if (polls[i].revents != 0) result = listen_to(crew, &crew->workers[i], err);
  }
  return result;
}

int zg_workers_run(const struct zg_work *work, struct zg_error *err) {
  struct zg_work fitting = *work;
  if (fitting.jobs > work->count) fitting.jobs = work->count;
  if (work->count == 0) return 0;
  struct crew crew = {.work = &fitting,
                      .workers = zg_alloc(fitting.jobs * sizeof *crew.workers),
                      .results = zg_alloc(work->count * sizeof *crew.results)};
  struct pollfd *polls = zg_alloc(fitting.jobs * sizeof *polls);
  for (size_t i = 0; i < fitting.jobs; i++)
    crew.workers[i].socket = NO_SOCKET;
  int result = run(&crew, polls, err);
  for (size_t i = 0; i < fitting.jobs; i++)
    dismiss(&crew.workers[i]);
  for (size_t i = 0; i < work->count; i++)
    zg_bytes_fini(&crew.results[i].answer);
  free(polls);
  free(crew.results);
  free(crew.workers);
  return result;
}
