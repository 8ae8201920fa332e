#include "cli/words_lua.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "rules/vocabulary.h"

static const char stubs_head[] =
    "---@meta\n"
    "-- The words of rule packs, for editors. Written by `zhanggui words --lua`; do not edit.\n"
    "\n"
    "---@alias zhanggui.Duration string|number  # \"1h30m\", or seconds\n"
    "---@alias zhanggui.Instant number|string  # seconds since 1970, or what time.read takes\n"
    "---@alias zhanggui.Scope 'conversation'|'buyer'|'order'|'shop'\n"
    "---@alias zhanggui.Round 'half'|'down'|'up'\n";

static const char luacheck_head[] =
    "-- The words of rule packs, for luacheck. Written by `zhanggui words --luacheck`; do not "
    "edit.\n"
    "\n"
    "std = \"zhanggui\"\n"
    "unused_args = false\n"
    "max_line_length = false\n"
    "files[\"**/tests/*.lua\"] = { std = \"zhanggui+zhanggui_tests\" }\n"
    "files[\"**/shop.lua\"] = { std = \"zhanggui+zhanggui_shop\" }\n"
    "stds.zhanggui_shop = { read_globals = { \"shop\" } }\n";

bool zg_words_is_class(const char *owner) {
  return isupper((unsigned char)owner[0]);
}

static bool is_function(const struct zg_reference *word) {
  return word->type != NULL && strncmp(word->type, "fun(", 4) == 0;
}

/* The bytes up to the bracket that closes the one before `text`, or up to a comma outside of all
 * brackets when `comma` is set. The types are our own, so they are well-formed. */
static size_t span(const char *text, bool comma) {
  size_t len = 0;
  for (int depth = 0; text[len] != '\0'; len++) {
    if (depth == 0 && (text[len] == ')' || (comma && text[len] == ','))) break;
    if (strchr("({<", text[len]) != NULL) depth++;
    if (strchr(")}>", text[len]) != NULL) depth--;
  }
  return len;
}

/* ---- Declarations for the language server */

/* "fun(a: A, b?: B): C" as a function NAME with a line for each parameter and the result. */
static void add_function(struct zg_bytes *out, const char *name, const char *type) {
  struct zg_bytes names = {0};
  const char *at = type + strlen("fun(");
  zg_bytes_add_text(&names, "");
  while (*at != ')') {
    size_t len = span(at, true), word = strcspn(at, "?:");
    const char *kind = strchr(at, ':') + 2;
    bool optional = at[word] == '?';
    zg_bytes_printf(out, "---@param %.*s%s %.*s\n", (int)word, at, optional ? "?" : "",
                    (int)(at + len - kind), kind);
    zg_bytes_printf(&names, "%s%.*s", names.len > 0 ? ", " : "", (int)word, at);
    at += len;
    at += strspn(at, ", ");
  }
  if (at[1] == ':') zg_bytes_printf(out, "---@return %s\n", at + 3);
  zg_bytes_printf(out, "function %s(%s) end\n", name, names.len > 0 ? names.data : "");
  zg_bytes_fini(&names);
}

static void add_field(struct zg_bytes *out, const struct zg_reference *word) {
  if (strcmp(word->name, "()") == 0)
    zg_bytes_printf(out, "---@overload %s", word->type);
  else if (word->about == NULL)
    zg_bytes_printf(out, "---@operator %s", word->type);
  else
    zg_bytes_printf(out, "---@field %s %s %s", word->name, word->type, word->about);
  zg_bytes_add_char(out, '\n');
}

static void add_stub(struct zg_bytes *out, const struct zg_reference *word, bool library) {
  char name[64];
  if (word->type == NULL) return; /* every editor knows Lua's own */
  bool global = word->owner[0] == '\0' || strcmp(word->owner, "tests") == 0;
  snprintf(name, sizeof name, "%s%s%s", global ? "" : word->owner, global ? "" : ".", word->name);
  zg_bytes_printf(out, "\n--- %s\n", word->about);
  if (is_function(word))
    add_function(out, name, word->type);
  else if (library)
    zg_bytes_printf(out, "%s = {}\n", name);
  else
    zg_bytes_printf(out, "---@type %s\n%s = {}\n", word->type, name);
}

