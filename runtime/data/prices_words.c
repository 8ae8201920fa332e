#include "data/prices_words.h"

#include <string.h>

/* Counted, measured, dated, numbered: no price. Where a longer word of another list begins with one
 * of these ("包邮" and "包", "成交" and "成"), the longer word counts. */
static const char measures[] =
    "盒 包 斤 克 件 个 条 双 瓶 袋 箱 套 片 支 只 份 张 次 人 位 枚 颗 粒 根 把 台 部 辆 架 本 "
    "册 页 幅 面 块 团 滴 束 朵 株 棵 盆 桶 罐 杯 壶 碗 盘 碟 捆 卷 筒 板 排 组 批 副 对 枝 串 "
    "顿 趟 遍 回 场 下 步 声 句 字 词 款 种 样 类 色 名 家 所 户 口 班 届 轮 队 提 听 饼 泡 味 "
    "扇 顶 匹 头 节 段 层 楼 栋 幢 室 座 路 弄 巷 街 单 笔 门 床 间 道 圈 格 孔 针 芯 核 键 挡 "
    "档 速 级 倍 代 版 型 系 端 岁 胎 两 公斤 千克 毫克 吨 磅 盎司 升 毫升 寸 英寸 尺 米 厘米 "
    "毫米 公分 平 平方 平米 瓦 千瓦 伏 安 毫安 度 码 号 像素 万像素 帧 赫兹 兆 千米 公里 里 千卡 "
    "卡 年 月 日 天 周 星期 礼拜 点 分 分钟 秒 小时 时 刻钟 季 期 世纪 周年 后 前 折 成 亿 多 几 "
    "来 余 出头 星";

/* No price even with a sign of money: what is taken off, put on top, or paid for carriage. */
static const char never_after[] =
    "券 优惠券 优惠卷 优惠 的券 的优惠 的卷 卷 红包 的红包 代金 代金券 抵扣 抵用 立减 满减 补贴 "
    "津贴 返现 差价 的差价 减 省 折 以上减 以上送 以上包邮 以上免 以上可 运费 邮费 快递费 手续费 "
    "定金 订金 押金 的运费 的邮费 的快递费 无门槛 购 多块 来块 几块 多元 来元 几元 换购 抽奖";
/* Words that begin like one of those and are none. */
static const char not_never_after[] =
    "优惠点 优惠一 优惠些 优惠吗 优惠下 优惠后 优惠价 优惠不 购买 购入 运费另 邮费另 运费自 运费我 "
    "邮费我 运费谁 运费多 邮费多 运费怎 运费到 省省";

static const char strong_after[] =
    "行 可以 可不可 可否 能 能不能 卖 卖不卖 成交 成不 成吗 成吧 成么 怎么样 怎样 咋样 如何 包邮 "
    "包快递 包顺丰 包运费 包送 包税 拿 带走 拍 拍下 好吗 好不好 好不 就买 就要 就拍 就下单 我就 "
    "得了 给不给 干不干 同意 接受 接不接受 出不出 出吗 下单 入手 都行 一口价 打包 要不要 不能再 "
    "每斤 每个 每件 每盒 每包 每瓶 每双 每条 走吗 肯卖 肯不肯 愿意 成本 左右 上下 以内 以下 之内 "
    "可小刀 可刀 可议";
static const char fine_after[] =
    "吗 吧 呢 嘛 呗 么 啊 呀 哦 噢 哈 啦 喽 咯 哒 了 我 你 您 咱 他 她 店家 老板 亲 哥 姐 掌柜 "
    "亲爱 给 要 就 都 也 还 以上 之间 到 至 或 和 跟 与 不 没 是 最 算 得 带 买 全 整 怎 如 好 "
    "太 贵 便宜 真 已经 再 少 高 低 价 钱 定 直接 马上 现在 今天 立马 谢 邮 含 免邮 加 起 的话 "
    "的价 想 会 够 收 出 走 肯 每 差不多 这样 这个价 这价 卖家 赶紧 算了 邮到 发 付 支付 付款 "
    "对吗 对吧 对不 元 秒付 秒拍 打包 嫌 预算";

