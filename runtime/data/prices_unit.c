#include "data/prices_unit.h"

/* Units that are whole amounts of the currency, whichever it is. */
static const char whole_units[] = "块钱 块 元钱 元整 元 圆 人民币 美元 美金 美刀 欧元 英镑 港币 "
                                  "港元 台币 日元 日币 韩元 韩币 新币 澳元 加元 "
                                  "大洋 蚊 刀 ¥ $ € £";
static const char whole_words[] =
    "rmb cny usd yuan kuai buck bucks dollar dollars quid euro euros eur gbp hkd jpy";
static const char tenth_units[] = "毛钱 毛 角钱 角";
/* What begins like a unit and is none: a woollen, a corner, New Year's Day, a blade. */
static const char not_units[] = "元旦 元宵 元素 元气 元年 元件 毛巾 毛衣 毛毯 毛绒 毛线 毛呢 毛笔 "
                                "毛孩 毛利 毛重 毛刺 毛病 毛玻璃 毛不 角落 角度 "
                                "角形 角架 角铁 角星 角色 角阀 角钢 刀片 刀具 刀架 刀头 刀叉 刀削 "
                                "刀剪 刀切 刀两 块儿 元催化 元锂 元里";

/* Whether the unit that ends at `end` is one of money. What few things are called 块 or 刀 ("两块
 * 硬盘") and compounds ("三元锂电池") show by the word behind. */
static bool stands(const struct zg_saying *s, size_t end, const struct zg_number *number,
                   bool sure) {
  if (sure || number->hundredths >= 1000) return true;
  enum zg_near near = zg_near_after(s, end);
  if (near == ZG_NEAR_OTHER && zg_skip_spaces(s, end) > end) return true; /* "5块 2斤" */
  return near != ZG_NEAR_UNKNOWN && (near != ZG_NEAR_OTHER || zg_is_digit(s, end));
}

/* One digit of a fraction at *at ("三块五"), moved behind it. A digit that counts something
 * ("三块一斤") or begins another number is none; -1 then. */
static int tail_digit(const struct zg_saying *s, size_t *at, bool needs_unit) {
  size_t p = *at;
  int digit = zg_numeral_at(s, p);
  if (zg_is_digit(s, p)) {
    digit = s->text[p] - '0';
    p++;
  } else if (digit >= 0 && digit < 10) {
    p += 3;
  } else {
    return -1;
  }
  size_t unit = zg_words_at(s, p, "毛 角 分");
  if (needs_unit && (unit == 0 || zg_words_at(s, p, not_units) > 0)) return -1;
  if (unit == 0) {
    int next = zg_numeral_at(s, p);
    bool per = next > 0 && next < 10 && zg_measure_at(s, p + 3); /* "三块五一斤" */
    if (zg_measure_at(s, p) || zg_is_digit(s, p) || zg_is_letter(s, p)) return -1;
    if (next >= 0 && !per) return -1;
    if (p < s->len && (s->text[p] == '.' || s->text[p] == '%') && zg_is_digit(s, p + 1)) return -1;
    if (zg_words_at(s, *at, "两 零 〇 一起 一样 一共 一直 一定 一下 一般") > 0) return -1;
  }
  *at = p;
  return digit;
}

/* The fen behind the jiao: "八块八毛八", "5角3分". */
static void take_hundredths(const struct zg_saying *s, struct zg_amount *amount) {
  size_t p = amount->end;
  int digit = tail_digit(s, &p, false);
  if (digit < 0 || zg_words_at(s, p, "毛 角") > 0) return;
  amount->hundredths += digit;
  amount->end = p + zg_words_at(s, p, "分钱 分");
}

/* What stands behind 块 or 元: "五", "5角", "零五分", "50", "半". `loose`: a bare digit counts. */
static void take_fraction(const struct zg_saying *s, struct zg_amount *amount, bool loose) {
  size_t p = amount->end;
  if (loose && zg_words_at(s, p, "半") > 0 && !zg_measure_at(s, p + 3)) {
    amount->hundredths += 50;
    amount->end = p + 3;
    return;
  }
  if (zg_words_at(s, p, "零 〇") > 0) {
    amount->end = p + 3;
    take_hundredths(s, amount);
    if (amount->end == p + 3) amount->end = p;
    return;
  }
  bool two = zg_is_digit(s, p) && zg_is_digit(s, p + 1) && !zg_is_digit(s, p + 2);
  if (loose && two && zg_near_after(s, p + 2) != ZG_NEAR_OTHER) {
    amount->hundredths += (s->text[p] - '0') * 10 + (s->text[p + 1] - '0');
    amount->end = p + 2;
    return;
  }
  int first = zg_numeral_at(s, p), second = zg_numeral_at(s, p + 3);
  if (loose && first > 0 && first < 10 && second >= 0 && second < 10 &&
      zg_numeral_at(s, p + 6) < 0 && !zg_measure_at(s, p + 6)) { /* "九块九九" */
    amount->hundredths += first * 10 + second;
    amount->end = p + 6;
    return;
  }
  int digit = tail_digit(s, &p, !loose);
  if (digit < 0) return;
  if (zg_words_at(s, p, "分") > 0) {
    amount->hundredths += digit;
    amount->end = p + zg_words_at(s, p, "分钱 分");
    return;
  }
  amount->hundredths += digit * 10;
  amount->end = p + zg_words_at(s, p, tenth_units);
  if (amount->end > p && zg_words_at(s, p, "毛钱 角钱") == 0) take_hundredths(s, amount);
}

