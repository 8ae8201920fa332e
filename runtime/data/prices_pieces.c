#include "data/prices_pieces.h"

#include "data/prices_unit.h"

/* NOT handled: a count that stands in another sentence than its amount, more than 99 pieces. */

enum { MOST_PIECES = 99 };

/* What is sold by the piece; what is weighed or poured out is none ("50克", "三杯"). */
static const char pieces[] = "件 个 盒 罐 份 套 包 瓶 袋 箱 只 双 条 把 饼 提 桶 台 部 本 张 支";
static const char english_pieces[] = "piece pieces pcs pc box boxes tin tins pack packs item items "
                                     "set sets unit units bag bags bottle bottles jar jars";
/* The count is of what lies in one piece, or of something else. */
static const char not_counted_before[] =
    "第 每 满 一盒 一套 一箱 一提 一组 一包 一袋 内含 含 装 装有 内有 内装 里有 配 附 送 送您 送你 "
    "赠 赠送 有 前 限 限购 "
    "还剩 只剩 仅剩 剩 库存 . - x *";
static const char not_counted_after[] = "装 套 起 以上 包邮 入 组 每 左右 各 均 分别 一样";
/* What may stand between the count and the amount. */
static const char joins[] = "一共 总共 合计 共计 共 一起 加起来 打包 只要 只收 只 才 就 要 给您 "
                            "给你 给 您 你 我们 算您 算你 算 卖您 "
                            "卖你 卖 收您 收你 收 是 优惠价 一口价 总价 价 到手 的话 仅 也 拿走 "
                            "带走 都给您 都给你 都拿走 都带走 都算 今天 现在 最低 全部 了 、";
static const char reverse_joins[] =
    "给您 给你 您 你 可以 能 就能 就 可 拿走 拿 带走 买 换 得 一共 总共 钱 来 到手";
static const char english_joins[] = "for at just only are is now together total in come to of them "
                                    "these you";
static const char per_piece[] = "每 一 1 /";

static size_t step_over(const struct zg_saying *s, size_t at, const char *words,
                        const char *marks) {
  for (size_t len = 1; len > 0; at += len) {
    len = zg_words_at(s, at, words);
    if (len == 0) len = zg_words_at(s, at, marks);
    if (len == 0 && at < s->len && s->text[at] == ' ') len = 1;
  }
  return at;
}

/* A word for two or three of them. */
static size_t group_at(const struct zg_saying *s, size_t at) {
  size_t word = zg_words_at(s, at, "俩 仨");
  return word > 0 ? word : zg_word_at(s, at, "both pair couple");
}

/* A plain count of two or more: "2", "两", "十二", "three", "both"; its end, or 0. */
static size_t read_count(const struct zg_saying *s, size_t at, int64_t *count) {
  struct zg_number number = {0};
  size_t pair = group_at(s, at);
  *count = zg_words_at(s, at, "仨") > 0 ? 3 : 2;
  if (pair > 0) return at + pair;
  if (at > 0 && zg_is_digit(s, at) && zg_is_digit(s, at - 1)) return 0;
  if (at > 0 && zg_is_letter(s, at - 1)) return 0;
  if (zg_numeral_at(s, at) >= 0 && at >= 3 && zg_numeral_at(s, at - 3) >= 0) return 0;
  if (!zg_number_read(s, at, &number) || number.sound == ZG_SOUND_NONE) return 0;
  *count = number.hundredths / 100;
  bool whole = number.hundredths % 100 == 0;
  return whole && *count >= 2 && *count <= MOST_PIECES ? number.end : 0;
}

/* "两件", "2 boxes", "two of them": the end of a count of pieces at `at`; 0: none. */
static size_t pieces_at(const struct zg_saying *s, size_t at, int64_t *count) {
  size_t end = read_count(s, at, count), p = end;
  if (end == 0 || zg_words_before(s, at, not_counted_before) > 0) return 0;
  p = zg_skip_spaces(s, end);
  size_t piece = zg_words_at(s, p, pieces);
  if (piece == 0 && group_at(s, at) > 0) return end;
  if (piece > 0 && zg_words_at(s, p + piece, not_counted_after) == 0) return p + piece;
  piece = zg_word_at(s, p, english_pieces);
  if (piece == 0 && zg_word_at(s, p, "of") > 0) {
    p = zg_skip_spaces(s, p + 2);
    piece = zg_word_at(s, p, "them these those it");
  }
  return piece > 0 ? p + piece : 0;
}

