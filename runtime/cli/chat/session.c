#include "cli/chat/session.h"

#include <limits.h>
#include <string.h>

#include "base/clock.h"
#include "cli/chat/print.h"
#include "cli/chat/show.h"
#include "data/json.h"
#include "engine/shipped.h"

/* ---- opening */

static void note_trace(void *arg, const char *json, size_t len) {
  struct zg_chat *chat = arg;
  zg_json_push(chat->traces, zg_json_new_string_n(chat->arena, json, len));
}

static void note_log(void *arg, const char *message) {
  zg_chat_complain(arg, "%s", message);
}

/* What buyers ask about when nobody says: the first of the sheet. */
static int choose_item(struct zg_chat *chat, struct zg_error *err) {
  const struct zg_table *sheet = zg_shop_table(zg_stage_shop(&chat->stage), "products");
  bool sold = sheet != NULL && zg_table_rows(sheet) > 0;
  if (chat->sku != NULL && (!sold || zg_table_find(sheet, chat->sku) < 0))
    return zg_fail(err, ZG_EUSAGE, "the sheet of products has no \"%s\"", chat->sku);
  if (chat->sku == NULL && sold)
    chat->sku = zg_arena_strdup(chat->arena, zg_table_cell(sheet, 0, 0));
  chat->stage.sku = chat->sku;
  return 0;
}

int zg_chat_open(struct zg_chat *chat, const char *rules, struct zg_error *err) {
  char *shipped = zg_arena_alloc(chat->arena, PATH_MAX);
  const struct zg_config config = {.on_trace = note_trace, .on_log = note_log, .arg = chat};
  chat->rules_given = rules != NULL;
  chat->stage.arena = chat->arena;
  chat->stage.now = chat->shown = chat->began;
  chat->buyer = "b-1";
  chat->conversation = "c-1";
  chat->names = zg_json_new_object(chat->arena);
  chat->orders = zg_json_new_object(chat->arena);
  chat->steps = zg_json_new_array(chat->arena);
  chat->seen = zg_json_new_array(chat->arena);
  chat->traces = zg_json_new_array(chat->arena);
  if (rules == NULL) rules = zg_shipped_rules(shipped, PATH_MAX);
  if (rules == NULL)
    return zg_fail(err, ZG_ENOTFOUND,
                   "the shipped rules are not where they were installed; name their folder with "
                   "--rules");
  int result = zg_text_open(&chat->text, err);
  if (result < 0) return result;
  const struct zg_shop_source source = {.dir = chat->folder,
                                        .rules = rules,
                                        .rules_given = chat->rules_given,
                                        .text = chat->text,
                                        .warn = note_log,
                                        .arg = chat};
  result = zg_stage_open(&chat->stage, &source, &config, err);
  return result < 0 ? result : choose_item(chat, err);
}

void zg_chat_close(struct zg_chat *chat) {
  zg_stage_close(&chat->stage);
  zg_text_close(chat->text);
}

/* ---- whom an event is about */

const char *zg_chat_order(const struct zg_chat *chat) {
  return zg_json_text(chat->orders, chat->conversation, NULL);
}

static void add_id(struct zg_chat *chat, struct cJSON *data, const char *what, const char *id) {
  struct cJSON *object = zg_json_new_object(chat->arena);
  const char *name = strcmp(what, "buyer") == 0 ? zg_json_text(chat->names, id, NULL) : NULL;
  if (zg_json_get(data, what) != NULL) return;
  zg_json_add(chat->arena, object, "id", zg_json_new_string(chat->arena, id));
  if (name != NULL) zg_json_add(chat->arena, object, "name", zg_json_new_string(chat->arena, name));
  zg_json_add(chat->arena, data, what, object);
}

struct cJSON *zg_chat_about(struct zg_chat *chat, struct cJSON *data) {
  bool first = strcmp(chat->buyer, "b-1") == 0;
  if (!first) add_id(chat, data, "conversation", chat->conversation);
  if (!first || zg_json_get(chat->names, chat->buyer) != NULL)
    add_id(chat, data, "buyer", chat->buyer);
  bool usual =
      chat->sku == NULL || (chat->stage.sku != NULL && strcmp(chat->sku, chat->stage.sku) == 0);
  if (!usual && zg_json_get(data, "item") == NULL)
    zg_json_add(chat->arena, data, "item", zg_stage_item(&chat->stage, chat->sku));
  return data;
}

/* ---- what happens */

