#include "cli/export_story.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/memory.h"
#include "data/event.h"
#include "data/json.h"
#include "engine/story_record.h"
#include "engine/story_text.h"

/* An event's own time that lies so much before its receipt is told, too. */
enum { LATE_MS = 5000 };

struct zg_export_story {
  const char *id;
  struct zg_arena *arena;   /* of what is gathered */
  struct zg_arena *reading; /* of one line */
  bool found;
  const char *conversation;  /* NULL: it is about an order alone */
  const char *named, *buyer; /* whom the first events are about, who get the names of stories */
  struct cJSON *orders;      /* of the conversation: their ids are the keys */
  struct cJSON *steps;
  bool virtual_clock; /* the events' own times drove it, and not those of their receipt */
  int64_t received;   /* the last event; 0: there was none */
  int64_t begins, now;
};

struct zg_export_story *zg_export_story_new(const char *id) {
  struct zg_export_story *story = zg_alloc(sizeof *story);
  story->id = id;
  story->arena = zg_arena_new();
  story->reading = zg_arena_new();
  story->orders = zg_json_new_object(story->arena);
  story->steps = zg_json_new_array(story->arena);
  return story;
}

void zg_export_story_free(struct zg_export_story *story) {
  zg_arena_free(story->arena);
  zg_arena_free(story->reading);
  free(story);
}