/* An amount that may be a price where it stands, and is not for one piece; its end, or 0. */
static size_t price_at(const struct zg_saying *s, size_t at, int64_t *hundredths) {
  struct zg_amount amount = {0};
  size_t sign = zg_words_at(s, at, "¥ $ € £");
  at = zg_skip_spaces(s, at + sign);
  if (!zg_amount_read(s, at, &amount) || amount.sound == ZG_SOUND_NONE) return 0;
  enum zg_near after = zg_near_after(s, amount.end);
  bool money = amount.marked || sign > 0;
  if (!money && (amount.hundredths < 1000 || after == ZG_NEAR_OTHER || after == ZG_NEAR_NEVER))
    return 0;
  size_t p = zg_skip_spaces(s, amount.end);
  size_t per = zg_words_at(s, p, per_piece);
  if (per > 0 && zg_measure_at(s, p + per)) return 0;
  if (zg_word_at(s, p, "each apiece per") > 0) return 0;
  *hundredths = amount.hundredths;
  return amount.end;
}

/* "三件一共300", "2 boxes for 300", "both for 300". */
static size_t take_pieces_first(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t end = pieces_at(s, at, &out->count);
  if (end == 0) return 0;
  size_t p = step_over(s, end, joins, ", :");
  for (size_t word = 1; word > 0; p = zg_skip_spaces(s, p + word))
    word = zg_word_at(s, p, english_joins);
  return price_at(s, p, &out->amount);
}

/* "2 for 300": a bare count, where no name stands before it ("iphone 15 for 5000"). */
static size_t take_bare_count_first(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t end = read_count(s, at, &out->count), p = zg_skip_spaces(s, end);
  bool bought = at > 0 && zg_words_before(s, at - 1, "have take get buy") > 0;
  if (end == 0 || zg_word_at(s, p, "for") == 0) return 0;
  if (!bought && zg_near_before(s, at) == ZG_NEAR_OTHER) return 0;
  return price_at(s, zg_skip_spaces(s, p + 3), &out->amount);
}

/* Whether the count that ends at `at` counts no days: nothing follows, or the pieces do. */
static bool is_bare(const struct zg_saying *s, size_t at) {
  size_t p = zg_skip_spaces(s, at);
  return !zg_is_letter(s, p) || zg_word_at(s, p, english_pieces) > 0 ||
         zg_word_at(s, p, "of and but if then today now") > 0;
}

/* "300两件", "300元拿走三件", "300 for 2", "300 for the pair". */
static size_t take_pieces_behind(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t end = price_at(s, at, &out->amount);
  if (end == 0) return 0;
  size_t p = step_over(s, end, reverse_joins, "/"), word = zg_word_at(s, p, "for buys gets");
  size_t counted = pieces_at(s, p, &out->count);
  if (counted > 0) return counted;
  if (word == 0) return 0;
  p = zg_skip_spaces(s, p + word);
  if (zg_word_at(s, p, "the all") > 0) p = zg_skip_spaces(s, p + 3);
  counted = pieces_at(s, p, &out->count);
  if (counted > 0) return counted;
  counted = read_count(s, p, &out->count);
  return counted > 0 && is_bare(s, counted) ? counted : 0;
}

/* A factor of "25x2": a figure without a unit of length or weight; its end, or 0. */
static size_t factor_at(const struct zg_saying *s, size_t at, int64_t *hundredths) {
  struct zg_number number = {0};
  if (!zg_is_digit(s, at) || !zg_number_read(s, at, &number)) return 0;
  *hundredths = number.hundredths;
  return number.sound == ZG_SOUND_NONE ? 0 : number.end;
}

static size_t times_at(const struct zg_saying *s, size_t at) {
  size_t p = zg_skip_spaces(s, at);
  size_t sign = zg_words_at(s, p, "x * × 乘以 乘");
  return sign > 0 ? zg_skip_spaces(s, p + sign) : 0;
}

/* "25x2", "2 x 150": the greater is the price, the smaller the count. Sides of a thing have a unit
 * or a third, or neither is as small as a count. */
