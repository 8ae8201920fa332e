/* /save: the conversation as a story that `zhanggui test` plays.
 *
 * With a shop it is a story of the whole shop, which lies where that shop's stories of the pack do,
 * also of a shipped one. Without a shop it is one of the pack alone. What the story expects is not
 * what was seen but what comes of it when it is played from its beginning, so that it passes. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/clock.h"
#include "base/folder.h"
#include "base/suggest.h"
#include "cli/chat/commands.h"
#include "cli/chat/print.h"
#include "data/json.h"
#include "engine/story_record.h"
#include "engine/story_text.h"
#include "rules/sandbox.h"

struct saving {
  struct zg_chat *chat;
  const char *name; /* of the story */
  const struct zg_pack *pack;
  const char *path;
  const char *shop; /* the shop's folder as the story names it; NULL: there is none */
};

/* ---- where to */

static const struct zg_pack *find_pack(struct saving *s, const char *name) {
  const struct zg_shop *shop = zg_stage_shop(&s->chat->stage);
  const char **known = zg_arena_alloc(s->chat->arena, (shop->pack_count + 1) * sizeof *known);
  char suggestion[ZG_SUGGESTION];
  for (size_t i = 0; i < shop->pack_count; i++) {
    known[i] = shop->packs[i]->name;
    if (strcmp(known[i], name) == 0) return shop->packs[i];
  }
  zg_chat_complain(s->chat, "there is no pack %s%s", name,
                   zg_suggest(name, known, shop->pack_count, suggestion));
  return NULL;
}

/* The pack that did something first; of a shop with one pack that one. */
static const struct zg_pack *acting_pack(struct saving *s) {
  const struct zg_shop *shop = zg_stage_shop(&s->chat->stage);
  for (const struct cJSON *a = zg_json_first(s->chat->seen); a != NULL; a = zg_json_next(a))
    for (size_t i = 0; i < shop->pack_count; i++) {
      const char *name = zg_json_text(a, "pack", NULL);
      if (name != NULL && strcmp(name, shop->packs[i]->name) == 0) return shop->packs[i];
    }
  if (shop->pack_count == 1) return shop->packs[0];
  zg_chat_complain(s->chat, "no pack has done anything; /save PACK/%s says whose story it is",
                   s->name);
  return NULL;
}

static bool is_below(const char *path, const char *folder) {
  size_t len = strlen(folder);
  return strncmp(path, folder, len) == 0 && path[len] == '/';
}

/* The folder's tests lie three deep in the shop. */
static bool place_in_shop(struct saving *s) {
  const char *folder = zg_stage_shop(&s->chat->stage)->dir;
  const char *packs = zg_arena_printf(s->chat->arena, "%s/packs", folder);
  const char *dir = is_below(s->pack->dir, packs)
                        ? s->pack->dir
                        : zg_arena_printf(s->chat->arena, "%s/%s", packs, s->pack->name);
  s->path = zg_arena_printf(s->chat->arena, "%s/tests/%s.lua", dir, s->name);
  s->shop = "../../..";
  return true;
}

static bool place_in_pack(struct saving *s) {
  s->path = zg_arena_printf(s->chat->arena, "%s/tests/%s.lua", s->pack->dir, s->name);
  if (s->chat->rules_given) return true;
  zg_chat_complain(s->chat,
                   "the shipped packs are no place for your stories; name a file, like "
                   "/save %s.lua, or chat with a shop",
                   s->name);
  return false;
}

/* The way from the folder of one path to another, both without links and dots. */
static const char *way(struct zg_arena *arena, const char *from, const char *to) {
  size_t same = 0;
  for (size_t i = 0; from[i] == to[i] && from[i] != '\0'; i++)
    if (from[i] == '/') same = i;
  if (strncmp(from, to, strlen(to)) == 0 && from[strlen(to)] == '/') same = strlen(to);
  const char *up = "";
  for (const char *at = from + same + 1; (at = strchr(at, '/')) != NULL; at++)
    up = zg_arena_printf(arena, "%s../", up);
  const char *down = to[same] == '/' ? to + same + 1 : "";
  return up[0] == '\0' && down[0] == '\0' ? "." : zg_arena_printf(arena, "%s%s", up, down);
}

