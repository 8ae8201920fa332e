/* report_words: what reports say (cli/wording.h). */
#ifndef ZG_CLI_REPORT_WORDS_H
#define ZG_CLI_REPORT_WORDS_H

#include "cli/wording.h"

#define ZG_REPORT_WORDS(X)                                                                         \
  X(TITLE, "What the rules did", "规则回放报告")                                                   \
  X(TITLE_AGAINST, "What other rules would have done", "两套规则的对照")                           \
  X(EVENTS, "events", "条事件")                                                                    \
  X(MORE_SHOPS, "and {0} more", "等 {0} 家店")                                                     \
  X(NOW, "now", "现行")                                                                            \
  X(AGAINST, "against", "对照")                                                                    \
  X(SAME, "No difference: all {0} outcomes are the same.", "没有差别：{0} 个结果全部相同。")       \
  X(DIFFER, "{0} of {1} outcomes differ.", "共 {1} 个结果，其中 {0} 个不同。")                     \
  X(GLANCE, "At a glance", "概览")                                                                 \
  X(CONVERSATIONS, "Conversations", "会话")                                                        \
  X(MESSAGES, "Messages", "消息")                                                                  \
  X(OFFERS, "Offers", "报价")                                                                      \
  X(ACCEPTED, "Prices agreed", "成交价")                                                           \
  X(DECLINED, "Declined", "婉拒")                                                                  \
  X(GIFTS, "Gifts", "赠品")                                                                        \
  X(HANDOFFS, "Hand-offs", "转人工")                                                               \
  X(ALERTS, "Alerts", "提醒")                                                                      \
  X(COURIERS, "Couriers chosen", "选择快递")                                                       \
  X(OTHER, "Other actions", "其他动作")                                                            \
  X(CONCEDED, "Conceded", "让利")                                                                  \
  X(MONEY, "Money", "金额")                                                                        \
  X(OFFERED_SUM, "sum of offers", "报价合计")                                                      \
  X(CONCEDED_SUM, "list price − offered price", "标价 − 报价")                                     \
  X(AGREED_SUM, "sum of prices agreed", "成交价合计")                                              \
  X(ENDS, "How conversations ended", "会话结果")                                                   \
  X(END_AGREED, "price agreed", "谈成")                                                            \
  X(END_OPEN, "our offer is open", "报价待定")                                                     \
  X(END_DECLINED, "declined", "婉拒")                                                              \
  X(END_HANDED, "handed to a person", "转人工")                                                    \
  X(END_ANSWERED, "answered", "已回答")                                                            \
  X(END_UNANSWERED, "not answered by rules", "规则未回答")                                         \
  X(ROUNDS, "Concession by round", "每轮让利")                                                     \
  X(ROUNDS_ABOUT, "below the list price, on average", "平均低于标价")                              \
  X(ROUND, "round {0}", "第 {0} 轮")                                                               \
  X(LAST_ROUND, "round {0} and later", "第 {0} 轮及以后")                                          \
  X(ALERTS_BY_DAY, "Alerts by day", "每日提醒")                                                    \
  X(ALERTS_BY_DAYS, "Alerts by {0} days", "每 {0} 日提醒")                                         \
  X(ALERTS_BY_KIND, "Alerts by kind", "提醒种类")                                                  \
  X(KIND, "kind", "种类")                                                                          \
  X(GAINED, "gained", "新增")                                                                      \
  X(LOST, "lost", "减少")                                                                          \
  X(RULES, "Rules", "规则")                                                                        \
  X(RULE, "rule", "规则")                                                                          \
  X(FIRED, "fired", "执行")                                                                        \
  X(YIELDED, "yielded", "让位")                                                                    \
  X(WITHHELD, "withheld", "搁置")                                                                  \
  X(FAILED, "failed", "失败")                                                                      \
  X(ACTIONS, "actions", "动作")                                                                    \
  X(STOPPED, "no longer fires", "不再执行")                                                        \
  X(BEGUN, "newly fires", "新执行")                                                                \
  X(RESULT, "other result", "结果不同")                                                            \
  X(OTHER_ACTIONS, "other actions", "动作不同")                                                    \
  X(MOVED, "other time", "时间不同")                                                               \
  X(ONLY_NOW, "only now", "仅现行")                                                                \
  X(ONLY_AGAINST, "only against", "仅对照")                                                        \
  X(RENAMED, "against: renamed to {0}", "对照中名为 {0}")                                          \
  X(EXAMPLES, "Examples", "举例")                                                                  \
  X(SAID, "buyer", "买家")                                                                         \
  X(NOTHING, "nothing", "无动作")                                                                  \
  X(NO_ALERTS, "No alerts.", "没有提醒。")                                                         \
  X(NO_OFFERS, "No offers.", "没有报价。")                                                         \
  X(ACT_OFFER, "offer", "报价")                                                                    \
  X(ACT_LIST, "list", "标价")                                                                      \
  X(ACT_ACCEPT, "accept", "接受")                                                                  \
  X(ACT_DECLINE, "decline", "婉拒")                                                                \
  X(ACT_GIFT, "gift", "赠品")                                                                      \
  X(ACT_HANDOFF, "hand-off", "转人工")                                                             \
  X(ACT_ALERT, "alert", "提醒")                                                                    \
  X(ACT_CLEAR, "alert cleared", "解除提醒")                                                        \
  X(ACT_COURIER, "courier", "快递")                                                                \
  X(FOOT, "Made by zhanggui replay. Times are the shop's.",                                        \
    "由 zhanggui replay 生成，时间为店铺当地时间。")

enum zg_word {
#define ZG_WORD_SYMBOL(symbol, english, chinese) ZG_WORD_##symbol,
  ZG_REPORT_WORDS(ZG_WORD_SYMBOL)
#undef ZG_WORD_SYMBOL
      ZG_WORD_COUNT,
};

/* A word or a sentence, its places not filled in. */
const char *zg_report_word(enum zg_tongue tongue, enum zg_word word);

#endif
