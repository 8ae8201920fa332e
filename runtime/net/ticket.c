#include "net/ticket.h"

#include <stdlib.h>

#include "base/memory.h"

struct zg_ticket *zg_ticket_new(void) {
  return zg_alloc(sizeof(struct zg_ticket));
}

void zg_ticket_free(struct zg_ticket *ticket) {
  if (ticket == NULL) return;
  for (size_t i = ticket->told; i < ticket->count; i++)
    zg_bytes_fini(&ticket->done[i]);
  free(ticket->done);
  zg_bytes_fini(&ticket->rows);
  free(ticket);
}

size_t zg_ticket_add(struct zg_ticket *ticket) {
  zg_grow(&ticket->done, &ticket->cap, ticket->count, sizeof *ticket->done);
  ticket->done[ticket->count] = (struct zg_bytes){0};
  ticket->left++;
  return ticket->count++;
}

void zg_ticket_tell(struct zg_ticket *ticket, size_t place, const struct zg_bytes *row) {
  zg_bytes_add(&ticket->done[place], row->data, row->len); /* has data from here on: it is done */
  ticket->left--;
  while (ticket->told < ticket->count && ticket->done[ticket->told].data != NULL) {
    struct zg_bytes *next = &ticket->done[ticket->told++];
    zg_bytes_add(&ticket->rows, next->data, next->len);
    zg_bytes_fini(next);
  }
}
