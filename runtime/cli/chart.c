#include <stdio.h>

#include "cli/html.h"

/* All lengths in units of the picture, which is as wide as its place on the page. */
enum {
  WIDTH = 860,
  LABEL = 180,  /* for the labels before bars */
  SHOWN = 150,  /* for what is written behind them */
  BAR = 18,     /* thickness of one bar */
  GAP = 12,     /* between the bars of two rows */
  HEIGHT = 150, /* of columns */
  LEFT = 44,    /* before the first column: the scale */
  TOP = 16,
  FOOT = 26, /* below the columns: their labels */
  LABELS = 8 /* at most, below the columns */
};

static const char *const classes[2] = {"a", "b"};

static double largest(const struct zg_chart *chart) {
  double most = 0;
  for (size_t i = 0; i < chart->count; i++)
    for (int set = 0; set < chart->sets; set++)
      if (chart->rows[i].value[set] > most) most = chart->rows[i].value[set];
  return most;
}

static void begin(struct zg_bytes *out, const struct zg_chart *chart, int height) {
  zg_bytes_printf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\"><title>", WIDTH, height);
  zg_html_text(out, chart->title);
  zg_bytes_add_text(out, "</title>\n");
}

static void write_text(struct zg_bytes *out, double x, double y, const char *anchor,
                       const char *text) {
  zg_bytes_printf(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", x, y, anchor);
  zg_html_text(out, text);
  zg_bytes_add_text(out, "</text>\n");
}

static void write_box(struct zg_bytes *out, int set, double x, double y, double width,
                      double height) {
  if (width <= 0 || height <= 0) return;
  zg_bytes_printf(out,
                  "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
                  classes[set], x, y, width, height);
}

void zg_chart_bars(struct zg_bytes *out, const struct zg_chart *chart) {
  int each = chart->sets * BAR + GAP;
  double most = largest(chart), room = WIDTH - LABEL - SHOWN;
  begin(out, chart, (int)chart->count * each + GAP / 2);
  for (size_t i = 0; i < chart->count; i++) {
    const struct zg_chart_row *row = &chart->rows[i];
    double y = (double)i * each + GAP / 2.0;
    write_text(out, LABEL - 10, y + chart->sets * BAR / 2.0 + 4.5, "end", row->label);
    for (int set = 0; set < chart->sets; set++, y += BAR) {
      double width = most > 0 ? room * row->value[set] / most : 0;
      if (row->value[set] > 0 && width < 1.5) width = 1.5; /* little is not nothing */
      write_box(out, set, LABEL, y + 1, width, BAR - 2);
      write_text(out, LABEL + width + 6, y + BAR / 2.0 + 4.5, "start", row->shown[set]);
    }
  }
  zg_bytes_printf(out, "<line x1=\"%d\" y1=\"0\" x2=\"%d\" y2=\"%d\"/></svg>\n", LABEL, LABEL,
                  (int)chart->count * each + GAP / 2);
}

static void write_scale(struct zg_bytes *out, double most) {
  for (int i = 0; i < 2; i++) {
    char text[32];
    double y = i == 0 ? TOP + HEIGHT : TOP;
    snprintf(text, sizeof text, "%.0f", i == 0 ? 0 : most);
    zg_bytes_printf(out, "<line%s x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>\n",
                    i == 0 ? "" : " class=\"faint\"", LEFT, y, WIDTH, y);
    write_text(out, LEFT - 8, y + 4.5, "end", text);
  }
}

void zg_chart_columns(struct zg_bytes *out, const struct zg_chart *chart) {
  double most = largest(chart), each = (double)(WIDTH - LEFT) / (double)chart->count;
  double wide = each * 0.8 < 2 * BAR * chart->sets ? each * 0.8 : 2.0 * BAR * chart->sets;
  size_t step = (chart->count + LABELS - 1) / LABELS;
  begin(out, chart, TOP + HEIGHT + FOOT);
  write_scale(out, most);
  for (size_t i = 0; i < chart->count; i++) {
    const struct zg_chart_row *row = &chart->rows[i];
    double middle = LEFT + each * ((double)i + 0.5), x = middle - wide / 2;
    for (int set = 0; set < chart->sets; set++, x += wide / chart->sets) {
      double height = most > 0 ? HEIGHT * row->value[set] / most : 0;
      if (row->value[set] > 0 && height < 1.5) height = 1.5;
      write_box(out, set, x, TOP + HEIGHT - height, wide / chart->sets, height);
    }
    if (i % step == 0) write_text(out, middle, TOP + HEIGHT + 18, "middle", row->label);
  }
  zg_bytes_add_text(out, "</svg>\n");
}
