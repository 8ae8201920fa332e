#include "data/prices_discount.h"

#include <string.h>

#include "data/prices_unit.h"
#include "data/text.h"

/* NOT handled: several discounts on one another ("折上折"), a discount on the second piece, and
 * what a present or a coupon without an amount is worth. */

enum { WHOLE = 10000 }; /* ten-thousandths */

static const char halves[] = "半价 半折 对折 折半 减半 一半价 一半的价 一半的钱 一半价格";
static const char odd_money[] = "抹零 抹个零 抹掉零 抹去零 抹下零 抹点零 零头抹 零头去 零头免 "
                                "零头不 零头就 零头我 零头也 去零头 "
                                "去个零头 去掉零头 免零头 不要零头 不收零头 凑个整 抹整 取整";
static const char takes_off[] =
    "立减 直减 减少 减 便宜 优惠 少收 少算 少付 少 立省 省 降价 降 让利 让 "
    "抵扣 抵 砍 去掉 抹掉 抹去 下调 折让";
/* Ends like one of those and is none. */
static const char takes_nothing_off[] = "多少 至少 最少 不少 缺少 很少 太少 好少 极少";
/* What has folds, and what breaks at one. */
static const char not_rates[] =
    "折叠 折断 折就断 折伞 折扇 折页 折线 折射 折痕 折尺 折椅 折刀 折纸 折屏 折返 折腾";
static const char off_behind[] =
    "优惠 的优惠 折扣 的折扣 立减 优惠券 的优惠券 优惠卷 券 的券 代金券 的代金券 红包 的红包 返现 "
    "补贴 抵扣";

static size_t step_over(const struct zg_saying *s, size_t at, const char *words) {
  for (int i = 0; i < 3; i++)
    at += zg_words_at(s, at, words);
  return at;
}

/* One plain Chinese digit, 1 to 9; -1: none. */
static int digit_at(const struct zg_saying *s, size_t at) {
  int digit = zg_numeral_at(s, at);
  return digit >= 1 && digit <= 9 ? digit : -1;
}

/* A rate as it is said before 折: "8", "85", "8.5", "八", "八五", "八点八". */
struct rate {
  int64_t hundredths;
  size_t whole; /* figures before the point */
  size_t end;
  bool vague;
};

static void read_fraction(const struct zg_saying *s, struct rate *rate) {
  size_t p = rate->end;
  size_t point = zg_words_at(s, p, ". 点");
  int64_t worth = 10;
  if (point == 0) return;
  p += point;
  for (size_t step = 0; zg_is_digit(s, p) || digit_at(s, p) > 0; p += step) {
    int digit = zg_is_digit(s, p) ? s->text[p] - '0' : digit_at(s, p);
    step = zg_is_digit(s, p) ? 1 : 3;
    rate->hundredths += digit * worth;
    worth /= 10;
    rate->end = p + step;
  }
  if (worth == 10 && zg_words_at(s, p, "几 多 x") > 0) { /* "8.x折" */
    rate->end = p + zg_words_at(s, p, "几 多 x");
    rate->vague = true;
  }
}

static bool read_rate(const struct zg_saying *s, size_t at, struct rate *out) {
  struct rate rate = {.end = at};
  int first = digit_at(s, at), second = digit_at(s, at + 3);
  while (zg_is_digit(s, rate.end) && rate.whole < 3) {
    rate.hundredths = rate.hundredths * 10 + (s->text[rate.end] - '0') * 100;
    rate.whole++;
    rate.end++;
  }
  if (rate.whole == 0 && first > 0) {
    rate.vague = second == first + 1; /* "七八折" */
    bool two = second > 0 && !rate.vague;
    rate.hundredths = two ? first * 1000 + second * 100 : first * 100;
    rate.whole = two ? 2 : 1;
    rate.end = at + (second > 0 ? 6 : 3);
  }
  read_fraction(s, &rate);
  *out = rate;
  return rate.whole == 1 || rate.whole == 2;
}