static const char never_before[] =
    "满 减 立减 降 降价 省 便宜 优惠 返 返现 送 补 差 差价 贵 涨 涨价 抵 抵扣 赔 补偿 退 少 多 "
    "加 费 税 押金 定金 订金 保证金 余额 第 双 券 红包 到付 充 充值 打赏 赚 亏 砍 刀";
/* Make the number a part of a bigger or a vaguer one. */
static const char number_before[] = "几 数 好几 百 千 万 亿 分之";
static const char other_before[] =
    "买 尾号 号码 号 电话 手机 微信 群 单号 编号 型号 版本 邮编 密码 验证码 打 拨 初 周 星期 "
    "礼拜 码 尺码 尺寸 身高 体重 年龄 重 长 宽 大小 容量 内存 功率 电压 度数 剩 缺 库存 数量 前 "
    "苹果 小米 红米 荣耀 华为 三星 一加 魅族 高 深 月 年 房 楼 地址 系统 显卡 处理器 联通 移动 "
    "电信 款 型 代 锐龙 酷睿 骁龙 麒麟 分 点 时";
static const char strong_before[] =
    "一口价 最低 最低价 卖 出 给 算 到 便宜到 降到 少到 打到 优惠到 只要 只给 价格 价 价位 价钱 "
    "预算 最多 最高 最少 收 出价 报价 不超过 低于 高于 超过 付 花 卖到 优惠价 原价 现价 标价 拿 "
    "还价 砍到 按 值 收费 付款 刀到 到手 到手价 实付 合计 券后 折后 减后 优惠后 改价";
static const char fine_before[] =
    "太贵了 好贵了 点贵了 真贵了 挺贵了 很贵了 太贵 好贵 点贵 真贵 挺贵 很贵 嫌贵 不贵 差不多 最多 "
    "便宜点 少点 优惠点 低点 一点 点儿 至少 不便宜 太多 太少 好多 算便宜 打个折 便宜些 满意";
/* Stand between a number and the word that tells what it is: "价格是80", "便宜了10块". */
static const char connectors[] =
    "了 个 我 你 您 们 掉 是 为 约 大约 大概 也 只 才 就 要 在 得 : 我们 咱";

static const char never_words_after[] =
    "off discount discounts coupon coupons voucher vouchers cashback percent pct less cheaper "
    "rebate more extra";
static const char strong_words_after[] = "ok okay deal works work shipped each apiece per final";
static const char fine_words_after[] =
    "and or for is with please pls max tops only now today if then would will can could sounds "
    "at but so no yes the it this that i we you my best right cash good fine enough too not as "
    "because to instead free plus in flat even bro mate man sir thanks thx a all possible "
    "alright cool maybe including incl take done total was on from obo ono elsewhere last both";
static const char never_words_before[] =
    "save saved off shipping delivery postage fee tax deposit discount";
static const char strong_words_before[] =
    "do for pay offer price take accept give lowest max budget under below sell cost costs paid "
    "make go now approx";
static const char fine_words_before[] =
    "is it its you and or but than like say maybe around about at ok okay yes no please pls hi "
    "hello hey can be then so with from between final total still even that this to only just "
    "was not above over as";

/* Of the first word of a list. The lists are walked at each letter of a text, and strcspn takes
 * longer to begin than most of their words are. */
static size_t word_length(const char *words) {
  size_t len = 0;
  while (words[len] != ' ' && words[len] != '\0')
    len++;
  return len;
}

size_t zg_words_at(const struct zg_saying *s, size_t at, const char *words) {
  size_t longest = 0;
  if (at >= s->len) return 0;
  while (*words != '\0') {
    size_t len = word_length(words);
    bool begins = s->text[at] == words[0] && len > longest && len <= s->len - at;
    if (begins && memcmp(s->text + at, words, len) == 0) longest = len;
    words += len;
    if (*words == ' ') words++;
  }
  return longest;
}

size_t zg_words_before(const struct zg_saying *s, size_t at, const char *words) {
  size_t longest = 0;
  while (*words != '\0') {
    size_t len = word_length(words);
    if (len > longest && len <= at && memcmp(s->text + at - len, words, len) == 0) longest = len;
    words += len;
    if (*words == ' ') words++;
  }
  return longest;
}