static const char *field_type(const char *object, const char *field) {
  if (strcmp(field, "items") == 0) return "zhanggui.Event.item[]";
  if (strcmp(field, "available") == 0 || strcmp(field, "rating") == 0 ||
      strcmp(field, "weight_g") == 0)
    return "integer";
  if (strcmp(field, "urgent") == 0 || strcmp(field, "cod") == 0) return "boolean";
  if (strcmp(object, "event") == 0 && strcmp(field, "echo") == 0) return "boolean?";
  if (strcmp(object, "event") == 0 && strcmp(field, "subject") != 0) return "string";
  return "string?";
}

/* The event and the objects of its data, as adapters agree to send them. */
static void add_event(struct zg_bytes *out) {
  size_t count = 0, fields = 0;
  const char *const *objects = zg_vocabulary_objects(&count);
  for (size_t i = 0; i < count; i++) {
    const char *const *names = zg_vocabulary_fields(objects[i], &fields);
    bool event = strcmp(objects[i], "event") == 0;
    zg_bytes_printf(out, "\n---@class zhanggui.Event%s%s\n", event ? "" : ".",
                    event ? "" : objects[i]);
    for (size_t j = 0; j < fields; j++)
      zg_bytes_printf(out, "---@field %s %s\n", names[j], field_type(objects[i], names[j]));
    for (size_t j = 0; event && j < count; j++)
      if (strcmp(objects[j], "event") != 0)
        zg_bytes_printf(out, "---@field %s zhanggui.Event.%s?\n", objects[j], objects[j]);
    if (event) zg_bytes_add_text(out, "---@field data table\n");
    zg_bytes_add_text(out, "---@field [string] any\n");
  }
}

static bool is_owner(const char *name) {
  size_t count = 0;
  const struct zg_reference *words = zg_reference_words(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(words[i].owner, name) == 0) return true;
  return false;
}

void zg_words_stubs(struct zg_bytes *out) {
  size_t count = 0;
  const struct zg_reference *words = zg_reference_words(&count);
  zg_bytes_add_text(out, stubs_head);
  for (size_t i = 0; i < count; i++) {
    const struct zg_reference *word = &words[i];
    if (!zg_words_is_class(word->owner)) {
      add_stub(out, word, is_owner(word->name));
      continue;
    }
    if (strcmp(words[i - 1].owner, word->owner) != 0)
      zg_bytes_printf(out, "\n---@class zhanggui.%s\n", word->owner);
    add_field(out, word);
  }
  add_event(out);
}

/* ---- luacheck */

static void add_members(struct zg_bytes *out, const char *owner) {
  size_t count = 0;
  const struct zg_reference *words = zg_reference_words(&count);
  zg_bytes_printf(out, "    %s = { fields = {", owner);
  for (size_t i = 0; i < count; i++)
    if (strcmp(words[i].owner, owner) == 0) zg_bytes_printf(out, " \"%s\",", words[i].name);
  zg_bytes_add_text(out, " } },\n");
}

static void add_globals(struct zg_bytes *out, const char *std, const char *owner) {
  size_t count = 0;
  const struct zg_reference *words = zg_reference_words(&count);
  zg_bytes_printf(out, "stds.%s = {\n  read_globals = {\n", std);
  for (size_t i = 0; i < count; i++) {
    const struct zg_reference *word = &words[i];
    if (strcmp(word->owner, owner) != 0) continue;
    if (word->owner[0] == '\0' && is_owner(word->name))
      add_members(out, word->name);
    else if (is_function(word) || word->type == NULL)
      zg_bytes_printf(out, "    \"%s\",\n", word->name);
    else
      zg_bytes_printf(out, "    %s = { other_fields = true },\n", word->name);
  }
  zg_bytes_add_text(out, "  },\n}\n");
}

void zg_words_luacheck(struct zg_bytes *out) {
  zg_bytes_add_text(out, luacheck_head);
  add_globals(out, "zhanggui", "");
  add_globals(out, "zhanggui_tests", "tests");
}
