#include "rules/shop_limits.h"

#include <string.h>

#include "base/clock.h"
#include "base/suggest.h"
#include "data/json.h"
#include "data/money.h"
#include "rules/shop_file.h"

#define HAND_BACK_MS (INT64_C(30) * 60 * 1000)

/* Above that nobody is spared, and each of them is looked at. */
enum { MOST_MESSAGES = 1000 };

struct reading {
  const char *file;
  struct zg_error *err;
};

static int wrong(const struct reading *r, const char *key, const char *message) {
  return zg_fail_at(r->err, ZG_ELOAD, r->file, zg_shop_file_line(r->file, key), "%s", message);
}

static int read_cut(const struct reading *r, const struct cJSON *node, const char *key,
                    const char *message, struct zg_share *out) {
  if (node == NULL) return 0;
  if (zg_json_string(node) == NULL ||
      zg_share_parse(zg_json_string(node), &out->numerator, &out->denominator) < 0)
    return wrong(r, key, message);
  return 0;
}

static int read_rate(const struct reading *r, const struct cJSON *node, int64_t *out) {
  if (node == NULL) return 0;
  if (zg_json_kind(node) != ZG_JSON_INTEGER || zg_json_integer(node) < 0 ||
      zg_json_integer(node) > MOST_MESSAGES)
    return wrong(r, "messages_per_hour",
                 "limits.messages_per_hour must be a whole number up to 1000, like 6; 0 is none "
                 "at all; leave it out for no limit");
  *out = zg_json_integer(node);
  return 0;
}

/* "22:30" as minutes of the day. */
static bool read_clock(const char *text, int *out) {
  if (strlen(text) != 5 || text[2] != ':') return false;
  for (int i = 0; i < 5; i++)
    if (i != 2 && (text[i] < '0' || text[i] > '9')) return false;
  int hour = (text[0] - '0') * 10 + text[1] - '0', minute = (text[3] - '0') * 10 + text[4] - '0';
  *out = hour * 60 + minute;
  return hour < 24 && minute < 60;
}

/* quiet = "22:00-08:00", or false; quiet_drop = true. */
static int read_quiet(const struct reading *r, const struct cJSON *limits,
                      struct zg_shop_limits *out) {
  const struct cJSON *node = zg_json_get(limits, "quiet_hours");
  const struct cJSON *drop = zg_json_get(limits, "quiet_drop");
  const char *text = zg_json_string(node);
  char from[6] = "", to[6] = "";
  if (drop != NULL && zg_json_kind(drop) != ZG_JSON_BOOL)
    return wrong(r, "quiet_drop", "limits.quiet_drop must be true or false");
  out->quiet_drop = zg_json_true(drop);
  if (node == NULL || (zg_json_kind(node) == ZG_JSON_BOOL && !zg_json_true(node))) return 0;
  if (text != NULL && strlen(text) == 11 && text[5] == '-') {
    memcpy(from, text, 5);
    memcpy(to, text + 6, 5);
  }
  if (!read_clock(from, &out->quiet_from) || !read_clock(to, &out->quiet_to) ||
      out->quiet_from == out->quiet_to) {
    out->quiet_from = -1;
    return wrong(r, "quiet_hours", "limits.quiet_hours must be like \"22:00-08:00\", or false");
  }
  return 0;
}

static int read_hand_back(const struct reading *r, const struct cJSON *node, int64_t *out) {
  const char *text = zg_json_string(node);
  if (node == NULL) return 0;
  if (zg_json_kind(node) == ZG_JSON_BOOL && !zg_json_true(node)) {
    *out = 0;
    return 0;
  }
  if (text == NULL || zg_duration_parse(text, strlen(text), out) < 0 || *out <= 0)
    return wrong(r, "hand_back", "hand_back must be a duration, like \"30m\", or false");
  return 0;
}

int zg_shop_limits_read(const struct cJSON *declared, const char *file, struct zg_shop_limits *out,
                        struct zg_error *err) {
  const struct reading r = {.file = file, .err = err};
  const struct cJSON *limits = zg_json_get(declared, "limits");
  *out = (struct zg_shop_limits){
      .messages_per_hour = -1, .quiet_from = -1, .quiet_to = -1, .hand_back = HAND_BACK_MS};
  struct zg_share authority = {0}; /* only looked at: packs read it themselves, while they run */
  int result = read_cut(&r, zg_json_get(limits, "largest_cut"), "largest_cut",
                        "limits.largest_cut must be a share, like \"15%\"", &out->largest_cut);
  if (result == 0)
    result = read_cut(&r, zg_json_get(zg_json_get(declared, "authority"), "cut"), "cut",
                      "authority.cut must be a share, like \"10%\"", &authority);
  if (result == 0)
    result = read_rate(&r, zg_json_get(limits, "messages_per_hour"), &out->messages_per_hour);
  if (result == 0) result = read_quiet(&r, limits, out);
  if (result == 0) result = read_hand_back(&r, zg_json_get(declared, "hand_back"), &out->hand_back);
  return result;
}
