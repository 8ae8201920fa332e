/* /timers, /state, /facts and /why: a look behind the counter. */
#include <string.h>

#include "base/clock.h"
#include "cli/chat/commands.h"
#include "cli/chat/language.h"
#include "cli/chat/print.h"
#include "cli/chat/values.h"
#include "cli/explain/why.h"
#include "data/json.h"
#include "engine/waiting.h"

/* ---- what is to come */

/* What a timer is for. The names of the runtime's own begin with what they are. */
static const char *purpose(struct zg_chat *chat, const struct zg_timer_row *row) {
  const char *colon = strchr(row->name, ':'), *rest = colon != NULL ? colon + 1 : row->name;
  switch ((enum zg_timer_kind)row->kind) {
  case ZG_TIMER_SETTLE:
    return zg_chat_sentence(chat, "the buyer has paused, and is answered");
  case ZG_TIMER_WAIT:
    return zg_arena_printf(chat->arena,
                           zg_chat_sentence(chat, "%s: \"%s\", unless it is called off"), row->pack,
                           rest);
  case ZG_TIMER_HELD:
    return zg_chat_sentence(chat, "the quiet hours are over, and a message goes out");
  case ZG_TIMER_NAMED:
    break;
  }
  return zg_arena_printf(chat->arena, "%s: %s", row->pack, row->name);
}

static const char *whose(struct zg_chat *chat, const struct zg_timer_row *row) {
  if (row->scope == ZG_SCOPE_SHOP) return "";
  return zg_arena_printf(chat->arena, " (%s %s)", zg_scope_name((enum zg_scope)row->scope),
                         row->key);
}

static void show_timer(void *arg, const struct zg_timer_row *row) {
  struct zg_chat *chat = arg;
  char left[ZG_TIME_TEXT];
  int64_t ms = row->due - chat->stage.now;
  zg_duration_format(ms > 0 ? ms : 0, left);
  zg_chat_tell(chat, "in %-9s %s  %s%s", left, zg_chat_time(chat, row->due), purpose(chat, row),
               whose(chat, row));
}

void zg_chat_timers(struct zg_chat *chat, const char *rest) {
  (void)rest;
  const struct zg_timers *timers = chat->stage.zg->timers;
  zg_chat_tell(chat, "it is %s", zg_chat_time(chat, chat->stage.now));
  if (zg_timers_count(timers) == 0) zg_chat_tell(chat, "nothing is to come by itself");
  zg_timers_each(timers, show_timer, chat);
}

/* ---- what is remembered */

static bool show_doc(struct zg_chat *chat, const char *pack, enum zg_scope scope, const char *key) {
  const char *shop = zg_stage_shop(&chat->stage)->id;
  const struct cJSON *doc =
      zg_memory_doc(chat->stage.zg->memory, chat->arena, shop, pack, scope, key);
  struct zg_bytes text = {0};
  if (zg_json_first(doc) == NULL) return false;
  zg_bytes_printf(&text, "%s%s%s%s%s", pack, pack[0] != '\0' ? ", " : "", zg_scope_name(scope),
                  key[0] != '\0' ? " " : "", key);
  zg_chat_write_tree(chat, doc, 2, &text);
  zg_chat_tell(chat, "%s", text.data);
  zg_bytes_fini(&text);
  return true;
}

static bool show_docs(struct zg_chat *chat, const char *pack) {
  const char *const keys[ZG_SCOPES] = {[ZG_SCOPE_CONVERSATION] = chat->conversation,
                                       [ZG_SCOPE_BUYER] = chat->buyer,
                                       [ZG_SCOPE_ORDER] = zg_chat_order(chat),
                                       [ZG_SCOPE_SHOP] = ""};
  bool any = false;
  for (int i = 0; i < ZG_SCOPES; i++)
    if (keys[i] != NULL) any |= show_doc(chat, pack, (enum zg_scope)i, keys[i]);
  return any;
}

void zg_chat_state(struct zg_chat *chat, const char *rest) {
  const struct zg_shop *shop = zg_stage_shop(&chat->stage);
  bool any = false;
  (void)rest;
  for (size_t i = 0; i < shop->pack_count; i++)
    any |= show_docs(chat, shop->packs[i]->name);
  if (!any) zg_chat_tell(chat, "the packs remember nothing");
}

void zg_chat_facts(struct zg_chat *chat, const char *rest) {
  (void)rest;
  if (!show_docs(chat, ZG_FACTS)) zg_chat_tell(chat, "the packs have told each other nothing");
}

/* ---- why */

/* Whether something came of it. */
static bool did_something(struct zg_chat *chat, const char *json) {
  struct cJSON *trace = NULL;
  return zg_json_parse_own(chat->arena, json, strlen(json), &trace, NULL) == 0 &&
         zg_json_first(zg_json_get(trace, "actions")) != NULL;
}

/* Of a turn in which the shop did something only what led to it: that rules waited for the end of
 * the turn, say, is not worth a page. */
void zg_chat_why(struct zg_chat *chat, const char *rest) {
  bool all = strcmp(rest, "all") == 0, any = false;
  const struct zg_why why = {
      .chat = true, .all = all, .rule = all || rest[0] == '\0' ? NULL : rest};
  if (zg_json_first(chat->traces) == NULL) zg_chat_tell(chat, "nothing has happened yet");
  for (const struct cJSON *t = zg_json_first(chat->traces); t != NULL; t = zg_json_next(t))
    any |= did_something(chat, zg_json_string(t));
  for (const struct cJSON *t = zg_json_first(chat->traces); t != NULL; t = zg_json_next(t)) {
    const char *json = zg_json_string(t);
    if (all || !any || did_something(chat, json)) zg_why_print(&why, json, strlen(json), stdout);
  }
}
