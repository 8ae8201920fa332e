/* chat_values: prices, times and any data as an owner reads them, by the clocks of the shop. */
#ifndef ZG_CLI_CHAT_VALUES_H
#define ZG_CLI_CHAT_VALUES_H

#include "base/bytes.h"
#include "cli/chat/session.h"

/* A price as people write it, "¥193"; the text itself when it is no price. In `arena`. */
const char *zg_chat_price(struct zg_arena *arena, const char *price, const char *currency);
/* "2026-11-21 10:00:03", by the clocks of the shop. In the chat's arena. */
const char *zg_chat_time(const struct zg_chat *chat, int64_t time);
/* Any data on one line. In the chat's arena. */
const char *zg_chat_flat(struct zg_chat *chat, const struct cJSON *node);

/* Appends the members of an object as lines of "name: value", each begun with `indent` spaces. */
void zg_chat_write_tree(struct zg_chat *chat, const struct cJSON *node, int indent,
                        struct zg_bytes *out);

#endif
