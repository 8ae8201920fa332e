/* What an offer may say: what the schemas list, and nothing beside it. An adapter may carry out a
 * `discount` or a `total`, and nothing here could hold it to the floor. */
#include <string.h>

#include "data/json.h"
#include "engine/guardrails_promise.h"

static const char guard[] = "known members";

/* A member of an offer. Of an answer to the buyer's price, too? An object has the one member
 * `inner`; NULL: it is a price or a name, which is looked at where it is read. */
struct member {
  const char *name, *inner;
  enum zg_json_kind kind; /* ZG_JSON_NONE: no matter here */
  bool of_answers;
};

static const struct member *find(const char *type, const char *name) {
  static const struct member members[] = {
      {"conversation", "id", ZG_JSON_OBJECT, true}, {"item", "sku", ZG_JSON_OBJECT, true},
      {"price", NULL, ZG_JSON_NONE, true},          {"currency", NULL, ZG_JSON_NONE, true},
      {"list_price", NULL, ZG_JSON_NONE, false},    {"round", NULL, ZG_JSON_INTEGER, false},
      {"final", NULL, ZG_JSON_BOOL, false},
  };
  bool answer = strcmp(type, "offer.accept") == 0 || strcmp(type, "offer.decline") == 0;
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
    if (strcmp(members[i].name, name) == 0)
      return members[i].of_answers || !answer ? &members[i] : NULL;
  return NULL;
}

static int refuse_member(struct zg_promise *p, const char *type, const char *in, const char *name) {
  return zg_promise_refuse(p, guard,
                           "%.40s has no member \"%s%s%.80s\"; leave it out, say the whole price "
                           "of one piece in price, and send anything else as an action of another "
                           "type",
                           type, in, *in == '\0' ? "" : ".", name);
}

static int check_member(struct zg_promise *p, const char *type, const struct cJSON *node) {
  const char *name = zg_json_key(node);
  const struct member *member = find(type, name);
  if (member == NULL) return refuse_member(p, type, "", name);
  if (member->kind != ZG_JSON_NONE && zg_json_kind(node) != member->kind)
    return zg_promise_refuse(p, guard, "%s of %.40s is to be %s", name, type,
                             member->kind == ZG_JSON_INTEGER ? "a whole number"
                             : member->kind == ZG_JSON_BOOL  ? "true or false"
                                                             : "an object");
  if (member->inner == NULL) return 0;
  for (const struct cJSON *in = zg_json_first(node); in != NULL; in = zg_json_next(in))
    if (strcmp(zg_json_key(in), member->inner) != 0)
      return refuse_member(p, type, name, zg_json_key(in));
  return 0;
}

int zg_promise_check_members(struct zg_promise *p, const char *type, const struct cJSON *data) {
  int result = 0;
  const struct cJSON *node = zg_json_first(data);
  for (; node != NULL && result == 0; node = zg_json_next(node))
    result = check_member(p, type, node);
  return result;
}