/* Shows what the shop has done by now, and keeps it. */
static bool show_done(struct zg_chat *chat) {
  struct cJSON *done = chat->stage.done;
  if (zg_json_first(done) == NULL) return false;
  chat->stage.done = zg_json_new_array(chat->arena);
  for (const struct cJSON *a = zg_json_first(done); a != NULL; a = zg_json_next(a))
    zg_json_push(chat->seen, zg_json_share(chat->arena, a));
  zg_chat_show(chat, done);
  return true;
}

/* Lets time pass and says so in the steps; pauses that follow one another are one. */
static void pass(struct zg_chat *chat, int64_t ms) {
  struct cJSON *last = zg_json_first(chat->steps), *next = NULL;
  char text[ZG_TIME_TEXT];
  int64_t before = 0;
  while (last != NULL && (next = zg_json_next(last)) != NULL)
    last = next;
  const char *waited = zg_json_text(last, "time", NULL);
  if (waited == NULL || zg_duration_parse(waited, strlen(waited), &before) < 0) {
    last = zg_json_push(chat->steps, zg_json_new_object(chat->arena));
    zg_json_add(chat->arena, last, "do", zg_json_new_string(chat->arena, "wait"));
  }
  zg_duration_format(before + ms, text);
  zg_json_set(chat->arena, last, "time", zg_json_new_string(chat->arena, text));
  zg_stage_wait(&chat->stage, ms);
}

/* Lets the timers fire that are due until then, one after the other. True: the shop did something.
 */
static bool run_until(struct zg_chat *chat, int64_t until) {
  bool did = false;
  int fired = 0;
  for (int64_t next = 0; (next = zg_next_deadline(chat->stage.zg)) <= until; fired++) {
    if (fired == ZG_CHAT_TIMERS) {
      zg_chat_complain(chat, "stopped after %d timers; some rule sets itself off for ever", fired);
      break;
    }
    pass(chat, next > chat->stage.now ? next - chat->stage.now : 0);
    did |= show_done(chat);
  }
  return did;
}

static void begin_turn(struct zg_chat *chat) {
  chat->traces = zg_json_new_array(chat->arena);
  chat->shown = chat->stage.now;
}

static void end_turn(struct zg_chat *chat, bool did) {
  bool timers = zg_timers_count(chat->stage.zg->timers) > 0;
  if (did) return;
  zg_chat_note(chat,
               timers ? "(nothing happens; /timers shows what is to come)" : "(nothing happens)");
}

static void happen(struct zg_chat *chat, struct cJSON *step) {
  struct zg_error err = {0};
  int64_t now = chat->stage.now;
  begin_turn(chat);
  if (zg_stage_do(&chat->stage, step, &err) < 0) {
    zg_chat_complain(chat, "%s", err.message);
    return;
  }
  if (chat->stage.duplicate) {
    zg_chat_note(chat, "(this event was decided before)");
    return;
  }
  zg_json_push(chat->steps, step);
  bool did = show_done(chat);
  did |= run_until(chat, now + chat->run);
  end_turn(chat, did);
}

static struct cJSON *new_step(struct zg_chat *chat, const char *word) {
  struct cJSON *step = zg_json_new_object(chat->arena);
  zg_json_add(chat->arena, step, "do", zg_json_new_string(chat->arena, word));
  return step;
}

void zg_chat_happen(struct zg_chat *chat, const char *word, struct cJSON *with) {
  struct cJSON *step = new_step(chat, word);
  zg_json_add(chat->arena, step, "with", with);
  happen(chat, step);
}

/* The platform tells with a message which order it is about, once there is one. */
void zg_chat_write(struct zg_chat *chat, const char *text) {
  struct cJSON *with = zg_chat_about(chat, zg_json_new_object(chat->arena));
  struct cJSON *message = zg_json_new_object(chat->arena);
  if (zg_chat_order(chat) != NULL) add_id(chat, with, "order", zg_chat_order(chat));
  if (zg_json_first(with) == NULL) {
    struct cJSON *step = new_step(chat, "buyer");
    zg_json_add(chat->arena, step, "text", zg_json_new_string(chat->arena, text));
    happen(chat, step);
    return;
  }
  zg_json_add(chat->arena, message, "text", zg_json_new_string(chat->arena, text));
  zg_json_add(chat->arena, with, "message", message);
  zg_chat_happen(chat, "buyer", with);
}

void zg_chat_wait(struct zg_chat *chat, int64_t ms) {
  int64_t until = chat->stage.now + ms;
  begin_turn(chat);
  bool did = run_until(chat, until);
  if (until > chat->stage.now && zg_next_deadline(chat->stage.zg) > until)
    pass(chat, until - chat->stage.now);
  end_turn(chat, did);
}