/* The end of 折 behind a rate, also at the end of a range ("8到9折", "七折-八折"); 0: none. */
static size_t end_of_rate(const struct zg_saying *s, size_t at) {
  size_t p = zg_skip_spaces(s, at), joint = zg_words_at(s, p, "- ~ 到 至 或");
  struct rate other = {0};
  if (zg_words_at(s, p, "折") > 0 && zg_words_at(s, p, not_rates) == 0) return p + 3;
  if (joint == 0 || !read_rate(s, zg_skip_spaces(s, p + joint), &other)) return 0;
  p = zg_skip_spaces(s, other.end);
  return zg_words_at(s, p, "折") > 0 ? other.end : 0;
}

/* "打八五", "打8.5给您": 折 is left out. */
static bool is_short_rate(const struct zg_saying *s, size_t at, const struct rate *rate) {
  enum zg_near after = zg_near_after(s, rate->end);
  bool exact = rate->whole == 2 || rate->hundredths % 100 != 0;
  return zg_words_before(s, at, "打 打个 打到") > 0 && exact && after != ZG_NEAR_OTHER &&
         after != ZG_NEAR_UNKNOWN && after != ZG_NEAR_NEVER;
}

static size_t take_rate(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  struct rate rate = {0};
  if (!read_rate(s, at, &rate)) return 0;
  size_t end = end_of_rate(s, rate.end);
  if (end == 0 && !is_short_rate(s, at, &rate)) return 0;
  out->kind = ZG_DISCOUNT_SHARE;
  out->amount = rate.whole == 1 ? rate.hundredths * 10 : rate.hundredths;
  out->sure = !rate.vague;
  return end > 0 ? end : rate.end;
}

/* Whether what ends at `at` takes off: "便宜20%", "discount of 20%". */
static bool taken_off_before(const struct zg_saying *s, size_t at) {
  static const char *const english[] = {"save",       "off",        "minus", "discount of",
                                        "reduced by", "cheaper by", "it by"};
  for (size_t len = 1; len > 0; at -= len) {
    len = zg_words_before(s, at, "了 您 你 我 个 掉 给 大约 约");
    if (zg_phrase_before(s, at, " ")) len = 1;
  }
  if (zg_words_before(s, at, takes_off) > 0) return zg_words_before(s, at, takes_nothing_off) == 0;
  bool found = false;
  for (size_t i = 0; i < sizeof english / sizeof english[0]; i++)
    found = found || zg_phrase_before(s, at, english[i]);
  return found;
}

/* "20%", "twenty percent", "百分之二十": how much is left when it says that it comes off; a bare
 * share is what is left, unless somebody meant the other. */
static size_t take_percent(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  struct zg_number number = {0};
  size_t of_hundred = zg_words_at(s, at, "百分之");
  if (!zg_number_read(s, at + of_hundred, &number)) return 0;
  if (number.sound == ZG_SOUND_NONE || number.hundredths > WHOLE) return 0;
  size_t p = of_hundred > 0 ? number.end : zg_skip_spaces(s, number.end);
  if (of_hundred == 0) {
    size_t sign = zg_words_at(s, p, "%");
    if (sign == 0) sign = zg_word_at(s, p, "percent pct");
    if (sign == 0) sign = zg_phrase_at(s, p, "per cent");
    if (sign == 0) return 0;
    p += sign;
  }
  size_t behind = zg_skip_spaces(s, p);
  bool off = taken_off_before(s, at) || zg_words_at(s, behind, off_behind) > 0 ||
             zg_word_at(s, behind, "off discount less cheaper reduction rebate") > 0;
  out->kind = ZG_DISCOUNT_SHARE;
  out->amount = off ? WHOLE - number.hundredths : number.hundredths;
  out->sure = off;
  return p;
}