static bool same(const char *a, const char *b) {
  return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool read_event(struct zg_arena *arena, const char *line, size_t len,
                       struct zg_event *event) {
  struct cJSON *tree = NULL;
  return zg_json_parse_own(arena, line, len, &tree, NULL) == 0 &&
         zg_event_read(arena, tree, 0, event, NULL) == 0;
}

static void note_order(struct zg_export_story *story, const struct zg_event *event) {
  const char *order = zg_event_key(event, ZG_SCOPE_ORDER);
  if (order != NULL && zg_json_get(story->orders, order) == NULL)
    zg_json_add(story->arena, story->orders, order, zg_json_new_bool(story->arena, true));
}

/* ---- which conversation it is */

/* Where the events drive the clock, the first is received now, and the second at the time of the
 * first: receipts go back. */
static void note_clock(struct zg_export_story *story, const struct zg_event *event) {
  if (event->received + LATE_MS < story->received) story->virtual_clock = true;
  story->received = event->received;
}

int zg_export_story_look(void *arg, const char *line, size_t len) {
  struct zg_export_story *story = arg;
  struct zg_event event = {0};
  zg_arena_reset(story->reading);
  if (!read_event(story->reading, line, len, &event)) return 0;
  note_clock(story, &event);
  if (story->found) return 0;
  const char *conversation = zg_event_key(&event, ZG_SCOPE_CONVERSATION);
  story->found = same(conversation, story->id) || same(event.id, story->id);
  if (!story->found) return 0;
  if (conversation != NULL) story->conversation = zg_arena_strdup(story->arena, conversation);
  note_order(story, &event); /* an event that is about an order alone brings what is about it */
  return 0;
}

/* ---- what belongs to it */

static bool belongs(const struct zg_export_story *story, const struct zg_event *event) {
  const char *conversation = zg_event_key(event, ZG_SCOPE_CONVERSATION);
  const char *order = zg_event_key(event, ZG_SCOPE_ORDER);
  if (conversation != NULL && story->conversation != NULL)
    return strcmp(conversation, story->conversation) == 0;
  return same(event->id, story->id) || (order != NULL && zg_json_get(story->orders, order) != NULL);
}

/* A member that has an id gets the one that stories use; with nothing else in it it is left out,
 * as every event of a story has it. What an event does not have is told as false. */
static void rename_id(struct zg_export_story *story, struct cJSON *data, const char *what,
                      const char *own, const char *usual) {
  const struct cJSON *given = zg_json_get(data, what);
  if (given == NULL) {
    zg_json_add(story->arena, data, what, zg_json_new_bool(story->arena, false));
  } else if (same(zg_json_text(given, "id", NULL), own)) {
    struct cJSON *renamed = zg_json_copy_top(story->arena, given);
    zg_json_set(story->arena, renamed, "id", zg_json_new_string(story->arena, usual));
    bool bare = zg_json_size(renamed) == 1;
    zg_json_set(story->arena, data, what, bare ? zg_json_new_null(story->arena) : renamed);
  }
}

/* Without the members that are null, which a story cannot tell. */
static struct cJSON *without_null(struct zg_arena *arena, const struct cJSON *node) {
  bool object = zg_json_kind(node) == ZG_JSON_OBJECT;
  if (!object && zg_json_kind(node) != ZG_JSON_ARRAY) return zg_json_share(arena, node);
  bool list = !object && zg_json_first(node) != NULL;
  struct cJSON *copy = list ? zg_json_new_array(arena) : zg_json_new_object(arena);
  for (const struct cJSON *m = zg_json_first(node); m != NULL; m = zg_json_next(m)) {
    if (zg_json_kind(m) == ZG_JSON_NULL) continue;
    if (list)
      zg_json_push(copy, without_null(arena, m));
    else
      zg_json_add(arena, copy, zg_json_key(m), without_null(arena, m));
  }
  return copy;
}

static struct cJSON *story_data(struct zg_export_story *story, const struct zg_event *event) {
  struct cJSON *data = zg_json_copy_top(story->arena, event->data);
  if (story->named == NULL) story->named = zg_json_text(data, "conversation", "id");
  if (story->buyer == NULL) story->buyer = zg_json_text(data, "buyer", "id");
  rename_id(story, data, "conversation", story->named, "c-1");
  rename_id(story, data, "buyer", story->buyer, "b-1");
  return without_null(story->arena, data);
}

static struct cJSON *add_step(struct zg_export_story *story, const char *word) {
  struct cJSON *step = zg_json_new_object(story->arena);
  zg_json_add(story->arena, step, "do", zg_json_new_string(story->arena, word));
  return zg_json_push(story->steps, step);
}

static void add_wait(struct zg_export_story *story, int64_t ms) {
  char text[ZG_TIME_TEXT];
  if (ms <= 0) return;
  zg_duration_format(ms, text);
  zg_json_add(story->arena, add_step(story, "wait"), "time",
              zg_json_new_string(story->arena, text));
}

/* The attributes that a story gives by itself are left out. */
static struct cJSON *envelope(struct zg_export_story *story, const struct zg_event *event,
                              struct cJSON *data) {
  static const char *const own[] = {"id", "source", "time", "receivedtime", "specversion", "data"};
  struct cJSON *with = zg_json_new_object(story->arena);
  for (const struct cJSON *a = zg_json_first(event->envelope); a != NULL; a = zg_json_next(a)) {
    bool given = true;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
      given &= strcmp(zg_json_key(a), own[i]) != 0;
    if (given) zg_json_add(story->arena, with, zg_json_key(a), without_null(story->arena, a));
  }
  if (event->time_text != NULL && event->time + LATE_MS < story->now)
    zg_json_add(story->arena, with, "time", zg_json_new_string(story->arena, event->time_text));
  zg_json_add(story->arena, with, "data", zg_json_share(story->arena, data));
  return with;
}

static void add_event(struct zg_export_story *story, const struct zg_event *event) {
  struct cJSON *data = story_data(story, event), *with = envelope(story, event, data);
  const char *text = zg_json_text(data, "message", "text");
  bool says = strcmp(event->type, "message.received") == 0 && text != NULL;
  bool usual = says && zg_json_size(with) == 2;
  struct cJSON *step = add_step(story, usual ? "buyer" : "event");
  if (usual && zg_json_size(data) == 1 && zg_json_size(zg_json_get(data, "message")) == 1)
    zg_json_add(story->arena, step, "text", zg_json_new_string(story->arena, text));
  else
    zg_json_add(story->arena, step, "with", usual ? data : with);
}

int zg_export_story_gather(void *arg, const char *line, size_t len) {
  struct zg_export_story *story = arg;
  struct zg_event event = {0};
  zg_arena_reset(story->reading);
  if (!story->found || !read_event(story->reading, line, len, &event) || !belongs(story, &event))
    return 0;
  read_event(story->arena, line, len, &event); /* what is gathered stays */
  bool own = story->virtual_clock || event.received < event.time;
  int64_t now = own ? event.time : event.received;
  if (zg_json_first(story->steps) == NULL) story->begins = story->now = now;
  add_wait(story, now - story->now);
  if (now > story->now) story->now = now;
  note_order(story, &event);
  add_event(story, &event);
  return 0;
}

/* ---- writing */

static struct cJSON *options(struct zg_export_story *story, const char *shop) {
  struct cJSON *made = zg_json_new_object(story->arena);
  char begins[ZG_TIME_TEXT];
  zg_time_format(story->begins, begins);
  zg_json_add(story->arena, made, "shop", zg_json_new_string(story->arena, shop));
  zg_json_add(story->arena, made, "begins", zg_json_new_string(story->arena, begins));
  return made;
}

int zg_export_story_write(struct zg_export_story *story, const char *shop, struct zg_error *err) {
  struct zg_text *text = NULL;
  struct zg_story *whole = NULL;
  struct zg_bytes out = {0};
  if (zg_json_first(story->steps) == NULL)
    return zg_fail(err, ZG_ENOTFOUND, "the journal has no conversation and no event \"%s\"",
                   story->id);
  int result = zg_text_open(&text, err);
  if (result < 0) return result;
  add_wait(story, INT64_C(60) * 1000); /* the answer to the last word */
  const struct zg_story told = {
      .name = story->id, .file = "", .options = options(story, shop), .steps = story->steps};
  result = zg_story_record(&told, "", text, story->arena, &whole, NULL, err);
  if (result == 0) {
    whole->options = options(story, "../../.."); /* from where it is to be put */
    zg_story_write(whole, &out);
    fwrite(out.data, 1, out.len, stdout);
  }
  zg_bytes_fini(&out);
  zg_text_close(text);
  return result;
}