/* Whether the list has exactly these letters. */
static bool has_word(const char *words, const char *letters, size_t count) {
  while (*words != '\0') {
    size_t len = word_length(words);
    if (len == count && memcmp(letters, words, len) == 0) return true;
    words += len;
    if (*words == ' ') words++;
  }
  return false;
}

static size_t letters_at(const struct zg_saying *s, size_t at) {
  size_t end = at;
  while (zg_is_letter(s, end))
    end++;
  return end - at;
}

size_t zg_word_at(const struct zg_saying *s, size_t at, const char *words) {
  size_t count = letters_at(s, at);
  return count > 0 && has_word(words, s->text + at, count) ? count : 0;
}

size_t zg_phrase_at(const struct zg_saying *s, size_t at, const char *phrase) {
  size_t len = strlen(phrase);
  return at + len <= s->len && memcmp(s->text + at, phrase, len) == 0 ? len : 0;
}

bool zg_phrase_before(const struct zg_saying *s, size_t at, const char *phrase) {
  size_t len = strlen(phrase);
  return at >= len && zg_phrase_at(s, at - len, phrase) > 0;
}

bool zg_is_letter(const struct zg_saying *s, size_t at) {
  return at < s->len && s->text[at] >= 'a' && s->text[at] <= 'z';
}

bool zg_is_digit(const struct zg_saying *s, size_t at) {
  return at < s->len && s->text[at] >= '0' && s->text[at] <= '9';
}

size_t zg_step(const struct zg_saying *s, size_t at) {
  do
    at++;
  while (at < s->len && ((unsigned char)s->text[at] & 0xc0) == 0x80);
  return at;
}

size_t zg_skip_spaces(const struct zg_saying *s, size_t at) {
  for (int i = 0; i < 3 && at < s->len && s->text[at] == ' '; i++)
    at++;
  return at;
}

int zg_numeral_at(const struct zg_saying *s, size_t at) {
  static const struct {
    char text[4];
    int value;
  } numerals[] = {
      {"零", 0},    {"〇", 0},     {"一", 1}, {"二", 2}, {"三", 3},  {"四", 4},   {"五", 5},
      {"六", 6},    {"七", 7},     {"八", 8}, {"九", 9}, {"两", 2},  {"十", 10},  {"百", 100},
      {"千", 1000}, {"万", 10000}, {"壹", 1}, {"贰", 2}, {"叁", 3},  {"肆", 4},   {"伍", 5},
      {"陆", 6},    {"柒", 7},     {"捌", 8}, {"玖", 9}, {"拾", 10}, {"佰", 100}, {"仟", 1000},
  };
  if (at >= s->len || s->len - at < 3 || (unsigned char)s->text[at] < 0xe3) return -1;
  for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
    if (memcmp(s->text + at, numerals[i].text, 3) == 0) return numerals[i].value;
  }
  return -1;
}

bool zg_measure_at(const struct zg_saying *s, size_t at) {
  size_t len = zg_words_at(s, at, measures);
  return len > 0 && zg_words_at(s, at, strong_after) <= len &&
         zg_words_at(s, at, fine_after) <= len;
}

/* Kana, Chinese characters and Hangul: letters, as far as a number beside them is concerned. */
static bool is_east_asian(const struct zg_saying *s, size_t at) {
  unsigned char lead = (unsigned char)s->text[at];
  if (lead == 0xe3) return s->len - at > 1 && (unsigned char)s->text[at + 1] >= 0x81;
  return lead >= 0xe4 && lead <= 0xed;
}

/* Whether the figures that end at `at` have a quotation mark before them; else one behind them
 * means inches. */
static bool is_quoted(const struct zg_saying *s, size_t at) {
  while (at > 0 && (zg_is_digit(s, at - 1) || s->text[at - 1] == '.'))
    at--;
  return !zg_is_digit(s, at) || (at > 0 && s->text[at - 1] == '"');
}

