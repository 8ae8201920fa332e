#include "data/prices_nothing.h"

#include "data/prices_nothing_english.h"
#include "data/prices_unit.h"

/* NOT handled: "no" said elsewhere ("白送可不行"), goods that are named by a word of their own
 * ("the tea is free", unless the sheet calls them so), other languages. */

static const char nothing[] =
    "免费 不要钱 不要您钱 不要你钱 不收钱 不收您钱 不收你钱 不收您的钱 不收你的钱 不收费 不用钱 "
    "不花钱 不用花钱 不用付钱 不用给钱 不用您花钱 不用您付钱 不用您给钱 分文不取 分文不收 分文不要 "
    "一分不收 一分不要 一分钱不收 一分钱不要 一毛不要 一毛钱不要 白送 白给 白拿 白捡 免单 全免 "
    "零元购 不用付款 不用给了 钱不要了 全额返现 全额返还 返全款 退您全款 退你全款 "
    "只付邮费 只付运费 只出邮费 只出运费 只收邮费 只收运费 只要邮费 只要运费 付个邮费 付个运费 "
    "出个邮费";
static const char handed_over[] =
    "送你了 送您了 送给你了 送给您了 送你啦 送您啦 赠你了 赠您了 归你了 归您了 是你的了 是您的了";
/* The same, but only behind the goods: "送您" may begin what is given. */
static const char hands_over[] =
    "送你 送您 送给你 送给您 赠你 赠您 赠给您 赠给你 赠送您 赠送你 赠送给您 赠送给你 归您 归你";
static const char next_to_nothing[] =
    "骨折价 打骨折 打个骨折 骨折给 白菜价 跳楼价 破产价 吐血价 半卖半送 "
    "半送半卖 随便给点 看着给";
static const char negations[] = "不 不是 并非 不能 不会 没法 无法 不可能 不敢 不好 别 没 没有 不再";

/* What means the goods, and what ends like it and does not. */
static const char goods[] = "货 宝贝 商品 产品 本品 东西 它 它们 全套 整套 整单 全单 这些 那些 "
                            "这茶 那茶 第二件 第二个 第二盒 第二套 " ZG_GOODS_MARK;
static const char other_goods[] =
    "退货 换货 退换货 送货 发货 补货 寄货 到货 验货 取货 小东西 送的东西 另外的东西";
static const char pointers[] = "这 那 此 该 整 每 这一 那一 这两 那两 这几 那几";

/* What may stand between the goods and the word, or before it at the beginning. */
static const char fillers[] = "就 都 全 也 直接 干脆 索性 可以 能 给您 给你 给 您 你 我们 我 咱们 "
                              "咱 今天 今儿 现在 是 完全 真的 "
                              "真 绝对 统统 全部 一律 那 那就 这回 这次 这就 算 算是 当 当是 全都 "
                              "一起 拿 拿去 拿走 带走 尽管 只管 "
                              "好 好的 好吧 好啦 行 行吧 可以的 亲 亲爱的 老板 嗯 要不 不如 反正 "
                              "本店 小店 店家 掌柜 喜欢 喜欢就 "
                              "喜欢的话 要的话 诚心要 特价 福利 限时 等于 几乎 差不多 跟 简直 "
                              "相当于 元 块 块钱 原价 标价 的 ¥ $ 了 "
                              "吧 、 “ ” ‘ ’ … — ～ 百分百 谢谢 多谢 感谢 支持 的支持 您好 你好 "
                              "抱歉 不好意思 新客 老客 老顾客 熟客 既然 既然喜欢 看您喜欢 看你喜欢 "
                              "交个朋友 就当 图个缘分 有缘 难得";
static const char tails[] =
    "给您们 给你们 给您 给你 给 您 你 亲 拿去 拿走 拿 带走 取走 领走 领 收下 赠送 送您 送你 送给您 "
    "送给你 送 归您 "
    "归你 走 出 卖 价 了 吧 哦 啦 的 啊 呀 哈 喽 咯 呢 噢 嘛 哒 都 也 就 可以 行 吗 哟";

/* "这件", "那两盒": ends at `at`, or begins there. */
static bool points_before(const struct zg_saying *s, size_t at) {
  return at >= 3 && zg_measure_at(s, at - 3) && zg_words_before(s, at - 3, pointers) > 0;
}