static void make_folders(struct zg_arena *arena, const char *path) {
  for (const char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/'))
    mkdir(zg_arena_strndup(arena, path, (size_t)(slash - path)), 0777);
}

/* A file that the user names; the shop is named from there. */
static bool place_in_file(struct saving *s) {
  struct zg_arena *arena = s->chat->arena;
  const char *slash = strrchr(s->path, '/');
  const char *folder =
      slash == NULL ? "." : zg_arena_strndup(arena, s->path, (size_t)(slash - s->path) + 1);
  char from[PATH_MAX], to[PATH_MAX];
  make_folders(arena, s->path);
  if (s->chat->folder == NULL) return true;
  if (realpath(folder, from) == NULL || realpath(s->chat->folder, to) == NULL) {
    zg_chat_complain(s->chat, "%s: %s", folder, strerror(errno));
    return false;
  }
  s->shop = way(arena, zg_arena_printf(arena, "%s/x", from), to);
  return true;
}

static bool ends_in_lua(const char *text) {
  size_t len = strlen(text);
  return len > 4 && strcmp(text + len - 4, ".lua") == 0;
}

/* "PACK/NAME", "NAME", or a file. */
static bool find_place(struct saving *s, const char *rest) {
  struct zg_arena *arena = s->chat->arena;
  const char *slash = strrchr(rest, '/'), *last = slash != NULL ? slash + 1 : rest;
  bool file = ends_in_lua(rest);
  s->name = file ? zg_arena_strndup(arena, last, strlen(last) - 4) : last;
  if (s->name[0] == '\0' || s->name[0] == '.') {
    zg_chat_complain(s->chat, "/save needs a name, like /save asks-twice, or a file, like "
                              "/save asks-twice.lua");
    return false;
  }
  if (s->chat->folder != NULL && s->chat->rules_given) {
    zg_chat_complain(s->chat, "a story of a shop is played with the shipped packs; chat without "
                              "--rules to save one");
    return false;
  }
  s->pack = !file && slash != NULL
                ? find_pack(s, zg_arena_strndup(arena, rest, (size_t)(slash - rest)))
                : acting_pack(s);
  s->path = rest;
  if (s->pack == NULL) return false;
  if (file) return place_in_file(s);
  return s->chat->folder != NULL ? place_in_shop(s) : place_in_pack(s);
}

/* ---- writing */

static struct cJSON *options(struct saving *s) {
  struct zg_arena *arena = s->chat->arena;
  struct cJSON *made = zg_json_new_object(arena);
  char begins[ZG_TIME_TEXT];
  zg_time_format(s->chat->began, begins);
  if (s->shop != NULL) zg_json_add(arena, made, "shop", zg_json_new_string(arena, s->shop));
  if (s->chat->began != ZG_STAGE_BEGINS)
    zg_json_add(arena, made, "begins", zg_json_new_string(arena, begins));
  if (s->chat->stage.sku != NULL)
    zg_json_add(arena, made, "item", zg_json_new_string(arena, s->chat->stage.sku));
  return made;
}

static bool write_file(struct saving *s, const struct zg_story *story) {
  struct zg_bytes text = {0};
  bool good = false;
  zg_story_write(story, &text);
  FILE *file = text.len <= ZG_PACK_FILE ? fopen(s->path, "wbx") : NULL;
  if (text.len > ZG_PACK_FILE)
    zg_chat_complain(s->chat, "the conversation is too long for a story: %zu bytes, of %d",
                     text.len, ZG_PACK_FILE);
  else if (file == NULL)
    zg_chat_complain(s->chat, "%s: %s", s->path, strerror(errno));
  else
    good = fwrite(text.data, 1, text.len, file) == text.len;
  if (file != NULL && (fclose(file) != 0 || !good)) {
    zg_chat_complain(s->chat, "%s: %s", s->path, strerror(errno));
    good = false;
  }
  zg_bytes_fini(&text);
  return good;
}

/* Whether the file says what was meant. */
static bool passes(struct saving *s) {
  struct zg_story *story = NULL;
  struct zg_error err = {0};
  struct zg_story_failure failure = {0};
  char where[1200];
  if (zg_story_read(s->path, s->chat->arena, &story, &err) < 0)
    zg_chat_complain(s->chat, "saved, but %s", zg_error_text(&err, where, sizeof where));
  else if (zg_story_play(story, s->pack->dir, s->chat->text, &failure) < 0)
    zg_chat_complain(s->chat, "saved, but it does not pass: %s:%d: %s", s->path, failure.line,
                     failure.message);
  else
    return true;
  return false;
}

/* Whether the shop did the same again; not so after /reload, say, or where a pack is alone. */
static bool same_again(const struct saving *s, const struct cJSON *did) {
  const struct cJSON *a = zg_json_first(s->chat->seen), *b = zg_json_first(did);
  for (; a != NULL && b != NULL; a = zg_json_next(a), b = zg_json_next(b))
    if (strcmp(zg_json_text(a, "type", NULL), zg_json_text(b, "type", NULL)) != 0 ||
        zg_json_hash(zg_json_get(a, "data")) != zg_json_hash(zg_json_get(b, "data")))
      return false;
  return a == NULL && b == NULL;
}

void zg_chat_save(struct zg_chat *chat, const char *rest) {
  struct saving s = {.chat = chat};
  struct zg_story *whole = NULL;
  struct cJSON *did = NULL;
  struct zg_error err = {0};
  char where[1200];
  if (strncmp(rest, "story ", 6) == 0) rest += 6;
  if (!find_place(&s, rest)) return;
  make_folders(chat->arena, s.path);
  const struct zg_story told = {
      .name = s.name, .file = s.path, .options = options(&s), .steps = chat->steps};
  if (zg_story_record(&told, s.pack->dir, chat->text, chat->arena, &whole, &did, &err) < 0) {
    zg_chat_complain(chat, "%s", zg_error_text(&err, where, sizeof where));
    return;
  }
  if (!write_file(&s, whole) || !passes(&s)) return;
  if (ends_in_lua(rest))
    zg_chat_tell(chat, "saved as %s", s.path);
  else
    zg_chat_tell(chat, "saved as %s; `zhanggui test %s` plays it", s.path,
                 s.shop != NULL ? chat->folder : s.pack->dir);
  if (!same_again(&s, did))
    zg_chat_tell(chat,
                 "Played anew, the shop does not do the same as here: the story tells what it "
                 "does then.");
}
