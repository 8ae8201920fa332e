#include "cli/chat/show.h"

#include <string.h>

#include "base/clock.h"
#include "cli/chat/print.h"
#include "cli/chat/tell.h"
#include "data/json.h"

static bool is_reply(const struct cJSON *action) {
  return strcmp(zg_json_text(action, "type", NULL), "message.send") == 0;
}

static void show_reply(struct zg_chat *chat, const struct cJSON *action) {
  const char *name = zg_stage_shop(&chat->stage)->name;
  const char *to = zg_json_text(zg_json_get(action, "data"), "conversation", "id");
  const char *text = zg_json_text(zg_json_get(action, "data"), "text", NULL);
  if (to != NULL && strcmp(to, chat->conversation) != 0)
    name = zg_arena_printf(chat->arena, "%s → %s", name, to);
  zg_chat_speak(chat, name, text != NULL ? text : "?");
}

static void show_passed(struct zg_chat *chat) {
  char passed[ZG_TIME_TEXT];
  if (chat->stage.now <= chat->shown) return;
  zg_duration_format(chat->stage.now - chat->shown, passed);
  zg_chat_note(chat, "(%s later)", passed);
  chat->shown = chat->stage.now;
}

static void show_json(struct zg_chat *chat, const struct cJSON *actions) {
  for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
    zg_chat_print_json(zg_json_print(chat->arena, a));
}

void zg_chat_show(struct zg_chat *chat, const struct cJSON *actions) {
  if (chat->json) {
    show_json(chat, actions);
    return;
  }
  show_passed(chat);
  for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
    if (is_reply(a)) show_reply(chat, a);
  for (const struct cJSON *a = zg_json_first(actions); a != NULL; a = zg_json_next(a))
    if (!is_reply(a)) zg_chat_note(chat, "  %s", zg_chat_tell_action(chat, a));
}
