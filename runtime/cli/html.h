/* html: texts and pictures for a page that needs nothing but itself: no scripts, no files beside
 * it.
 */
#ifndef ZG_CLI_HTML_H
#define ZG_CLI_HTML_H

#include <stddef.h>

#include "base/bytes.h"

/* Appends the text as it may stand anywhere in HTML and SVG, also between quotes: what has a
 * meaning there is escaped, control characters become spaces, and what is not UTF-8 is replaced. */
void zg_html_text(struct zg_bytes *out, const char *text);

/* One line of a chart: one value, or one under each of two rule sets, and what is written beside.
 */
struct zg_chart_row {
  const char *label;
  double value[2];
  char shown[2][64];
};

struct zg_chart {
  const char *title; /* read aloud to who cannot see it */
  int sets;          /* 1 or 2 */
  const struct zg_chart_row *rows;
  size_t count;
};

/* Appends an SVG: bars that lie, with their labels before them; for a handful of rows. */
void zg_chart_bars(struct zg_bytes *out, const struct zg_chart *chart);
/* Columns that stand, for many rows in the order of time; labels below where there is room. */
void zg_chart_columns(struct zg_bytes *out, const struct zg_chart *chart);

#endif
