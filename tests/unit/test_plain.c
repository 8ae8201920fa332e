/* test_plain: what would steer a terminal does not come through, wherever a text is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/plain.h"

static const struct {
  const char *text, *shown; /* "_" where something was taken out */
} cases[] = {
    {"", ""},
    {"plain 茶 é", "plain 茶 é"},
    {"\x1b[2Ja\x07\b\x7f", "_[2Ja___"},
    {"two\nlines\r\tx", "two_lines__x"},
    {"c1 \xc2\x80\xc2\x9b\xc2\x9f", "c1 ___"},
    {"\xc2\xa0\xc3\xa9", "\xc2\xa0\xc3\xa9"},
    {"\xe2\x80\x8e\xe2\x80\x8f", "__"},                           /* marks of direction */
    {"\xe2\x80\xa8\xe2\x80\xa9\xe2\x80\xaa\xe2\x80\xae", "____"}, /* lines, embeddings */
    {"\xe2\x81\xa6\xe2\x81\xa9", "__"},                           /* isolates */
    {"\xe2\x80\x8d\xe2\x80\x90\xe2\x81\xa5\xe2\x81\xaa",
     "\xe2\x80\x8d\xe2\x80\x90\xe2\x81\xa5\xe2\x81\xaa"},
    {"cut \xe2\x80", "cut \xe2\x80"}, /* its reader says what is no UTF-8 */
    {"cut \xc2", "cut \xc2"},
};

static void assert_shown(const char *text, const char *shown, char instead, const char *wanted) {
  char expected[64];
  snprintf(expected, sizeof expected, "%s", wanted);
  for (char *at = expected; (at = strchr(at, '_')) != NULL;)
    *at = instead;
  if (strcmp(shown, expected) != 0) fail_msg("%s: [%s], not [%s]", text, shown, expected);
}

static void test_every_way(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *printed = NULL;
    size_t len = 0;
    struct zg_bytes added = {0};
    FILE *file = open_memstream(&printed, &len);
    assert_non_null(file);
    zg_plain_print(file, cases[i].text, strlen(cases[i].text));
    fclose(file);
    zg_bytes_add_text(&added, "");
    zg_plain_add(&added, cases[i].text);
    assert_shown(cases[i].text, printed, '?', cases[i].shown);
    assert_shown(cases[i].text, added.data, ' ', cases[i].shown);
    free(printed);
    file = open_memstream(&printed, &len);
    assert_non_null(file);
    zg_plain_line(file, cases[i].text);
    fclose(file);
    zg_bytes_add_char(&added, '\n');
    assert_string_equal(printed, added.data);
    free(printed);
    zg_bytes_fini(&added);
  }
}

/* Not a byte behind `len` is looked at. */
static void test_within_its_length(void **state) {
  (void)state;
  char *printed = NULL;
  size_t len = 0;
  FILE *file = open_memstream(&printed, &len);
  assert_non_null(file);
  zg_plain_print(file, "a\xe2\x80\xae", 3);
  fclose(file);
  assert_string_equal(printed, "a\xe2\x80");
  free(printed);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_way),
      cmocka_unit_test(test_within_its_length),
  };
  return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}
