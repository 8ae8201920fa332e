#include "data/prices_given.h"

#include "data/prices_pieces.h"
#include "data/prices_unit.h"

/* NOT handled: what a voucher or a present is worth that has no figure, several of these on one
 * another, a list price that is not told as a figure behind a minus of another ("500-150"). */

static const char comes_back[] =
    "返现 返现金 返还 返利 返您 返你 返给您 返给你 返 倒贴 补贴您 补贴你 补您 补你 补给您 补给你 "
    "退您 "
    "退你 退还您 "
    "退还你 退给您 退给你 退回 赔您 赔你 贴您 贴你 现金红包 红包 回馈您 回馈 送您现金 送你现金";
static const char comes_off[] = "减免 免去 免掉 免收 扣掉 扣除 扣减 扣去 扣 抹了 抹去 去了";
static const char connectors[] = "现金 差价 了 您 你 给 个 掉 约 大约 :";

static const char halves[] = "对半 腰斩 砍半 半个价";
static const char no_halves[] = "对半分 对半开 对半切 对半掺 对半剖 对半兑";
/* What makes one half a price. */
static const char half_before[] = "原价的 标价的 价格的 价钱的 原价 标价 价格 只要 只收 只收您 "
                                  "只收你 收您 收你 就 给您 给你 打 打个 砍 砍到 "
                                  "砍掉 降到 降 降了 减 减了 省 少 少收 让 让利 便宜 便宜了 便宜您 "
                                  "便宜你 优惠 按 按原价 算您 算你 一半";
static const char half_behind[] =
    "价 的价 的价格 的价钱 的钱 价钱 价格 给您 给你 卖您 卖你 就卖 拿走 带走";

/* An amount of money at `at`, with a sign of money or without; its end, or 0. */
static size_t amount_at(const struct zg_saying *s, size_t at, struct zg_given *out) {
  struct zg_amount amount = {0};
  size_t sign = zg_words_at(s, at, "¥ $ € £");
  at = zg_skip_spaces(s, at + sign);
  if (!zg_amount_read(s, at, &amount) || amount.sound == ZG_SOUND_NONE) return 0;
  if (sign == 0 && !amount.marked) {
    if (zg_measure_at(s, amount.end) || zg_is_letter(s, amount.end)) return 0;
    if (zg_words_at(s, zg_skip_spaces(s, amount.end), "% 折 成 :") > 0) return 0;
    if (amount.sound == ZG_SOUND_WEAK && amount.hundredths < 1000) return 0;
  }
  out->amount = amount.hundredths;
  return amount.end;
}

/* The same behind a word for taking off: no English word follows that it counts ("cut 2 inches").
 */
static size_t last_amount_at(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t end = amount_at(s, at, out), p = zg_skip_spaces(s, end);
  return end > 0 && zg_is_letter(s, p) && zg_near_after(s, end) == ZG_NEAR_OTHER ? 0 : end;
}

static size_t step_over(const struct zg_saying *s, size_t at) {
  for (size_t len = 1; len > 0; at += len) {
    len = zg_words_at(s, at, connectors);
    if (len == 0) len = zg_skip_spaces(s, at) - at;
  }
  return at;
}

/* "送您150", "送您一百五现金": with nothing behind it that it counts. */
static size_t take_present(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t gives = zg_words_at(s, at, "送您 送你 送给您 送给你");
  size_t end = gives > 0 ? amount_at(s, step_over(s, at + gives), out) : 0;
  enum zg_near after = end > 0 ? zg_near_after(s, end) : ZG_NEAR_OTHER;
  out->kind = ZG_GIVEN_BACK;
  if (end == 0 || zg_words_at(s, end, "现金 红包 返现") > 0) return end;
  return after == ZG_NEAR_OTHER || after == ZG_NEAR_UNKNOWN ? 0 : end;
}

/* "返现150", "退您150元", "扣掉150". */
static size_t take_chinese(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t back = zg_words_at(s, at, comes_back), off = zg_words_at(s, at, comes_off);
  if (back + off == 0 || zg_words_before(s, at, "往 不 没 别") > 0) return 0;
  out->kind = back > 0 ? ZG_GIVEN_BACK : ZG_GIVEN_OFF;
  return last_amount_at(s, step_over(s, at + (back > 0 ? back : off)), out);
}