/* The neighbour that is a mark of ASCII. */
static enum zg_near mark_after(const struct zg_saying *s, size_t at) {
  char mark = s->text[at];
  bool more = zg_is_digit(s, at + 1) || zg_is_letter(s, at + 1);
  if (mark == '%') return ZG_NEAR_NEVER;
  if (mark == '"') return is_quoted(s, at) ? ZG_NEAR_EDGE : ZG_NEAR_OTHER;
  if (mark == '/' && zg_measure_at(s, at + 1)) return ZG_NEAR_STRONG;
  if (strchr("*+=#_@^&\\<>", mark) != NULL) return ZG_NEAR_OTHER;
  if (strchr("/:-'.", mark) != NULL && more) return ZG_NEAR_OTHER;
  return ZG_NEAR_EDGE;
}

/* "80一个", "80两斤": so much for so many. Other numerals right behind a number are part of some
 * other thing. */
static enum zg_near numeral_after(const struct zg_saying *s, size_t at) {
  return zg_measure_at(s, at + 3) ? ZG_NEAR_STRONG : ZG_NEAR_UNKNOWN;
}

static enum zg_near word_after(const struct zg_saying *s, size_t at) {
  if (zg_word_at(s, at, never_words_after) > 0) return ZG_NEAR_NEVER;
  if (zg_word_at(s, at, strong_words_after) > 0) return ZG_NEAR_STRONG;
  if (zg_word_at(s, at, fine_words_after) > 0) return ZG_NEAR_FINE;
  return ZG_NEAR_OTHER; /* a thing that is counted, most likely */
}

enum zg_near zg_near_after(const struct zg_saying *s, size_t at) {
  size_t p = zg_skip_spaces(s, at);
  if (p >= s->len) return ZG_NEAR_EDGE;
  if (zg_word_at(s, p, "ok okay") > 0) return ZG_NEAR_STRONG; /* "80ok吗", too */
  if (zg_is_letter(s, p)) return p == at ? ZG_NEAR_OTHER : word_after(s, p);
  if (zg_is_digit(s, p)) return ZG_NEAR_OTHER;
  if ((unsigned char)s->text[p] < 0x80) return mark_after(s, p);
  if (zg_words_at(s, p, "‰") > 0) return ZG_NEAR_NEVER;
  if (zg_words_at(s, p, "° × ÷ ± ′ ″") > 0) return ZG_NEAR_OTHER;
  int numeral = zg_numeral_at(s, p);
  if (numeral >= 0 && numeral < 10 && zg_words_at(s, p, "两") == 0) return numeral_after(s, p);
  if (zg_words_at(s, p, "两") > 0 && zg_measure_at(s, p + 3)) return ZG_NEAR_STRONG;
  size_t never = zg_words_at(s, p, never_after);
  size_t excused = zg_words_at(s, p, not_never_after);
  size_t fee = zg_words_at(s, p, "运费 邮费 快递费 手续费");
  if (fee > 0 && zg_is_digit(s, p + fee)) never = 0; /* the figure of the fee comes yet */
  size_t other = zg_words_at(s, p, measures);
  size_t strong = zg_words_at(s, p, strong_after);
  size_t fine = zg_words_at(s, p, fine_after);
  if (never > 0 && excused == 0 && never >= other) return ZG_NEAR_NEVER;
  if (other > 0 && other >= strong && other >= fine) return ZG_NEAR_OTHER;
  if (strong > 0 && strong >= fine) return ZG_NEAR_STRONG;
  if (fine > 0) return ZG_NEAR_FINE;
  return is_east_asian(s, p) ? ZG_NEAR_UNKNOWN : ZG_NEAR_EDGE;
}

