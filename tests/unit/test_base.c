/* test_base: memory, arena and bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/bytes.h"
#include "base/hash.h"
#include "base/memory.h"

/* Whether `fn` ends its process by abort, having said something on stderr. */
static bool ends(void (*fn)(void)) {
  int pipe_ends[2] = {-1, -1};
  if (pipe(pipe_ends) != 0) return false;
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(SIGABRT, SIG_DFL);
    dup2(pipe_ends[1], STDERR_FILENO);
    fn();
    _exit(0);
  }
  close(pipe_ends[1]);
  char said[512] = {0};
  ssize_t got = read(pipe_ends[0], said, sizeof said - 1);
  close(pipe_ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT && got > 0 &&
         strstr(said, "out of memory") != NULL;
}

static void alloc_too_much(void) {
  free(zg_alloc(SIZE_MAX));
}

static void realloc_too_much(void) {
  free(zg_realloc(NULL, (size_t)PTRDIFF_MAX + 1));
}

static void grow_too_much(void) {
  void *items = NULL;
  size_t cap = 0;
  zg_grow(&items, &cap, 0, SIZE_MAX / 2);
  free(items);
}

static void grow_past_all(void) {
  void *items = NULL;
  size_t cap = SIZE_MAX;
  zg_grow(&items, &cap, SIZE_MAX, 1);
  free(items);
}

static void reserve_too_much(void) {
  struct zg_bytes bytes = {0};
  zg_bytes_add_char(&bytes, 'x');
  zg_bytes_reserve(&bytes, SIZE_MAX);
  zg_bytes_fini(&bytes);
}

static void arena_too_much(void) {
  struct zg_arena *arena = zg_arena_new();
  memset(zg_arena_alloc(arena, SIZE_MAX - 8), 1, 16);
  zg_arena_free(arena);
}

static void test_memory_ends(void **state) {
  (void)state;
  void (*const too_much[])(void) = {
      alloc_too_much, realloc_too_much, grow_too_much,
      grow_past_all,  reserve_too_much, arena_too_much,
  };
  for (size_t i = 0; i < sizeof too_much / sizeof too_much[0]; i++)
    assert_true(ends(too_much[i]));
}

static void test_memory(void **state) {
  (void)state;
  unsigned char *zeros = zg_alloc(1000);
  for (size_t i = 0; i < 1000; i++)
    assert_int_equal(zeros[i], 0);
  free(zeros);
  void *nothing = zg_alloc(0);
  assert_non_null(nothing);
  nothing = zg_realloc(nothing, 0); /* must not be taken for a free */
  assert_non_null(nothing);
  free(nothing);
  assert_null(zg_strdup(NULL));
  char *copy = zg_strdup("掌柜");
  assert_string_equal(copy, "掌柜");
  free(copy);
  const char cut[3] = {'a', 'b', 'c'}; /* no NUL */
  copy = zg_strndup(cut, 3);
  assert_string_equal(copy, "abc");
  free(copy);
  copy = zg_strndup(NULL, 0);
  assert_string_equal(copy, "");
  free(copy);
}

static void test_grow(void **state) {
  (void)state;
  uint32_t *items = NULL;
  size_t cap = 0, moves = 0;
  for (size_t count = 0; count < 100000; count++) {
    size_t before = cap;
    zg_grow(&items, &cap, count, sizeof *items);
    assert_true(cap > count);
    if (cap != before) moves++;
    items[count] = (uint32_t)count * 7;
  }
  assert_true(moves < 20);
  for (size_t i = 0; i < 100000; i++)
    assert_int_equal(items[i], (uint32_t)i * 7);
  /* A count far ahead is reached at once. */
  zg_grow(&items, &cap, 1000000, sizeof *items);
  assert_true(cap > 1000000);
  items[1000000] = 1;
  free(items);
}