/* "less 150", "deduct 150", "cashback of 150", "refund you 150". */
static size_t take_english(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t back = zg_word_at(s, at, "cashback rebate refund refunds refunding");
  size_t off = zg_word_at(s, at, "less deduct subtract cut drop shave knock");
  if (at > 0 && zg_is_letter(s, at - 1)) return 0;
  if (back + off == 0) return 0;
  if (off > 0 && zg_phrase_before(s, at, "no ")) return 0; /* "no less than", "no less" */
  out->kind = back > 0 ? ZG_GIVEN_BACK : ZG_GIVEN_OFF;
  size_t p = zg_skip_spaces(s, at + back + off);
  for (size_t word = 1; word > 0; p = zg_skip_spaces(s, p + word))
    word = zg_word_at(s, p, "of you back");
  return last_amount_at(s, p, out);
}

/* "150返现", "150 cashback", "150 back", "150 less". */
static size_t take_amount_first(const struct zg_saying *s, size_t at, struct zg_given *out) {
  struct zg_given next = {0};
  size_t end = amount_at(s, at, out), p = zg_skip_spaces(s, end);
  if (end == 0) return 0;
  size_t back = zg_words_at(s, end, "返现 的返现 现金返 红包 的红包");
  if (back == 0) back = zg_word_at(s, p, "back cashback rebate refund refunded");
  if (back == 0 && zg_phrase_at(s, p, "cash back") > 0) back = zg_phrase_at(s, p, "cash back");
  size_t off = back == 0 ? zg_word_at(s, p, "less") : 0;
  if (off > 0 && zg_word_at(s, zg_skip_spaces(s, p + off), "than") > 0) return 0;
  if (off > 0 && amount_at(s, zg_skip_spaces(s, p + off), &next) > 0) return 0; /* "199 less 150" */
  out->kind = back > 0 ? ZG_GIVEN_BACK : ZG_GIVEN_OFF;
  return back + off > 0 ? p + back + off : 0;
}

/* "199-150", "原价-150": what comes off is the figure behind. */
static size_t take_minus(const struct zg_saying *s, size_t at, struct zg_given *out) {
  struct zg_amount from = {0};
  size_t end = at + zg_words_at(s, at, "原价 标价 定价");
  if (end == at) {
    if (at > 0 && zg_words_before(s, at, "- . / :") > 0) return 0;
    if (!zg_is_digit(s, at) || !zg_amount_read(s, at, &from)) return 0;
    end = from.end;
  }
  size_t p = zg_skip_spaces(s, end), minus = zg_words_at(s, p, "- − – —");
  if (minus == 0) return 0;
  end = amount_at(s, zg_skip_spaces(s, p + minus), out);
  if (end > 0 && zg_words_at(s, end, "- . / :") > 0 && zg_is_digit(s, end + 1)) return 0;
  out->kind = ZG_GIVEN_OFF;
  out->of = from.hundredths;
  return end;
}

static bool ends_half(const struct zg_saying *s, size_t at) {
  enum zg_near after = zg_near_after(s, at);
  if (zg_words_at(s, at, "以上 以下 左右 多") > 0) return false;
  return after == ZG_NEAR_EDGE || after == ZG_NEAR_FINE || after == ZG_NEAR_STRONG ||
         zg_words_at(s, at, half_behind) > 0;
}

/* "对半", "原价的一半", "便宜一半"; never "卖了一半", "一半以上". */
static size_t take_half(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t half = zg_words_at(s, at, halves);
  out->kind = ZG_GIVEN_SHARE;
  out->amount = 1;
  out->count = 2;
  if (half > 0) return zg_words_at(s, at, no_halves) > half ? 0 : at + half;
  half = zg_words_at(s, at, "一半");
  bool price = at == 0 || zg_words_before(s, at, half_before) > 0;
  return half > 0 && price && ends_half(s, at + half) ? at + half : 0;
}