/* "便宜两成", "原价的八成", "七成价"; never "九成新". */
static size_t take_tenths(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  struct rate rate = {0};
  size_t two = zg_words_at(s, at, "两");
  if (!read_rate(s, at, &rate)) return 0;
  size_t end = rate.end + zg_words_at(s, rate.end, "成");
  if (end == rate.end || rate.whole != 1 || zg_words_at(s, end, "新 熟 色 交 功 本 份 年 员") > 0)
    return 0;
  bool off = taken_off_before(s, at);
  bool left = zg_words_before(s, at, "原价的 标价的 价格的 价钱的 原价") > 0 ||
              zg_words_at(s, end, "价 的价 的价格") > 0;
  if (!off && !left) return 0;
  out->kind = ZG_DISCOUNT_SHARE;
  out->amount = off ? WHOLE - rate.hundredths * 10 : rate.hundredths * 10;
  out->sure = !rate.vague || two > 0;
  return end;
}

/* An amount of money at `at` that can come off; its end, or 0. */
static size_t read_amount(const struct zg_saying *s, size_t at, struct zg_discount *out,
                          bool *marked) {
  struct zg_amount amount = {0};
  size_t sign = zg_words_at(s, at, "¥ $ € £");
  at = zg_skip_spaces(s, at + sign);
  if (!zg_amount_read(s, at, &amount) || amount.sound == ZG_SOUND_NONE) return 0;
  *marked = amount.marked || sign > 0;
  if (!*marked) {
    bool counted = zg_measure_at(s, amount.end) || zg_is_letter(s, amount.end);
    size_t p = zg_skip_spaces(s, amount.end);
    if (counted || zg_words_at(s, p, "% 折 成 : -") > 0) return 0;
    if (amount.sound == ZG_SOUND_WEAK && amount.hundredths < 1000) return 0; /* "便宜一些" */
  }
  out->kind = ZG_DISCOUNT_OFF;
  out->amount = amount.hundredths;
  return amount.end;
}

/* "减20", "便宜您二十块", "save $20", "cheaper by 20". */
static size_t take_amount_behind(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  static const char connectors[] = "了 您 你 我 个 掉 给 他 大约 约";
  size_t p = at + zg_words_at(s, at, takes_off);
  bool marked = false;
  if (p > at && zg_words_before(s, p, takes_nothing_off) > 0) return 0;
  if (p > at) {
    p = step_over(s, p, connectors);
    out->sure = zg_skip_spaces(s, p) == p; /* "便宜 80块行吗" names a price */
    return read_amount(s, zg_skip_spaces(s, p), out, &marked);
  }
  size_t word = zg_word_at(s, at, "save saves saving minus off discount by");
  bool by = zg_word_at(s, at, "by") > 0;
  if (word == 0 || (by && !zg_phrase_before(s, at, "it ") && !zg_phrase_before(s, at, "reduced ") &&
                    !zg_phrase_before(s, at, "cheaper ") && !zg_phrase_before(s, at, "price ")))
    return 0;
  p = zg_skip_spaces(s, at + word);
  out->sure = true;
  p += zg_word_at(s, p, "of you us");
  return read_amount(s, zg_skip_spaces(s, p), out, &marked);
}

/* "$20 off", "twenty bucks cheaper", "二十元优惠券". */
static size_t take_amount_before(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  bool marked = false;
  size_t end = read_amount(s, at, out, &marked);
  if (end == 0) return 0;
  size_t p = zg_skip_spaces(s, end), word = zg_word_at(s, p, "off cheaper");
  if (word == 0 && marked) word = zg_word_at(s, p, "less discount reduction");
  if (word > 0 && zg_word_at(s, zg_skip_spaces(s, p + word), "than") > 0) word = 0;
  out->sure = word > 0;
  if (word > 0) return p + word;
  return marked && zg_words_at(s, end, off_behind) > 0 ? end + zg_words_at(s, end, off_behind) : 0;
}