static bool points_at(const struct zg_saying *s, size_t at) {
  size_t pointer = zg_words_at(s, at, pointers);
  return pointer > 0 && zg_measure_at(s, at + pointer);
}

/* The bytes of the sign that ends at `at` and divides nothing: a comma, a face, a figure. */
static size_t sign_before(const struct zg_saying *s, size_t at) {
  size_t begin = at - 1;
  while (begin > 0 && ((unsigned char)s->text[begin] & 0xc0) == 0x80)
    begin--;
  unsigned char lead = (unsigned char)s->text[begin];
  bool point = lead == '.' && begin > 0 && zg_is_digit(s, begin - 1) && zg_is_digit(s, at);
  if (lead < 0x80) {
    bool ends = lead == '.' || lead == '!' || lead == '?' || lead == ';' || lead == '\n';
    return (ends && !point) || zg_is_letter(s, begin) ? 0 : 1;
  }
  return lead >= 0xf0 ? at - begin : 0;
}

static bool begins_sentence(const struct zg_saying *s, size_t at) {
  if (at == 0 || zg_words_before(s, at, "。") > 0) return true;
  char mark = s->text[at - 1];
  return mark == '.' || mark == '!' || mark == '?' || mark == ';' || mark == '\n';
}

/* Whether what ends at `at` speaks of the goods; `alone`: or of nothing at all. */
static bool is_of_goods(const struct zg_saying *s, size_t at, bool alone) {
  if (zg_words_before(s, at, negations) > 0) return false;
  for (size_t len = 0; at > 0; at -= len) {
    if (zg_words_before(s, at, other_goods) > 0) return false;
    if (zg_words_before(s, at, goods) > 0 || points_before(s, at)) return true;
    len = zg_words_before(s, at, fillers);
    if (len == 0) len = sign_before(s, at);
    if (len == 0) break;
  }
  return alone && begins_sentence(s, at);
}

/* Whether the sentence, or its part, ends at `at`, but for what adds nothing. */
static bool ends_there(const struct zg_saying *s, size_t at) {
  for (size_t len = 1; len > 0; at += len) {
    if (points_at(s, at) || zg_words_at(s, at, ZG_GOODS_MARK) > 0) return true;
    len = zg_words_at(s, at, tails);
    if (at < s->len && s->text[at] == ' ') len = 1;
  }
  if (at >= s->len) return true;
  unsigned char lead = (unsigned char)s->text[at];
  if (lead < 0x80) return !zg_is_letter(s, at) && !zg_is_digit(s, at);
  return lead == 0xe2 || lead >= 0xf0 || zg_words_at(s, at, "。 、 」 』 】 〜") > 0;
}

/* "白菜价180": then the figure is what counts, and is held to the floor by itself. */
static bool names_its_price(const struct zg_saying *s, size_t at) {
  struct zg_amount amount = {0};
  for (size_t len = 1; len > 0; at += len) {
    len = zg_words_at(s, at, "给您 给你 您 你 只要 只收 是 才 就 仅 ¥ $ € £ rmb cny usd");
    if (at < s->len && (s->text[at] == ' ' || s->text[at] == ':' || s->text[at] == ',')) len = 1;
  }
  return zg_amount_read(s, at, &amount) && amount.sound != ZG_SOUND_NONE;
}

static bool gives_at(const struct zg_saying *s, size_t at) {
  if ((unsigned char)s->text[at] < 0x80) return false;
  size_t len = zg_words_at(s, at, nothing);
  if (len > 0) return is_of_goods(s, at, true) && ends_there(s, at + len);
  len = zg_words_at(s, at, handed_over);
  if (len > 0) return is_of_goods(s, at, true) && ends_there(s, at + len);
  len = zg_words_at(s, at, hands_over);
  if (len > 0) return is_of_goods(s, at, false) && ends_there(s, at + len);
  len = zg_words_at(s, at, next_to_nothing);
  return len > 0 && zg_words_before(s, at, negations) == 0 && !names_its_price(s, at + len);
}

bool zg_prices_nothing(const char *text, size_t len) {
  const struct zg_saying s = {.text = text, .len = len};
  bool gives = false;
  for (size_t at = 0; at < len && !gives; at = zg_step(&s, at))
    gives = zg_is_letter(&s, at) ? zg_nothing_in_english(&s, at) : gives_at(&s, at);
  return gives;
}
