/* test_html: whatever is written into a page stays text, and charts stay inside their picture. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "cli/replay/html.h"
#include "cli/replay/report_words.h"

static void test_texts(void **state) {
  static const struct {
    const char *text, *html;
  } cases[] = {
      {"plain 茶", "plain 茶"},
      {"<b>&'\"</b>", "&lt;b&gt;&amp;&#39;&quot;&lt;/b&gt;"},
      {"&lt;", "&amp;lt;"},
      {"a\nb\tc\x01\x1b[0m\x7f", "a b c  [0m "},
      {"c1 \xc2\x85 \xc2\x9f.\xc2\xa0", "c1    .\xc2\xa0"},
      {"\xe2\x80\xae\xe2\x81\xa6\xe2\x80\xa8x\xe2\x80\x8e\xe2\x80\x9c", "   x \xe2\x80\x9c"},
      {"\xff\xfe<\xc3", "??&lt;?"}, /* no UTF-8: only a name of a file can be so */
      {"\xe2\x80", "??"},
      {"", ""},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct zg_bytes out = {0};
    zg_bytes_add_text(&out, "");
    zg_html_text(&out, cases[i].text);
    assert_string_equal(out.data, cases[i].html);
    zg_bytes_fini(&out);
  }
  struct zg_bytes none = {0};
  zg_html_text(&none, NULL);
  assert_int_equal(none.len, 0);
}

/* Random bytes: the result is UTF-8 without anything that has a meaning in HTML, and ends. */
static void test_random_texts(void **state) {
  uint64_t dice = 7;
  (void)state;
  for (int round = 0; round < 20000; round++) {
    char text[24] = "";
    struct zg_bytes out = {0};
    size_t len = zg_random_next(&dice) % (sizeof text - 1);
    for (size_t i = 0; i < len; i++) {
      static const char likely[] = "<>&\"'\xe2\x80\x81\xae\xc2\x85";
      uint64_t die = zg_random_next(&dice);
      text[i] = die % 3 == 0 ? likely[die / 3 % (sizeof likely - 1)] : (char)(die >> 8 | 1);
    }
    char *exact = strdup(text); /* so that reading past it is seen */
    zg_bytes_add_text(&out, "");
    zg_html_text(&out, exact);
    assert_true(zg_utf8_valid(out.data, out.len));
    assert_null(strpbrk(out.data, "<>\"'"));
    for (size_t i = 0; i < out.len; i++)
      assert_true((unsigned char)out.data[i] >= 0x20 && out.data[i] != 0x7F);
    free(exact);
    zg_bytes_fini(&out);
  }
}

static void check_boxes(const char *svg, double height) {
  int boxes = 0;
  for (const char *at = svg; (at = strstr(at, "<rect")) != NULL; at++, boxes++) {
    double x = strtod(strstr(at, " x=\"") + 4, NULL), y = strtod(strstr(at, " y=\"") + 4, NULL);
    double w = strtod(strstr(at, "width=\"") + 7, NULL);
    double h = strtod(strstr(at, "height=\"") + 8, NULL);
    assert_true(x >= 0 && y >= 0 && w > 0 && h > 0);
    assert_true(x + w <= 860.1 && y + h <= height + 0.1);
  }
  assert_true(boxes > 0);
}

static void test_charts(void **state) {
  static struct zg_chart_row rows[100];
  (void)state;
  for (size_t count = 1; count <= 100; count += 9)
    for (int sets = 1; sets <= 2; sets++)
      for (int kind = 0; kind < 2; kind++) {
        struct zg_bytes out = {0};
        for (size_t i = 0; i < count; i++) {
          rows[i] = (struct zg_chart_row){.label = "<label>", .value = {(double)i, 1e9}};
          strcpy(rows[i].shown[0], "\"&");
        }
        rows[0].value[0] = 1;
        const struct zg_chart chart = {.title = "<t>", .sets = sets, .rows = rows, .count = count};
        if (kind == 0)
          zg_chart_bars(&out, &chart);
        else
          zg_chart_columns(&out, &chart);
        const char *box = strstr(out.data, "viewBox=\"0 0 860 ");
        assert_non_null(box);
        check_boxes(out.data, strtod(box + strlen("viewBox=\"0 0 860 "), NULL));
        assert_null(strstr(out.data, "<label>"));
        assert_null(strstr(out.data, "nan"));
        zg_bytes_fini(&out);
      }
}

static void test_chart_of_nothing(void **state) {
  const struct zg_chart_row row = {.label = "x"};
  struct zg_bytes out = {0};
  (void)state;
  zg_chart_bars(&out, &(struct zg_chart){.title = "t", .sets = 2, .rows = &row, .count = 1});
  zg_chart_columns(&out, &(struct zg_chart){.title = "t", .sets = 2, .rows = &row, .count = 1});
  assert_null(strstr(out.data, "<rect"));
  assert_null(strstr(out.data, "nan"));
  zg_bytes_fini(&out);
}

static void test_words_need_no_escaping(void **state) {
  (void)state;
  for (enum zg_tongue tongue = 0; tongue < ZG_TONGUES; tongue++)
    for (enum zg_word i = 0; i < ZG_WORD_COUNT; i++)
      assert_null(strpbrk(zg_report_word(tongue, i), "<>&\""));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_texts),
      cmocka_unit_test(test_random_texts),
      cmocka_unit_test(test_charts),
      cmocka_unit_test(test_chart_of_nothing),
      cmocka_unit_test(test_words_need_no_escaping),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