/* "ninety-nine dollars and fifty cents". */
static void take_cents(const struct zg_saying *s, struct zg_amount *amount) {
  struct zg_number cents = {0};
  size_t p = zg_skip_spaces(s, amount->end);
  if (zg_word_at(s, p, "and") > 0) p = zg_skip_spaces(s, p + 3);
  if (p == amount->end || !zg_number_read(s, p, &cents)) return;
  p = zg_skip_spaces(s, cents.end);
  size_t unit = zg_word_at(s, p, "cents cent");
  if (unit == 0 || cents.sound == ZG_SOUND_NONE || cents.hundredths > 9900) return;
  amount->hundredths += cents.hundredths / 100;
  amount->end = p + unit;
}

/* 块 and 元 and their like, `unit` bytes at `at`. */
static void take_whole(const struct zg_saying *s, size_t at, size_t unit,
                       const struct zg_number *number, struct zg_amount *amount) {
  bool kuai = zg_words_at(s, at, "块") > 0 && unit == 3;
  bool yuan = zg_words_at(s, at, "元 圆") > 0 && unit == 3;
  struct zg_amount with = *amount;
  with.marked = true;
  with.end = at + unit;
  if ((kuai || yuan) && number->hundredths % 100 == 0) take_fraction(s, &with, kuai);
  if (zg_is_letter(s, at) && number->hundredths % 100 == 0) take_cents(s, &with);
  bool tail = with.end > at + unit;
  bool sure =
      tail || (yuan && number->figures) || (!kuai && !yuan && zg_words_at(s, at, "刀") == 0);
  if (kuai && !tail && !number->figures && number->hundredths == 100) {
    sure = zg_near_after(s, with.end) == ZG_NEAR_STRONG && zg_numeral_at(s, with.end) > 0;
    if (!sure) return; /* 一块: together */
  }
  if (stands(s, at + unit, number, sure)) *amount = with;
}

static void take_unit(const struct zg_saying *s, const struct zg_number *number,
                      struct zg_amount *amount) {
  size_t at = zg_skip_spaces(s, number->end);
  size_t unit = zg_words_at(s, at, whole_units);
  bool plain_r = at == number->end && number->figures && number->hundredths >= 1000;
  if (zg_words_at(s, at, not_units) > 0) return;
  /* "this one $90", "两款¥90": the sign belongs to the figures behind it. */
  if (zg_words_at(s, at, "¥ $ € £") > 0 && zg_is_digit(s, at + unit)) return;
  if (unit == 0) unit = zg_word_at(s, at, whole_words);
  if (unit == 0 && plain_r) unit = zg_word_at(s, at, "r");
  if (unit > 0 && !(zg_is_letter(s, at) && zg_is_digit(s, at + unit))) {
    take_whole(s, at, unit, number, amount);
    return;
  }
  int64_t parts = 0;
  unit = zg_words_at(s, at, tenth_units);
  if (unit > 0) {
    parts = 10;
    /* 三角, 五角, 八角 are shapes and a spice. */
    if (zg_words_at(s, at, "角") > 0 && unit == 3 && !number->figures &&
        zg_numeral_at(s, at + 3) < 0) {
      return;
    }
  } else {
    unit = zg_words_at(s, at, "分钱");
    if (unit == 0) unit = zg_word_at(s, at, "cents cent");
    parts = 100;
  }
  if (unit == 0 || number->hundredths % parts != 0) return;
  struct zg_amount with = *amount;
  with.hundredths /= parts;
  with.end = at + unit;
  with.marked = true;
  if (parts == 10 && unit == 3) take_hundredths(s, &with);
  if (stands(s, at + unit, number, with.end > at + unit || unit > 3)) *amount = with;
}

bool zg_amount_read(const struct zg_saying *s, size_t at, struct zg_amount *out) {
  struct zg_number number = {0};
  if (!zg_number_read(s, at, &number)) return false;
  *out = (struct zg_amount){.hundredths = number.hundredths,
                            .start = at,
                            .end = number.end,
                            .sound = number.sound,
                            .figures = number.figures};
  if (number.sound != ZG_SOUND_NONE) take_unit(s, &number, out);
  return true;
}

size_t zg_sign_before(const struct zg_saying *s, size_t at, size_t from) {
  size_t p = at;
  for (int i = 0; i < 3 && p > from && (s->text[p - 1] == ' ' || s->text[p - 1] == ':'); i++)
    p--;
  size_t sign = zg_words_before(s, p, "¥ $ € £ 人民币");
  if (sign > 0 && p - sign >= from) {
    p -= sign;
    size_t country = zg_words_before(s, p, "us hk nt a c s cn rmb");
    if (country > 0 && p - country >= from && !(p > country && zg_is_letter(s, p - country - 1))) {
      p -= country;
    }
    return p;
  }
  size_t word = zg_words_before(s, p, "rmb cny usd hkd eur gbp jpy");
  if (word == 0 || p - word < from || (p > word && zg_is_letter(s, p - word - 1))) return at;
  return p - word;
}