static size_t take_times(const struct zg_saying *s, size_t at, struct zg_given *out) {
  const int64_t most = 2000;
  int64_t first = 0, second = 0;
  size_t end = factor_at(s, at, &first), times = end > 0 ? times_at(s, end) : 0;
  if (times == 0 || (at > 0 && (zg_is_letter(s, at - 1) || zg_words_before(s, at, "- . / x * ×"))))
    return 0;
  end = factor_at(s, times, &second);
  if (end == 0 || times_at(s, end) > 0 || zg_is_letter(s, end)) return 0;
  if (zg_measure_at(s, end) && zg_words_at(s, end, pieces) == 0) return 0;
  int64_t count = first < second ? first : second;
  out->amount = first < second ? second : first;
  return count >= 200 && count <= most && count % 100 == 0 && out->amount >= 1000 ? end : 0;
}

/* "买一送一", "买两盒送一盒", "拍一发二", "买三免一"; with another thing behind ("买一送一个茶漏")
 * it is a gift. */
static size_t take_gift_of_the_same(const struct zg_saying *s, size_t at, struct zg_given *out) {
  struct zg_number bought = {0}, given = {0};
  size_t p = at + zg_words_at(s, at, "买 拍");
  if (p == at || !zg_number_read(s, p, &bought) || bought.sound == ZG_SOUND_NONE) return 0;
  p = bought.end + zg_words_at(s, bought.end, pieces);
  size_t gives = zg_words_at(s, p, "送 赠"), sends = zg_words_at(s, p, "发"),
         spares = zg_words_at(s, p, "免");
  size_t word = gives + sends + spares;
  if (word == 0 || !zg_number_read(s, p + word, &given) || given.sound == ZG_SOUND_NONE) return 0;
  p = given.end + zg_words_at(s, given.end, pieces);
  enum zg_near after = zg_near_after(s, p);
  if (after != ZG_NEAR_EDGE && after != ZG_NEAR_FINE && after != ZG_NEAR_STRONG) return 0;
  out->kind = ZG_GIVEN_SHARE;
  out->amount = bought.hundredths - (spares > 0 ? given.hundredths : 0);
  out->count =
      sends > 0 ? given.hundredths : bought.hundredths + (gives > 0 ? given.hundredths : 0);
  return out->amount >= 0 && out->amount < out->count ? p : 0;
}

/* "buy one get one free", "2 for the price of 1", "2 for 1". */
static size_t take_english_gift(const struct zg_saying *s, size_t at, struct zg_given *out) {
  struct zg_number first = {0}, second = {0};
  bool buy = zg_word_at(s, at, "buy") > 0;
  size_t p = buy ? zg_skip_spaces(s, at + 3) : at;
  if (zg_word_at(s, at, "bogo bogof") > 0) {
    out->kind = ZG_GIVEN_SHARE;
    out->amount = 1;
    out->count = 2;
    return at + zg_word_at(s, at, "bogo bogof");
  }
  if (!zg_number_read(s, p, &first) || first.sound == ZG_SOUND_NONE) return 0;
  p = zg_skip_spaces(s, first.end);
  size_t join = zg_word_at(s, p, buy ? "get" : "for");
  if (join == 0) return 0;
  p = zg_skip_spaces(s, p + join);
  static const char of[] = "the price of";
  for (size_t word = 1; !buy && word > 0; p = word > 0 ? zg_skip_spaces(s, p + word) : p)
    word = zg_word_at(s, p, of);
  if (!zg_number_read(s, p, &second) || second.sound == ZG_SOUND_NONE) return 0;
  bool free = zg_word_at(s, zg_skip_spaces(s, second.end), "free") > 0;
  out->kind = ZG_GIVEN_SHARE;
  out->amount = buy ? first.hundredths : second.hundredths;
  out->count = buy ? first.hundredths + second.hundredths : first.hundredths;
  bool few = out->amount > 0 && out->amount < out->count && out->count <= 2000;
  return few && (free || zg_near_after(s, second.end) == ZG_NEAR_EDGE) ? second.end : 0;
}

size_t zg_pieces_at(const struct zg_saying *s, size_t at, struct zg_given *out) {
  static size_t (*const ways[])(const struct zg_saying *, size_t, struct zg_given *) = {
      take_gift_of_the_same, take_english_gift,     take_times,
      take_pieces_first,     take_bare_count_first, take_pieces_behind};
  size_t end = 0;
  for (size_t i = 0; i < sizeof ways / sizeof ways[0] && end == 0; i++) {
    *out = (struct zg_given){.kind = ZG_GIVEN_FOR, .count = 1, .start = at};
    end = ways[i](s, at, out);
  }
  return end;
}