/* "half price", "half off", "half the price". */
static size_t half_at(const struct zg_saying *s, size_t at) {
  size_t half = zg_word_at(s, at, "half"), p = at + half;
  if (half == 0) return zg_words_at(s, at, halves);
  p = zg_skip_spaces(s, p + (p < s->len && s->text[p] == '-'));
  size_t what = zg_word_at(s, p, "price off");
  if (what == 0) what = zg_phrase_at(s, p, "the price");
  return what > 0 ? p + what - at : 0;
}

static size_t take_words(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  size_t half = half_at(s, at), odd = zg_words_at(s, at, odd_money);
  if (odd == 0) odd = zg_phrase_at(s, at, "round it down");
  if (odd == 0) odd = zg_phrase_at(s, at, "round down");
  out->kind = half > 0 ? ZG_DISCOUNT_SHARE : ZG_DISCOUNT_ODD;
  out->amount = half > 0 ? WHOLE / 2 : 0;
  out->sure = true;
  return half + odd > 0 ? at + (half > 0 ? half : odd) : 0;
}

/* The end of the discount that begins at `at`; 0: none does. */
static size_t take(const struct zg_saying *s, size_t at, struct zg_discount *out) {
  static size_t (*const ways[])(const struct zg_saying *, size_t, struct zg_discount *) = {
      take_words, take_rate, take_percent, take_tenths, take_amount_behind, take_amount_before};
  for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
    *out = (struct zg_discount){.start = at};
    out->end = ways[i](s, at, out);
    if (out->end > 0) return out->end;
  }
  return 0;
}

size_t zg_discounts_read(const char *text, size_t len, struct zg_discount *out, size_t cap) {
  struct zg_saying s = {.text = text, .len = len};
  size_t count = 0, at = 0, full_end = 0;
  int64_t full = 0; /* "满300": what is taken off next needs so much */
  while (at < len && count < cap) {
    struct zg_amount from = {0};
    struct zg_discount found = {0};
    size_t fill = zg_words_at(&s, at, "满");
    if (fill > 0 && zg_amount_read(&s, zg_skip_spaces(&s, at + fill), &from)) {
      full = from.hundredths;
      at = full_end = from.end;
    } else if (take(&s, at, &found) > 0) {
      if (full_end > 0 && at - full_end <= 12) found.from = full;
      full_end = 0;
      out[count++] = found;
      at = found.end;
    } else {
      at = zg_number_pass(&s, at);
    }
  }
  return count;
}

size_t zg_discounts_find(const struct zg_text *tables, struct zg_arena *arena, const char *text,
                         size_t len, struct zg_discount *out, size_t cap) {
  size_t normal_len = 0;
  const char *normal = zg_text_normalise(tables, arena, text, len, &normal_len);
  return zg_discounts_read(normal, normal_len, out, cap);
}

/* 199 as 190, 199.50 as 190, 60 as it is: there is nothing odd about it. */
static int64_t without_odd_money(struct zg_money price) {
  int64_t whole = 1, ten = 10;
  for (int i = zg_currency_digits(price.currency); i > 0; i--)
    whole *= 10;
  int64_t units = price.minor / whole;
  if (units < 10) return units > 0 ? units * whole : price.minor;
  while (units % ten == 0)
    ten *= 10;
  return ten > units ? units * whole : units / ten * ten * whole;
}

int zg_discount_apply(const struct zg_discount *discount, struct zg_money price,
                      struct zg_money *out) {
  struct zg_money amount = {0};
  *out = price;
  if (zg_money_of_hundredths(discount->from, price.currency, &amount) == 0 &&
      zg_money_compare(amount, price) > 0)
    return 0;
  if (discount->kind == ZG_DISCOUNT_SHARE)
    return zg_money_ratio(price, discount->amount, WHOLE, ZG_ROUND_DOWN, out);
  if (discount->kind == ZG_DISCOUNT_ODD) {
    out->minor = without_odd_money(price);
    return 0;
  }
  if (zg_money_of_hundredths(discount->amount, price.currency, &amount) < 0) return -1;
  return zg_money_subtract(price, amount, out);
}