/* Random sizes over several rounds: aligned, zeroed, and none overlaps another. */
static void test_arena(void **state) {
  (void)state;
  enum { PIECES = 600 };
  struct zg_arena *arena = zg_arena_new();
  uint64_t random = 1;
  for (int round = 0; round < 20; round++) {
    unsigned char *pieces[PIECES] = {0};
    size_t sizes[PIECES] = {0};
    for (size_t i = 0; i < PIECES; i++) {
      static const size_t edges[] = {0, 1, 15, 16, 17, 16383, 16384, 16385, 65535, 65536, 65537};
      uint64_t pick = zg_random_next(&random);
      sizes[i] = pick % 16 == 0 ? edges[pick / 16 % 11] : (size_t)(pick / 16 % 700);
      pieces[i] = zg_arena_alloc(arena, sizes[i]);
      assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
      for (size_t k = 0; k < sizes[i]; k++)
        if (pieces[i][k] != 0) fail_msg("byte %zu of %zu is not zero", k, sizes[i]);
      memset(pieces[i], (int)(i % 255 + 1), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
      for (size_t k = 0; k < sizes[i]; k++)
        if (pieces[i][k] != i % 255 + 1) fail_msg("piece %zu was written over", i);
    zg_arena_reset(arena);
  }
  zg_arena_free(arena);
  zg_arena_free(NULL);
}

/* After a reset the same memory is handed out again, dirty before and zeroed now. */
static void test_arena_reset(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  unsigned char *first = zg_arena_alloc(arena, 4096);
  memset(first, 0xff, 4096);
  memset(zg_arena_alloc(arena, 5 * 1024 * 1024), 0xff, 5 * 1024 * 1024);
  zg_arena_reset(arena);
  unsigned char *again = zg_arena_alloc(arena, 4096);
  assert_ptr_equal(first, again);
  for (size_t i = 0; i < 4096; i++)
    assert_int_equal(again[i], 0);
  /* Even nothing has an address of its own. */
  assert_ptr_not_equal(zg_arena_alloc(arena, 0), zg_arena_alloc(arena, 0));
  zg_arena_reset(arena);
  zg_arena_reset(arena);
  zg_arena_free(arena);
}

static void test_arena_text(void **state) {
  (void)state;
  struct zg_arena *arena = zg_arena_new();
  assert_string_equal(zg_arena_strdup(arena, ""), "");
  assert_string_equal(zg_arena_strdup(arena, "茶"), "茶");
  assert_string_equal(zg_arena_strndup(arena, "abcdef", 3), "abc");
  assert_string_equal(zg_arena_strndup(arena, NULL, 0), "");
  assert_memory_equal(zg_arena_strndup(arena, "a\0b", 3), "a\0b", 4);
  assert_string_equal(zg_arena_printf(arena, "%s-%d", "x", -7), "x--7");
  char *wide = zg_arena_strdup(arena, "");
  for (int len = 0; len < 70000; len = len < 600 ? len + 1 : len + 4999) {
    wide = zg_arena_printf(arena, "%*s|", len, "");
    assert_int_equal(strlen(wide), (size_t)len + 1);
    assert_int_equal(wide[len], '|');
  }
  zg_arena_free(arena);
}

static void test_bytes(void **state) {
  (void)state;
  struct zg_bytes bytes = {0};
  zg_bytes_clear(&bytes); /* nothing was added yet */
  zg_bytes_drop_front(&bytes, 0);
  assert_null(bytes.data);
  zg_bytes_add(&bytes, NULL, 0);
  assert_string_equal(bytes.data, "");
  zg_bytes_add_text(&bytes, "abc");
  zg_bytes_add_char(&bytes, '\0');
  zg_bytes_add(&bytes, "\xff\n", 2);
  assert_int_equal(bytes.len, 6);
  assert_memory_equal(bytes.data, "abc\0\xff\n", 7);
  zg_bytes_drop_front(&bytes, 4);
  assert_memory_equal(bytes.data, "\xff\n", 3);
  zg_bytes_drop_front(&bytes, 2);
  assert_int_equal(bytes.len, 0);
  assert_string_equal(bytes.data, "");
  char *kept = bytes.data;
  zg_bytes_add_text(&bytes, "again");
  zg_bytes_clear(&bytes);
  assert_ptr_equal(bytes.data, kept);
  assert_string_equal(bytes.data, "");
  zg_bytes_reserve(&bytes, 100000);
  kept = bytes.data;
  for (int i = 0; i < 100000; i++)
    zg_bytes_add_char(&bytes, 'y');
  assert_ptr_equal(bytes.data, kept); /* what was reserved is there */
  zg_bytes_fini(&bytes);
  assert_null(bytes.data);
  assert_int_equal(bytes.len + bytes.cap, 0);
  zg_bytes_fini(&bytes);
}

static void test_bytes_printf(void **state) {
  (void)state;
  for (int len = 0; len < 400; len++) {
    struct zg_bytes bytes = {0};
    zg_bytes_add_text(&bytes, "[");
    zg_bytes_printf(&bytes, "%0*d", len + 1, 7);
    zg_bytes_printf(&bytes, "%s", "");
    zg_bytes_add_char(&bytes, ']');
    assert_int_equal(bytes.len, (size_t)len + 3);
    assert_int_equal(strlen(bytes.data), bytes.len);
    assert_int_equal(bytes.data[len + 1], '7');
    assert_true(bytes.cap > bytes.len);
    zg_bytes_fini(&bytes);
  }
}

/* The buffer does what a plain model of it does, whatever the order of calls. */
static void test_bytes_random(void **state) {
  (void)state;
  static char model[1 << 20];
  size_t len = 0;
  struct zg_bytes bytes = {0};
  uint64_t random = 7;
  for (int step = 0; step < 20000; step++) {
    uint64_t pick = zg_random_next(&random);
    size_t size = (size_t)(pick >> 8) % 40;
    if (pick % 8 < 5) {
      memset(model + len, (int)(pick >> 16 & 0xff), size);
      zg_bytes_add(&bytes, model + len, size);
      len += size;
    } else {
      size_t drop = pick % 8 == 7 ? len : size < len ? size : len;
      if (pick % 8 == 7 && size > 0) drop = 0;
      memmove(model, model + drop, len - drop);
      len -= drop;
      zg_bytes_drop_front(&bytes, drop);
    }
    assert_int_equal(bytes.len, len);
    if (bytes.data == NULL) continue;
    assert_memory_equal(bytes.data, model, len);
    assert_int_equal(bytes.data[len], 0);
  }
  zg_bytes_fini(&bytes);
}

static void write_file(const char *path, size_t size) {
  FILE *file = fopen(path, "wb");
  assert_non_null(file);
  for (size_t i = 0; i < size; i++)
    fputc((int)(i * 31 % 256), file);
  assert_int_equal(fclose(file), 0);
}

static void test_bytes_file(void **state) {
  (void)state;
  char folder[] = "/tmp/zg-base-XXXXXX";
  assert_non_null(mkdtemp(folder));
  char path[64] = {0};
  snprintf(path, sizeof path, "%s/file", folder);
  static const size_t sizes[] = {0, 1, 63, 64, 65535, 65536, 65537, 300000};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    write_file(path, sizes[i]);
    struct zg_bytes bytes = {0};
    zg_bytes_add_text(&bytes, "<");
    assert_int_equal(zg_bytes_add_file(&bytes, path), 0);
    assert_int_equal(bytes.len, sizes[i] + 1);
    assert_int_equal(bytes.data[bytes.len], 0);
    for (size_t k = 0; k < sizes[i]; k++)
      if ((unsigned char)bytes.data[k + 1] != k * 31 % 256) fail_msg("byte %zu", k);
    zg_bytes_fini(&bytes);
  }
  struct zg_bytes bytes = {0};
  zg_bytes_add_text(&bytes, "kept");
  unlink(path);
  assert_int_equal(zg_bytes_add_file(&bytes, path), -1);
  assert_int_equal(errno, ENOENT);
  assert_int_equal(zg_bytes_add_file(&bytes, folder), -1);
  assert_int_equal(errno, EISDIR);
  assert_string_equal(bytes.data, "kept");
  /* A file that says it is empty and is not. */
  if (access("/proc/self/status", R_OK) == 0) {
    assert_int_equal(zg_bytes_add_file(&bytes, "/proc/self/status"), 0);
    assert_true(bytes.len > 20);
  }
  zg_bytes_fini(&bytes);
  rmdir(folder);
}

/* What has no end, or nobody who writes, is not waited for; nor is all memory filled with it. */
static void test_bytes_no_file(void **state) {
  (void)state;
  char folder[] = "zg-XXXXXX", path[32] = "";
  struct zg_bytes bytes = {0};
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/file", folder);
  assert_int_equal(mkfifo(path, 0600), 0);
  alarm(20);
  assert_int_equal(zg_bytes_add_file(&bytes, path), -1);
  assert_int_equal(errno, ENOTSUP);
  assert_non_null(strstr(zg_bytes_file_fault(errno), "pipe"));
  int both = open(path, O_RDWR | O_CLOEXEC); /* with somebody who could write, too */
  assert_int_equal(zg_bytes_add_file(&bytes, path), -1);
  assert_int_equal(errno, ENOTSUP);
  close(both);
  unlink(path);
  assert_int_equal(symlink("/dev/zero", path), 0);
  assert_int_equal(zg_bytes_add_file(&bytes, path), -1);
  assert_int_equal(errno, ENOTSUP);
  unlink(path);
  assert_int_equal(bytes.len, 0);
  /* Most of it is a hole, which costs no disk. */
  static const off_t sizes[] = {ZG_FILE_MOST, (off_t)ZG_FILE_MOST + 1, (off_t)1 << 40};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    write_file(path, 1);
    if (truncate(path, sizes[i]) < 0) continue; /* a disk that knows none so large */
    zg_bytes_clear(&bytes);
    zg_bytes_add_text(&bytes, "<");
    assert_int_equal(zg_bytes_add_file(&bytes, path), i == 0 ? 0 : -1);
    if (i > 0) assert_int_equal(errno, EFBIG);
    assert_int_equal(bytes.len, i == 0 ? (size_t)ZG_FILE_MOST + 1 : 1);
  }
  alarm(0);
  assert_non_null(strstr(zg_bytes_file_fault(EFBIG), "64 MiB"));
  assert_string_equal(zg_bytes_file_fault(EACCES), "it cannot be read");
  zg_bytes_fini(&bytes);
  unlink(path);
  rmdir(folder);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_memory_ends),   cmocka_unit_test(test_memory),
      cmocka_unit_test(test_grow),          cmocka_unit_test(test_arena),
      cmocka_unit_test(test_arena_reset),   cmocka_unit_test(test_arena_text),
      cmocka_unit_test(test_bytes),         cmocka_unit_test(test_bytes_printf),
      cmocka_unit_test(test_bytes_random),  cmocka_unit_test(test_bytes_file),
      cmocka_unit_test(test_bytes_no_file),
  };
  return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
