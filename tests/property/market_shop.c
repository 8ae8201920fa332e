/* The shops. */
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "market.h"

static FILE *open_file(const char *folder, const char *name) {
  char path[512];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *file = fopen(path, "w");
  assert(file != NULL);
  return file;
}

static int64_t power(int64_t base, int times) {
  return times > 0 ? base * power(base, times - 1) : 1;
}

/* Cheap and dear goods, round and odd prices. */
static int64_t random_list(struct dice *dice, int digits) {
  const int64_t unit = power(10, digits);
  switch (dice_between(dice, 0, 9)) {
  case 0:
    return dice_between(dice, 1, 9); /* a few of the smallest coins */
  case 1:
    return dice_between(dice, 1, 1000000) * unit;
  case 2:
    return dice_between(dice, 1, 1000000000);
  case 3:
    return dice_between(dice, 10, 99) * 10 * unit;
  default:
    return dice_between(dice, 20, 900) * unit - (dice_chance(dice, 30) ? 1 : 0);
  }
}

static int64_t random_floor(struct dice *dice, int64_t list) {
  switch (dice_between(dice, 0, 9)) {
  case 0:
  case 1:
    return 0;
  case 2:
    return list;
  case 3:
    return 1;
  case 4:
    return dice_between(dice, 1, list);
  default:
    return list - list * dice_between(dice, 1, 300) / 1000;
  }
}

static void write_product(struct dice *dice, struct oracle *oracle, FILE *sheet,
                          const char *currency, int digits) {
  static const char *const gifts[] = {"茶样一份", "tea tongs", "竹茶勺", "a card", "杯垫"};
  struct oracle_product *product = &oracle->products[oracle->product_count];
  char list[32], floor[32] = "", given[128] = "";
  *product = (struct oracle_product){.digits = digits, .list = random_list(dice, digits)};
  snprintf(product->sku, sizeof product->sku, "sku-%zu", oracle->product_count++);
  snprintf(product->currency, sizeof product->currency, "%s", currency);
  product->floor = random_floor(dice, product->list);
  oracle_write(product->list, digits, list);
  if (product->floor > 0) oracle_write(product->floor, digits, floor);
  product->gift_count = (size_t)dice_between(dice, 0, ORACLE_GIFTS);
  for (size_t i = 0; i < product->gift_count; i++) {
    product->gifts[i] = gifts[(oracle->product_count + i) % (sizeof gifts / sizeof *gifts)];
    if (i > 0) strcat(given, "|");
    strcat(given, product->gifts[i]);
  }
  fprintf(sheet, "%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", product->sku,
          dice_chance(dice, 50) ? "西湖龙井 250g" : "\"Tea, the 100% kind\"", list, floor, currency,
          given, dice_chance(dice, 50) ? "产自杭州，手工炒制。" : "",
          dice_chance(dice, 50) ? "泡" : "", dice_chance(dice, 50) ? "83" : "",
          dice_chance(dice, 50) ? "80" : "", dice_chance(dice, 50) ? "sku-0" : "一杯奶茶18元",
          dice_chance(dice, 20) ? "yes" : "");
}

static void write_share(FILE *file, int thousandths) {
  fprintf(file, "\"%d.%d%%\"", thousandths / 10, thousandths % 10);
}

static void write_steps(struct dice *dice, FILE *file, const char *name) {
  int steps = (int)dice_between(dice, 0, 6);
  if (dice_chance(dice, 30)) return; /* the pack's own */
  fprintf(file, "      %s = {", name);
  for (int i = 0; i < steps; i++) {
    write_share(file, (int)(dice_chance(dice, 5) ? dice_between(dice, 0, 1000)
                                                 : dice_between(dice, 1, 90)));
    fprintf(file, ", ");
  }
  fprintf(file, "},\n");
}

/* Also pauses whose longest is shorter than their shortest, and none at all. */
static void write_settings(struct dice *dice, struct oracle *oracle, FILE *file) {
  int least = dice_chance(dice, 20) ? 0 : (int)dice_between(dice, 0, 90);
  write_steps(dice, file, "steps");
  write_steps(dice, file, "persistent_steps");
  write_steps(dice, file, "tagged_steps");
  if (dice_chance(dice, 50))
    fprintf(file, "      persistent_after = %d,\n", (int)dice_between(dice, 2, 7));
  if (dice_chance(dice, 40))
    fprintf(file, "      gift_before_last = %s,\n", dice_chance(dice, 50) ? "true" : "false");
  if (dice_chance(dice, 70))
    fprintf(file, "      free_postage = \"%s\",\n", dice_chance(dice, 50) ? "always" : "never");
  oracle->limits.thinking = 20000;
  if (dice_chance(dice, 60)) {
    oracle->limits.thinking = least * 1000;
    fprintf(file, "      thinking_min = \"%ds\",\n      thinking_max = \"%ds\",\n", least,
            (int)dice_between(dice, 0, 120));
  }
  oracle->limits.anew = (int64_t)3 * 24 * 60 * 60000;
  if (dice_chance(dice, 30)) {
    int minutes = (int)dice_between(dice, 1, 90);
    oracle->limits.anew = minutes * (int64_t)60000;
    fprintf(file, "      start_anew_after = \"%dm\",\n", minutes);
  }
}

static int write_limit(struct dice *dice, FILE *file, const char *table, const char *name) {
  int thousandths = (int)dice_between(dice, 0, 250);
  if (dice_chance(dice, 50)) return -1;
  fprintf(file, "  %s = { %s = ", table, name);
  write_share(file, thousandths);
  fprintf(file, " },\n");
  return thousandths;
}

void market_make_shop(struct dice *dice, struct oracle *oracle, const char *folder,
                      const char *pack) {
  static const struct {
    const char *name;
    int digits;
  } currencies[] = {{"CNY", 2}, {"CNY", 2}, {"CNY", 2}, {"USD", 2}, {"JPY", 0}, {"KWD", 3}};
  char path[512];
  snprintf(path, sizeof path, "%s/tables", folder);
  mkdir(folder, 0700);
  mkdir(path, 0700);
  FILE *sheet = open_file(folder, "tables/products.csv");
  FILE *shop = open_file(folder, "shop.lua");
  int kind = (int)dice_between(dice, 0, (int)(sizeof currencies / sizeof *currencies) - 1);
  fprintf(sheet, "sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,"
                 "compare,tagged\n");
  for (int64_t i = dice_between(dice, 1, ORACLE_PRODUCTS); i > 0; i--)
    write_product(dice, oracle, sheet, currencies[kind].name, currencies[kind].digits);
  fprintf(shop, "shop {\n  id = \"market\", sources = { \"demo/*\" }, language = \"%s\",\n",
          dice_chance(dice, 70) ? "zh" : "en");
  fprintf(shop, "  currency = \"%s\",\n  packs = {\n    %s = {\n", currencies[kind].name, pack);
  if (strcmp(pack, "bargain") == 0) write_settings(dice, oracle, shop);
  fprintf(shop, "    },\n  },\n");
  oracle->limits.largest_cut = write_limit(dice, shop, "limits", "largest_cut");
  oracle->limits.authority = write_limit(dice, shop, "authority", "cut");
  fprintf(shop, "}\n");
  fclose(sheet);
  fclose(shop);
}
