#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/bytes.h"
#include "data/table.h"

#include "random.h"

static int parse(const char *text, const char *name, struct zg_table **out, struct zg_error *err) {
  return zg_table_parse(text, strlen(text), "t.csv", name, "CNY", out, err);
}

/* Joins the cells, header first: cells by "|", rows by "/". */
static void flatten(const struct zg_table *table, struct zg_bytes *out) {
  for (size_t c = 0; c < zg_table_columns(table); c++) {
    zg_bytes_printf(out, "%s%s", c > 0 ? "|" : "", zg_table_column(table, c));
  }
  for (size_t r = 0; r < zg_table_rows(table); r++) {
    for (size_t c = 0; c < zg_table_columns(table); c++) {
      zg_bytes_printf(out, "%s%s", c > 0 ? "|" : "/", zg_table_cell(table, r, c));
    }
  }
}

static void reads(void **state) {
  (void)state;
  static const struct {
    const char *text, *want;
  } rows[] = {
      {"a,b\n1,2\n", "a|b/1|2"},
      {"a,b\n1,2", "a|b/1|2"},
      {"a,b\r\n1,2\r\n", "a|b/1|2"},
      {"a,b\r1,2\r", "a|b/1|2"},
      {"\xef\xbb\xbf"
       "a,b\n1,2\n",
       "a|b/1|2"},
      {"\xef\xbb\xbf\"a\",b\n1,2\n", "a|b/1|2"},
      {"a,b\n", "a|b"},
      {"a", "a"},
      {"a\n1\n2\n", "a/1/2"},
      {"a,b\n1,\n2,\"\"\n", "a|b/1|/2|"},
      {"\n\na,b\n\n1,2\n\n\r\n3,4\n\n", "a|b/1|2/3|4"},
      {"a,b\n,\n1,2\n\"\",\n,,,,\n , \n", "a|b/1|2"},
      {"a,b\n1,\"2,3\"\n", "a|b/1|2,3"},
      {"a,b\n1,\"2\n3\"\n", "a|b/1|2\n3"},
      {"a,b\n1,\"2\r\n3\"\r\n", "a|b/1|2\r\n3"},
      {"a,b\n1,\"say \"\"hi\"\"\"\n", "a|b/1|say \"hi\""},
      {"a,b\n1,\"\"\"\"\n", "a|b/1|\""},
      {"a,b\n\"1\n\",2\n", "a|b/1\n|2"},
      {"a,b\n1,\" 2 \"\n", "a|b/1| 2 "},
      {"a , b\n 1 ,2  \n", "a|b/1|2"},
      {"a,b\n1, \"2\" \n", "a|b/1|2"},
      {"名字,价\n普洱茶,80\n", "名字|价/普洱茶|80"},
      {"a,b\n1,\xf0\x9f\x8d\xb5\n", "a|b/1|\xf0\x9f\x8d\xb5"},
      {"a;b\n1;2\n", "a;b/1;2"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct zg_table *table = NULL;
    struct zg_error err = {0};
    struct zg_bytes got = {0};
    if (parse(rows[i].text, "t", &table, &err) != 0) fail_msg("row %zu: %s", i, err.message);
    flatten(table, &got);
    assert_string_equal(got.data, rows[i].want);
    assert_string_equal(zg_table_name(table), "t");
    zg_bytes_fini(&got);
    zg_table_free(table);
  }
}

struct refusal {
  const char *text;
  int line;
  const char *fragment;
};

static void check_refusal(const char *name, const struct refusal *row, size_t i) {
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  if (parse(row->text, name, &table, &err) != ZG_ELOAD) fail_msg("row %zu is let pass", i);
  assert_null(table);
  assert_int_equal(err.code, ZG_ELOAD);
  assert_string_equal(err.file, "t.csv");
  if (err.line != row->line || strstr(err.message, row->fragment) == NULL) {
    fail_msg("row %zu: %d: %s", i, err.line, err.message);
  }
}

static void refuses(void **state) {
  (void)state;
  static const struct refusal rows[] = {
      {"", 1, "the file is empty"},
      {"\xef\xbb\xbf", 1, "the file is empty"},
      {"\n\n", 1, "the file is empty"},
      {",,\n", 1, "the file is empty"},
      {"a,,c\n", 1, "column 2 has no name"},
      {"\na,\n", 2, "column 2 has no name"},
      {"a,b,a\n1,2,3\n", 1, "column a stands twice, as column 1 and 3"},
      {"a,b\n1,2\n3\n", 3, "row \"3\" has 1 cells, but the first row names 2 columns"},
      {"a,b\n1,2\n3,4,5\n", 3, "row \"3\" has 3 cells"},
      {"a,b\n1,2,\n", 2, "row \"1\" has 3 cells"},
      {"a,b\n1,2\n,4\n", 3, "column a is empty, but it is the key"},
      {"a,b\n1,2\n3,4\n1,5\n", 4, "column a: \"1\" stands on line 2 already"},
      {"a,b\n\n1,2\n\n\n1,5\n", 6, "stands on line 3 already"},
      {"a,b\r\n\r\n1,2\r\n1,5\r\n", 4, "stands on line 3 already"},
      {"a,b\r\r1,2\r1,5\r", 4, "stands on line 3 already"},
      {"a,b\n1,\"x\ny\nz\"\n2,3\n1,4\n", 6, "stands on line 2 already"},
      {"a,b\n\"1\n\n\",5\n2,3\n\"1\n\n\",4\n", 6, "column a: \"1  \" stands on line 2 already"},
      {"a,b\n\"\n1\",5\n\"2\n\"\n", 4, "row \"2 \" has 1 cells"},
      {"a,b\n1,2 \"x\"\n", 2, "a double quote stands inside a cell"},
      {"a,b\n1,\"2\"x\n", 2, "a double quote stands inside a cell"},
      {"a,b\n1,\"2\" \"x\n", 2, "a double quote stands inside a cell"},
      {"a,b\n1,\"2\n3\n4\n", 2, "never closed"},
      {"a,b\n1,2\n3,\"", 3, "never closed"},
      {"a,b\n1,2\n\"3,4", 3, "never closed"},
      {"a,b\n1,\"\nx\"y\n", 2, "a double quote stands inside a cell"},
      {"a,b\n1,\xc4\xe3\n", 2, "cell 2 is not UTF-8 text; save the sheet as \"CSV UTF-8\""},
      {"\xc4\xe3,b\n1,2\n", 1, "cell 1 is not UTF-8 text"},
      {"a,b\n1,2\n1\xff,2\n", 3, "cell 1 is not UTF-8 text"},
      {"a,b\n1,\xed\xa0\x80\n", 2, "cell 2 is not UTF-8 text"},
      {"a,b\n1,\xe0\x80\x80\n", 2, "cell 2 is not UTF-8 text"},
      {"a,b\n1,\xf4\x90\x80\x80\n", 2, "cell 2 is not UTF-8 text"},
      {"a,b\n1,\xf0\x8f\xbf\xbf\n", 2, "cell 2 is not UTF-8 text"},
      {"a,b\n1,\xc0\x80\n", 2, "cell 2 is not UTF-8 text"},
      {"a,b\n1,\xe5\x85\n", 2, "cell 2 is not UTF-8 text"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    check_refusal("t", &rows[i], i);
}

static void refuses_products(void **state) {
  (void)state;
  static const struct refusal rows[] = {
      {"id,list_price\n", 1, "column sku must stand first"},
      {"list_price,sku\n1,2\n", 1, "column sku must stand first"},
      {"sku,name\nx,y\n", 1, "column list_price is missing"},
      {"\nsku,name\nx,y\n", 2, "column list_price is missing"},
      {"sku,list_price\nx,\n", 2, "row \"x\", column list_price: \"\" is empty"},
      {"sku,list_price\nx,19O\n", 2,
       "row \"x\", column list_price: \"19O\" is not an amount; write it like 190.00"},
      {"sku,list_price\nx,¥190\n", 2, "is not an amount"},
      {"sku,list_price\nx,\"1,900\"\n", 2, "\"1,900\" is not an amount"},
      {"sku,list_price\nx,1.999\n", 2, "is not an amount"},
      {"sku,list_price\nx,0\n", 2, "\"0\" is not above 0"},
      {"sku,list_price\nx,-1\n", 2, "\"-1\" is not above 0"},
      {"sku,list_price\nx,99999999999999999999\n", 2, "is not an amount"},
      {"sku,list_price,floor_price\nx,5,4\ny,\"5\",4O\n", 3,
       "row \"y\", column floor_price: \"4O\" is not an amount; write it like 190.00"},
      {"sku,list_price,floor_price\nx,5,0\n", 2, "column floor_price: \"0\" is not above 0"},
      {"sku,list_price,floor_price\nx,5,5.01\n", 2,
       "column floor_price: \"5.01\" is above the list price 5.00; lower it"},
      {"sku,note,list_price,floor_price\nx,\"a\nb\n\",5,4\n\ny,,5,6\n", 6, "row \"y\""},
      {"sku,list_price,currency\nx,5,RMB \ny,5,yuan\n", 3,
       "column currency: \"yuan\" is not a currency; write it like CNY"},
      {"sku,list_price,currency\nx,5.5,JPY\n", 2, "\"5.5\" is not an amount; write it like 190"},
      {"sku,list_price,currency\nx,5.5555,KWD\n", 2, "write it like 190.000"},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    check_refusal("products", &rows[i], i);
  }
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  const char *text = "sku,list_price\nx,5\n";
  assert_int_equal(zg_table_parse(text, strlen(text), "t.csv", "products", NULL, &table, &err),
                   ZG_ELOAD);
  assert_non_null(strstr(err.message, "column currency: \"\" is not a currency"));
  /* Another table may have the same columns with anything in them. */
  assert_int_equal(parse("sku,list_price\nx,5O\n", "others", &table, &err), 0);
  struct zg_product product = {0};
  assert_int_equal(zg_table_product(table, "x", &product), -1);
  zg_table_free(table);
}

static void products(void **state) {
  (void)state;
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  struct zg_product product = {0};
  assert_int_equal(parse("sku,name,list_price,floor_price,currency\n"
                         "tea-250,龙井,199.00,150,\n"
                         "cup,杯,20,,USD\n"
                         "same,x,5,5.00,KWD\n"
                         "sen,y,500,400,JPY\n",
                         "products", &table, &err),
                   0);
  assert_int_equal(zg_table_product(table, "tea-250", &product), 0);
  assert_int_equal(product.list.minor, 19900);
  assert_int_equal(product.floor.minor, 15000);
  assert_true(product.has_floor);
  assert_string_equal(product.list.currency, "CNY");
  assert_string_equal(product.floor.currency, "CNY");
  assert_int_equal(zg_table_product(table, "cup", &product), 0);
  assert_false(product.has_floor);
  assert_string_equal(product.list.currency, "USD");
  assert_int_equal(zg_table_product(table, "same", &product), 0);
  assert_int_equal(product.floor.minor, 5000);
  assert_int_equal(zg_table_product(table, "sen", &product), 0);
  assert_int_equal(product.floor.minor, 400);
  assert_int_equal(zg_table_product(table, "none", &product), -1);
  assert_int_equal(zg_table_product(table, "", &product), -1);
  assert_int_equal(zg_table_find(table, "cup"), 1);
  assert_int_equal(zg_table_find(table, "Cup"), -1);
  assert_int_equal(zg_table_find_column(table, "floor_price"), 3);
  assert_int_equal(zg_table_find_column(table, "gifts"), -1);
  zg_table_free(table);

  assert_int_equal(parse("sku,list_price\n", "products", &table, &err), 0);
  assert_int_equal(zg_table_rows(table), 0);
  assert_int_equal(zg_table_product(table, "x", &product), -1);
  zg_table_free(table);
  zg_table_free(NULL);
}

static void refuses_bytes(void **state) {
  (void)state;
  static const char nul[] = "a,b\n1,x\0y\n", wide[] = "\xff\xfe"
                                                      "a\0,\0b\0\n\0";
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  assert_int_equal(zg_table_parse(nul, sizeof nul - 1, "t.csv", "t", "CNY", &table, &err),
                   ZG_ELOAD);
  assert_int_equal(err.line, 2);
  assert_int_equal(zg_table_parse(wide, sizeof wide - 1, "t.csv", "t", "CNY", &table, &err),
                   ZG_ELOAD);
  assert_non_null(strstr(err.message, "save the sheet as \"CSV UTF-8\""));
  assert_int_equal(zg_table_parse(nul, sizeof nul - 1, "t.csv", "t", "CNY", &table, NULL),
                   ZG_ELOAD);
  /* A long cell is shown short, and whole characters only. */
  struct zg_bytes text = {0};
  zg_bytes_add_text(&text, "sku,list_price\nx,");
  for (int i = 0; i < 500; i++)
    zg_bytes_add_text(&text, i == 0 ? "1" : "茶");
  assert_int_equal(parse(text.data, "products", &table, &err), ZG_ELOAD);
  assert_non_null(strstr(err.message, "茶...\" is not an amount"));
  assert_true(strlen(err.message) < 200);
  zg_bytes_fini(&text);
}

static void limits(void **state) {
  (void)state;
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  struct zg_bytes text = {0};
  for (int columns = 256; columns <= 257; columns++) {
    zg_bytes_clear(&text);
    for (int i = 0; i < columns; i++)
      zg_bytes_printf(&text, "%sc%d", i > 0 ? "," : "", i);
    int result = parse(text.data, "t", &table, &err);
    assert_int_equal(result, columns == 256 ? 0 : ZG_ELOAD);
    if (result == 0) zg_table_free(table);
  }
  assert_int_equal(err.line, 1);
  assert_non_null(strstr(err.message, "more than 256 columns"));

  zg_bytes_clear(&text);
  zg_bytes_add_text(&text, "k\n");
  for (int i = 0; i < 1000000; i++)
    zg_bytes_printf(&text, "%x\n", (unsigned)i);
  assert_int_equal(parse(text.data, "t", &table, &err), 0);
  assert_int_equal(zg_table_rows(table), 1000000);
  for (int i = 0; i < 1000000; i += 997) {
    char key[16];
    snprintf(key, sizeof key, "%x", (unsigned)i);
    assert_int_equal(zg_table_find(table, key), i);
  }
  zg_table_free(table);
  zg_bytes_add_text(&text, "more\n");
  assert_int_equal(parse(text.data, "t", &table, &err), ZG_ELOAD);
  assert_int_equal(err.line, 1000002);
  assert_non_null(strstr(err.message, "more than 1000000 rows"));

  assert_int_equal(zg_table_parse("", ((size_t)64 << 20) + 1, "t.csv", "t", "CNY", &table, &err),
                   ZG_ELOAD);
  assert_non_null(strstr(err.message, "64 MiB"));
  zg_bytes_fini(&text);
}

static void files(void **state) {
  (void)state;
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  char path[] = "/tmp/zg-table-XXXXXX";
  int file = mkstemp(path);
  assert_true(file >= 0);
  static const char text[] = "\xef\xbb\xbfsku,list_price\r\nx,12.5\r\n";
  assert_int_equal(write(file, text, sizeof text - 1), sizeof text - 1);
  assert_int_equal(zg_table_read(path, "products", "CNY", &table, &err), 0);
  struct zg_product product = {0};
  assert_int_equal(zg_table_product(table, "x", &product), 0);
  assert_int_equal(product.list.minor, 1250);
  zg_table_free(table);
  assert_int_equal(ftruncate(file, 0), 0);
  assert_int_equal(zg_table_read(path, "products", "CNY", &table, &err), ZG_ELOAD);
  assert_string_equal(err.file, path);
  assert_int_equal(ftruncate(file, (64 << 20) + 1), 0); /* a hole: takes no room */
  assert_int_equal(zg_table_read(path, "products", "CNY", &table, &err), ZG_ELOAD);
  assert_non_null(strstr(err.message, "64 MiB"));
  close(file);
  unlink(path);
  assert_int_equal(zg_table_read(path, "products", "CNY", &table, &err), ZG_ELOAD);
  assert_non_null(strstr(err.message, "cannot be read"));
  assert_int_equal(zg_table_read("/tmp", "products", "CNY", &table, &err), ZG_ELOAD);
}

/* Bytes that mean something to a CSV reader, and some that are not text. */
static void random_bytes(void **state) {
  (void)state;
  static const char letters[] = "ab,,,\n\n\r\"\" 12.\xe8\x8c\xb6\xff\0";
  uint64_t seed = 4711;
  int passed = 0;
  for (int i = 0; i < 60000; i++) {
    char text[96];
    struct zg_table *table = NULL;
    struct zg_error err = {0};
    size_t len = next_random(&seed) % (i % 3 == 0 ? 12 : sizeof text);
    for (size_t k = 0; k < len; k++) {
      text[k] = letters[next_random(&seed) % (i % 2 == 0 ? 16 : sizeof letters)];
    }
    int result = zg_table_parse(text, len, "t.csv", "t", "CNY", &table, &err);
    if (result == 0) {
      passed++;
      for (size_t r = 0; r < zg_table_rows(table); r++) {
        assert_int_equal(zg_table_find(table, zg_table_cell(table, r, 0)), r);
      }
      zg_table_free(table);
    } else {
      assert_int_equal(result, ZG_ELOAD);
      assert_in_range(err.line, 1, len + 1);
      assert_true(err.message[0] != '\0');
    }
  }
  assert_true(passed > 100);
}

/* Random tables, written with every cell quoted, read back whole and with the right lines. */
static void round_trips(void **state) {
  (void)state;
  static const char *const pieces[] = {"a", ",", "\"", "\n", "\r\n", "茶", " ", "'", "\r", "0"};
  uint64_t seed = 31;
  for (int i = 0; i < 3000; i++) {
    struct zg_bytes text = {0}, cells[12] = {{0}};
    struct zg_table *table = NULL;
    struct zg_error err = {0};
    zg_bytes_add_text(&text, "k,x,y\n");
    for (int c = 0; c < 12; c++) {
      zg_bytes_add_text(&cells[c], "");
      if (c % 3 == 0) zg_bytes_printf(&cells[c], "%d", c);
      for (uint64_t n = next_random(&seed) % 6; n > 0; n--) {
        zg_bytes_add_text(&cells[c], pieces[next_random(&seed) % 10]);
      }
      zg_bytes_add_char(&text, '"');
      for (size_t k = 0; k < cells[c].len; k++) {
        if (cells[c].data[k] == '"') zg_bytes_add_char(&text, '"');
        zg_bytes_add_char(&text, cells[c].data[k]);
      }
      zg_bytes_add_text(&text, c % 3 < 2 ? "\"," : i % 2 ? "\"\r\n" : "\"\n");
    }
    if (parse(text.data, "t", &table, &err) != 0) fail_msg("%s", err.message);
    assert_int_equal(zg_table_rows(table), 4);
    for (size_t c = 0; c < 12; c++) {
      const char *want = cells[c].data == NULL ? "" : cells[c].data;
      assert_string_equal(zg_table_cell(table, c / 3, c % 3), want);
      zg_bytes_fini(&cells[c]);
    }
    zg_table_free(table);
    zg_bytes_fini(&text);
  }
}

/* A courier has a row for each region and band; every other table still wants its keys once. */
static void couriers_repeat(void **state) {
  (void)state;
  static const char text[] = "courier,region\nsf,a\nsf,b\nyt,a\nsf,a\n";
  struct zg_table *table = NULL;
  struct zg_error err = {0};
  struct zg_bytes flat = {0};
  assert_int_equal(parse(text, "couriers", &table, &err), 0);
  flatten(table, &flat);
  assert_string_equal(flat.data, "courier|region/sf|a/sf|b/yt|a/sf|a");
  assert_int_equal(zg_table_find(table, "sf"), 0);
  assert_int_equal(zg_table_find(table, "yt"), 2);
  zg_bytes_fini(&flat);
  zg_table_free(table);
  assert_int_equal(parse("courier,region\nsf,a\n,b\n", "couriers", &table, &err), ZG_ELOAD);
  assert_int_equal(parse(text, "courier", &table, &err), ZG_ELOAD);
  assert_int_equal(err.line, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads),         cmocka_unit_test(refuses),
      cmocka_unit_test(products),      cmocka_unit_test(refuses_products),
      cmocka_unit_test(refuses_bytes), cmocka_unit_test(limits),
      cmocka_unit_test(files),         cmocka_unit_test(random_bytes),
      cmocka_unit_test(round_trips),   cmocka_unit_test(couriers_repeat),
  };
  return cmocka_run_group_tests_name("table", tests, NULL, NULL);
}
