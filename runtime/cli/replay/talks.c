#include "cli/replay/talks.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/memory.h"
#include "data/json.h"

enum { OPEN = 20000 };
#define SILENCE_MS (INT64_C(3) * 24 * 3600 * 1000)

struct zg_talk {
  UT_hash_handle hh;
  int64_t last;
  bool wrote; /* the buyer did */
  enum zg_talk_end end[2];
  char name[]; /* source, NUL, conversation */
};

const char *zg_talk_word(enum zg_talk_end end) {
  static const char *const words[ZG_TALK_ENDS] = {"agreed", "open",     "declined",
                                                  "handed", "answered", "unanswered"};
  return words[end];
}

static struct zg_talk *find(const struct zg_talks *talks, const char *source, const char *id) {
  struct zg_bytes name = {0};
  struct zg_talk *found = NULL;
  zg_bytes_add_part(&name, source);
  zg_bytes_add_text(&name, id);
  HASH_FIND(hh, talks->open, name.data, name.len, found);
  zg_bytes_fini(&name);
  return found;
}

static void add(struct zg_talks *talks, struct zg_talk *talk, size_t len) {
  HASH_ADD_KEYPTR(hh, talks->open, talk->name, len, talk);
}

static struct zg_talk *begin(struct zg_talks *talks, const char *source, const char *id) {
  size_t source_len = strlen(source) + 1, id_len = strlen(id);
  struct zg_talk *talk = zg_alloc(sizeof *talk + source_len + id_len + 1);
  memcpy(talk->name, source, source_len);
  memcpy(talk->name + source_len, id, id_len);
  talk->end[0] = talk->end[1] = ZG_TALK_UNANSWERED;
  add(talks, talk, source_len + id_len);
  return talk;
}

static void finish(struct zg_talks *talks, struct zg_talk *talk) {
  HASH_DELETE(hh, talks->open, talk);
  if (talk->wrote) {
    talks->count++;
    for (int set = 0; set < 2; set++)
      talks->ends[set][talk->end[set]]++;
  }
  free(talk);
}

/* The one whose last event is the newest stands last. */
static void renew(struct zg_talks *talks, struct zg_talk *talk, int64_t time) {
  size_t len = talk->hh.keylen;
  HASH_DELETE(hh, talks->open, talk);
  talk->last = time;
  add(talks, talk, len);
}

void zg_talks_event(struct zg_talks *talks, const struct zg_event *event) {
  const char *id = zg_event_key(event, ZG_SCOPE_CONVERSATION);
  while (talks->open != NULL &&
         (HASH_COUNT(talks->open) > OPEN || event->time - talks->open->last > SILENCE_MS))
    finish(talks, talks->open);
  if (id == NULL) return;
  struct zg_talk *talk = find(talks, event->source, id);
  if (talk == NULL) talk = begin(talks, event->source, id);
  renew(talks, talk, event->time);
  if (strcmp(event->type, "message.received") == 0 || strcmp(event->type, "offer.received") == 0)
    talk->wrote = true;
}

void zg_talks_close(struct zg_talks *talks, const struct zg_event *event) {
  const char *id = zg_event_key(event, ZG_SCOPE_CONVERSATION);
  if (id == NULL || strcmp(event->type, "conversation.closed") != 0) return;
  struct zg_talk *talk = find(talks, event->source, id);
  if (talk != NULL) finish(talks, talk);
}

static enum zg_talk_end end_by(const char *type) {
  static const struct {
    const char *type;
    enum zg_talk_end end;
  } known[] = {{"offer.accept", ZG_TALK_AGREED},
               {"offer.make", ZG_TALK_OPEN},
               {"offer.decline", ZG_TALK_DECLINED},
               {"handoff.request", ZG_TALK_HANDED},
               {"message.send", ZG_TALK_ANSWERED}};
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
    if (strcmp(known[i].type, type) == 0) return known[i].end;
  return ZG_TALK_UNANSWERED;
}

void zg_talks_act(struct zg_talks *talks, int set, const struct zg_act *act) {
  const char *id = zg_json_text(act->data, "conversation", "id");
  struct zg_talk *talk = id != NULL ? find(talks, act->source, id) : NULL;
  if (talk == NULL || talk->end[set] == ZG_TALK_AGREED) return;
  enum zg_talk_end end = end_by(act->type);
  bool word = end >= ZG_TALK_ANSWERED; /* says nothing of a price */
  if (word ? end < talk->end[set] : true) talk->end[set] = end;
}

void zg_talks_end(struct zg_talks *talks) {
  while (talks->open != NULL)
    finish(talks, talks->open);
}
