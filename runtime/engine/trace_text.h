/* trace_text: what the two files of a trace share; nobody else includes it. */
#ifndef ZG_ENGINE_TRACE_TEXT_H
#define ZG_ENGINE_TRACE_TEXT_H

#include <string.h>

#include "base/bytes.h"
#include "base/clock.h"
#include "data/json.h"
#include "engine/tell.h"

/* A stretch of the rows that a trace which has grown too long can do without. */
struct zg_trace_span {
  size_t from, to;
  const char *instead;
};

struct zg_trace {
  const struct zg_shop *shop;
  const char *source, *id;
  const struct cJSON *turn; /* the events of a turn; NULL: it is none */
  bool event;               /* not of a timer */
  enum zg_trace_depth depth;
  struct zg_bytes head, turns, rows, guards, actions;
  struct zg_bytes conditions; /* of the rule that is being tried */
  struct zg_trace_span *spans;
  size_t span_count, span_cap, row_count;
};

/* Begins the row of a rule, to which members are added, and ends it with the rule's conditions. */
struct zg_bytes *zg_trace_row_begin(struct zg_trace *trace, const struct zg_rule *rule,
                                    const char *result);
void zg_trace_row_end(struct zg_trace *trace);

static inline void zg_trace_string(struct zg_bytes *out, const char *text) {
  zg_json_write_string(text, strlen(text), out);
}

static inline void zg_trace_time(struct zg_bytes *out, const char *name, int64_t when) {
  char time[ZG_TIME_TEXT];
  zg_time_format(when, time);
  zg_json_write_member(name, time, out);
}

/* The member NAME with "pack/rule". */
void zg_trace_name(struct zg_bytes *out, const char *name, const char *pack, const char *rule);

#endif
