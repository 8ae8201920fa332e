#include "engine/marker.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/memory.h"

enum { PAGE = 4096 };

/* The page. `full` is written last and cleared first; nothing but this process reads it meanwhile.
 */
struct page {
  uint64_t full;
  uint64_t name;
  uint32_t len;
  char text[PAGE - 20];
};

struct zg_marker {
  struct page *page;
};

int zg_marker_open(const char *path, struct zg_marker **out, struct zg_error *err) {
  int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  void *page = MAP_FAILED;
  if (fd >= 0 && ftruncate(fd, PAGE) == 0)
    page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  int why = errno;
  if (fd >= 0) close(fd);
  if (page == MAP_FAILED)
    return zg_fail(err, ZG_ESYSTEM, "%s cannot be written: %s", path, strerror(why));
  *out = zg_alloc(sizeof **out);
  (*out)->page = page;
  return 0;
}

void zg_marker_close(struct zg_marker *marker) {
  if (marker == NULL) return;
  munmap(marker->page, PAGE);
  free(marker);
}

bool zg_marker_left(const struct zg_marker *marker, uint64_t *name, const char **text,
                    size_t *len) {
  const struct page *page = marker->page;
  if (page->full != 1 || page->len > sizeof page->text) return false;
  *name = page->name;
  *text = page->text;
  *len = page->len;
  return true;
}

void zg_marker_set(struct zg_marker *marker, uint64_t name, const char *text, size_t len) {
  struct page *page = marker->page;
  page->name = name;
  page->len = (uint32_t)(len < sizeof page->text ? len : sizeof page->text);
  memcpy(page->text, text, page->len);
  __atomic_store_n(&page->full, 1, __ATOMIC_SEQ_CST);
}

void zg_marker_clear(struct zg_marker *marker) {
  __atomic_store_n(&marker->page->full, 0, __ATOMIC_SEQ_CST);
}