static enum zg_near word_before(const struct zg_saying *s, size_t end) {
  size_t begin = end;
  while (begin > 0 && zg_is_letter(s, begin - 1))
    begin--;
  const char *word = s->text + begin;
  size_t gap = begin;
  while (gap > 0 && s->text[gap - 1] == ' ' && begin - gap < 3)
    gap--;
  /* "80 for 2", "80 each for 2": so much for so many, or the other way round. */
  bool deal = gap > 0 && (zg_is_digit(s, gap - 1) || zg_words_before(s, gap, "each piece") > 0);
  if (has_word("for", word, end - begin) && deal) return ZG_NEAR_FINE;
  /* "shipping is $5" */
  if (has_word("is was costs", word, end - begin) &&
      zg_words_before(s, gap, "shipping delivery postage fee tax deposit") > 0) {
    return ZG_NEAR_NEVER;
  }
  if (has_word(never_words_before, word, end - begin)) return ZG_NEAR_NEVER;
  if (has_word(strong_words_before, word, end - begin)) return ZG_NEAR_STRONG;
  if (has_word(fine_words_before, word, end - begin)) return ZG_NEAR_FINE;
  return ZG_NEAR_OTHER; /* "iphone 15", "size 42", "buy 3" */
}

static enum zg_near mark_before(const struct zg_saying *s, size_t end) {
  char mark = s->text[end - 1];
  bool letter = end > 1 && zg_is_letter(s, end - 2);
  bool more = end > 1 && (letter || zg_is_digit(s, end - 2));
  if (strchr("*#_@+=\\%", mark) != NULL) return ZG_NEAR_OTHER;
  if (strchr("/:.", mark) != NULL && more) return ZG_NEAR_OTHER;
  if (mark == '-' && letter) return ZG_NEAR_OTHER;
  return ZG_NEAR_EDGE;
}

/* The words that end right at `end`; ZG_NEAR_UNKNOWN: none of ours. A difference ("便宜10块") is
 * one only without a space: "便宜 80块行吗" names a price. */
static enum zg_near listed_before(const struct zg_saying *s, size_t end, bool spaced) {
  size_t never = zg_words_before(s, end, never_before);
  size_t other = zg_words_before(s, end, other_before);
  size_t strong = zg_words_before(s, end, strong_before);
  size_t fine = zg_words_before(s, end, fine_before);
  if (never > 0 && never >= other && never >= strong && never >= fine) {
    if (!spaced || zg_words_before(s, end, "满 费 税 第 押金 定金 订金") > 0) return ZG_NEAR_NEVER;
    return ZG_NEAR_FINE;
  }
  if (other > 0 && other >= strong && other >= fine) return ZG_NEAR_OTHER;
  if (strong > 0 && strong >= fine) return ZG_NEAR_STRONG;
  return fine > 0 ? ZG_NEAR_FINE : ZG_NEAR_UNKNOWN;
}

/* Groups of figures are a telephone number; but "iphone15 3999" is a name and a price. */
static enum zg_near digit_before(const struct zg_saying *s, size_t end, bool joined) {
  while (end > 0 && zg_is_digit(s, end - 1))
    end--;
  bool name = end > 0 && zg_is_letter(s, end - 1);
  return joined && !name ? ZG_NEAR_OTHER : ZG_NEAR_FINE;
}

enum zg_near zg_near_before(const struct zg_saying *s, size_t at) {
  size_t p = at;
  bool spaced = false;
  if (zg_words_before(s, at, number_before) > 0) return ZG_NEAR_NEVER;
  for (int i = 0; i < 5; i++) {
    if (p == 0) return ZG_NEAR_EDGE;
    if (zg_is_letter(s, p - 1)) return p == at ? ZG_NEAR_OTHER : word_before(s, p);
    if (zg_is_digit(s, p - 1)) return digit_before(s, p, i == 0 || spaced);
    enum zg_near near = listed_before(s, p, spaced);
    if (near != ZG_NEAR_UNKNOWN) return near;
    size_t connector = zg_words_before(s, p, connectors);
    if (s->text[p - 1] == ' ') {
      connector = 1;
      spaced = true;
    } else if (s->text[p - 1] == ':' && p > 1 && zg_is_digit(s, p - 2)) {
      return ZG_NEAR_OTHER;
    }
    if (connector == 0) break;
    p -= connector;
  }
  if ((unsigned char)s->text[p - 1] < 0x80) return mark_before(s, p);
  return zg_words_before(s, p, "×") > 0 ? ZG_NEAR_OTHER : ZG_NEAR_FINE;
}