/* "half of it", "for half", "only half", "half" alone; never "half an hour". */
static size_t take_english_half(const struct zg_saying *s, size_t at, struct zg_given *out) {
  static const char *const behind[] = {"of it",         "of that",   "of this", "of the price",
                                       "of the list",   "the list",  "it",      "of list",
                                       "what it costs", "its price", "for you"};
  size_t half = zg_word_at(s, at, "half"), p = zg_skip_spaces(s, at + half);
  out->kind = ZG_GIVEN_SHARE;
  out->amount = 1;
  out->count = 2;
  if (zg_phrase_at(s, at, "halve the price") > 0)
    return at + zg_phrase_at(s, at, "halve the price");
  if (half == 0 || (at > 0 && (zg_is_letter(s, at - 1) || s->text[at - 1] == '-'))) return 0;
  if (zg_phrase_before(s, at, "price in ")) return at + half;
  for (size_t i = 0; i < sizeof behind / sizeof behind[0]; i++) {
    size_t len = zg_phrase_at(s, p, behind[i]);
    if (len > 0 && !zg_is_letter(s, p + len)) return p + len;
  }
  size_t q = at;
  while (q > 0 && s->text[q - 1] == ' ')
    q--;
  bool price = q == 0 || zg_words_before(s, q, "for at pay by only just . ! ? , : 。") > 0;
  bool ends = p >= s->len || !(zg_is_letter(s, p) || zg_is_digit(s, p) || s->text[p] == '-');
  return price && ends ? at + half : 0;
}

/* "半百": fifty, of which people say it; never "年过半百". */
static size_t take_fifty(const struct zg_saying *s, size_t at, struct zg_given *out) {
  size_t half = zg_words_at(s, at, "半百");
  if (half == 0 || zg_words_before(s, at, "年过 年近 年逾 年 过了 过 近 逾") > 0) return 0;
  if (zg_words_at(s, at + half, "多年 年 岁 老 之 的人 多个 多件 个 克 人") > 0) return 0;
  out->amount = 5000;
  return at + half;
}

/* The end of what begins at `at`, by the first of the ways that finds something; 0: nothing does.
 */
static size_t take_any(const struct zg_saying *s, size_t at, struct zg_given *out,
                       size_t (*const ways[])(const struct zg_saying *, size_t,
                                              struct zg_given *)) {
  size_t end = 0;
  for (size_t i = 0; ways[i] != NULL && end == 0; i++) {
    *out = (struct zg_given){.kind = ZG_GIVEN_FOR, .count = 1, .start = at};
    end = ways[i](s, at, out);
  }
  out->end = end;
  return end;
}

/* Numbers may begin as words do, in both languages. */
static size_t take(const struct zg_saying *s, size_t at, struct zg_given *out) {
  static size_t (*const of_words[])(const struct zg_saying *, size_t, struct zg_given *) = {
      take_chinese, take_present, take_half, take_fifty, take_minus, NULL};
  static size_t (*const of_letters[])(const struct zg_saying *, size_t,
                                      struct zg_given *) = {take_english, take_english_half, NULL};
  static size_t (*const of_numbers[])(const struct zg_saying *, size_t, struct zg_given *) = {
      take_minus, zg_pieces_at, take_amount_first, NULL};
  bool letter = zg_is_letter(s, at), figure = zg_is_digit(s, at);
  size_t end = letter ? take_any(s, at, out, of_letters) : 0;
  if (!letter && (unsigned char)s->text[at] >= 0x80) end = take_any(s, at, out, of_words);
  bool number =
      figure || letter || zg_numeral_at(s, at) >= 0 || zg_words_at(s, at, "买 拍 俩 仨") > 0;
  if (end == 0 && (number || zg_words_at(s, at, "¥ $ € £") > 0))
    end = take_any(s, at, out, of_numbers);
  return end;
}

size_t zg_given_read(const char *text, size_t len, struct zg_given *out, size_t cap) {
  const struct zg_saying s = {.text = text, .len = len};
  size_t count = 0, at = 0, full_end = 0;
  int64_t full = 0; /* "满300": what comes back next needs so much */
  while (at < len && count < cap) {
    struct zg_amount from = {0};
    struct zg_given found = {0};
    size_t fill = zg_words_at(&s, at, "满");
    if (fill > 0 && zg_amount_read(&s, zg_skip_spaces(&s, at + fill), &from)) {
      full = from.hundredths;
      at = full_end = from.end;
    } else if (take(&s, at, &found) > 0) {
      bool off = found.kind == ZG_GIVEN_OFF || found.kind == ZG_GIVEN_BACK;
      if (off && full_end > 0 && at - full_end <= 12) found.from = full;
      full_end = 0;
      out[count++] = found;
      at = found.end;
    } else {
      at = zg_number_pass(&s, at);
    }
  }
  return count;
}
