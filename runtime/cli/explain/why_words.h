/* why_words: the sentences of why (cli/wording.h). */
#ifndef ZG_CLI_WHY_WORDS_H
#define ZG_CLI_WHY_WORDS_H

#include "cli/wording.h"

#define ZG_WHY_WORDS(X)                                                                            \
  /* what was decided, and when */                                                                 \
  X(EVENT,                                                                                         \
    "Event {0} ({1}, from {2}): decided at {3} by the shop {4}, rules {5}; an id is decided "      \
    "once.",                                                                                       \
    "事件 {0}（{1}，来源 {2}）：{3} 由店铺 {4} 判断，规则版本 {5}；同一编号只判断一次。")          \
  X(SETTLED, "After the buyer's pause ({0}) {1} was judged as one turn:",                          \
    "买家停顿之后（{0}），{1} 当作一轮一起判断：")                                                 \
  X(WAITED, "At {0} what was waited for had not come:", "等到 {0}，该来的没有来：")                \
  X(TIMER, "The timer {0} came due ({1}):", "定时 {0} 到点（{1}）：")                              \
  X(OFF, "At {0} what was to follow was called off:", "{0}，之后的事取消了：")                     \
  X(LATE, " (late: the program was not running then)", "（晚了：到点时程序没有运行）")             \
  X(NOBODY, "No rule listens to events of the type {0}.", "没有规则听 {0} 这种事件。")             \
  X(OTHERS, "{0} more rules listen to other events only.", "另有 {0} 条规则只听别的事件。")        \
  X(FAR, "{0} more rules were further from running ({1} lists them).",                             \
    "另有 {0} 条规则离触发更远（{1} 全部列出）。")                                                 \
  X(RESTING, "The pack {0} rests: shop.lua says {0} = false.",                                     \
    "规则包 {0} 关闭了：shop.lua 里写着 {0} = false。")                                            \
  X(NOT_HERE,                                                                                      \
    "Nothing of a rule “{0}”: the shop {1} had none of that name, or it does not listen to {2}.",  \
    "没有规则「{0}」的记录：店铺 {1} 的这版规则里没有它，或者它不听 {2}。")                        \
  /* what became of a rule */                                                                      \
  X(RULE, "“{0}”", "「{0}」")                                                                      \
  X(RULE_LABELLED, "“{0}” ({1})", "「{0}」（{1}）")                                                \
  X(FIRED, "Ran: {0}, {1}.", "触发：规则{0}{1}。")                                                 \
  X(GIVES, "and gave {0}", "给出了 {0}")                                                           \
  X(GIVES_NOTHING, "and gave no action", "执行了，但没有给出任何动作")                             \
  X(SETS, ", set the timer {0} for {1}", "，定时 {0} 到 {1}")                                      \
  X(CANCELS, ", cancelled the timer {0}", "，取消定时 {0}")                                        \
  X(NO, "Did not run: {0}: {1}.", "没有触发：规则{0}：{1}。")                                      \
  X(NEAR, "Did not run: {0} passed {1} of {2} conditions, then: {3}.",                             \
    "没有触发：规则{0}，{2} 个条件过了 {1} 个，卡在：{3}。")                                       \
  X(YIELDED, "Gave way: {0} could have run, but {1} has the answer.",                              \
    "让位：规则{0}的条件成立，但已由 {1} 来答。")                                                  \
  X(SETTLING, "Waits for the buyer to pause for {1}, and judges at {2}: {0}.",                     \
    "等待：规则{0}要等买家停顿 {1}，到 {2} 再判断。")                                              \
  X(WAITING, "Waits: {0} waits until {1}, and is called off by {2}.",                              \
    "等待：规则{0}等到 {1}；在那之前来了 {2} 就取消。")                                            \
  X(WITHHELD,                                                                                      \
    "Withheld: {0} had something to say, but a person has looked after this since {1}, {2}.",      \
    "搁置：规则{0}想对买家说话，但从 {1} 起由人工接待，{2}。")                                     \
  X(UNTIL, "until {0} unless they say more", "到 {0} 人工还没再说话就交还给规则")                  \
  X(UNTIL_GIVEN, "until it is given back", "直到平台交还")                                         \
  X(QUARANTINED, "Skipped: {0} failed 20 times in a row; mended and saved, it runs again.",        \
    "暂停：规则{0}连续出错 20 次，已跳过；改好保存后恢复。")                                       \
  X(FAILED, "Failed: {0} was undone whole: {1}.", "出错：规则{0}整次作废：{1}。")                  \
  X(LIMIT, "Too much: {0} used more than its share and was undone whole: {1}.",                    \
    "超限：规则{0}用得太多，整次作废：{1}。")                                                      \
  X(REFUSED, "Refused: {0} was undone whole, nothing of it was sent: {1}.",                        \
    "被拦下：规则{0}整次作废，什么也没有发：{1}。")                                                \
  /* guards */                                                                                     \
  X(FLOOR, "{0}: the price {1} is under the floor of {2}", "{0} 的价 {1} 低于底价 {2}")            \
  X(NO_FLOOR, "{0}: the price {1} is under the list price of {2}, and the sheet has no floor",     \
    "{0} 的价 {1} 低于标价 {2}，而价目表里没有底价")                                               \
  X(ABOVE_LIST, "{0}: the price {1} is above the list price of {2}", "{0} 的价 {1} 高于标价 {2}")  \
  X(CUT, "{0}: the price {1} is under {2}, the largest cut allowed (limits.largest_cut)",          \
    "{0} 的价 {1} 低于 {2}，超过最大让价（limits.largest_cut）")                                   \
  X(RISE, "{0}: the price {1} is above {2}, offered before", "{0} 的价 {1} 高于先前报过的 {2}")    \
  X(MESSAGES,                                                                                      \
    "it would be message {0} to this buyer in an hour, and {1} are allowed "                       \
    "(limits.messages_per_hour)",                                                                  \
    "这是一小时里给这位买家的第 {0} 条消息，最多 {1} 条（limits.messages_per_hour）")              \
  X(QUIET, "Quiet hours: {0} waits until {1}.", "勿扰时段：{0} 推迟到 {1} 再发。")                 \
  X(DROPPED, "Quiet hours: {0} was dropped (quiet_drop).", "勿扰时段：{0} 不发了（quiet_drop）。") \
  X(GUARD, "the guard “{0}” refused {1}: {2}", "守卫「{0}」不许 {1}：{2}")                         \
  /* why a rule did not run */                                                                     \
  X(UNSCOPED, "it keeps to one {0}, and this event does not say which (there is no {1})",          \
    "它按 {0} 记事，而这个事件没有说是哪个 {0}（缺 {1}）")                                         \
  X(CALLED_OFF, "while it waited {0} came (event {1}), so it was called off",                      \
    "等的时候来了 {0}（事件 {1}），不必再等")                                                      \
  X(CAME_BEFORE, "{0} had come before, so there was nothing to wait for",                          \
    "{0} 已经先来过，不必再等")                                                                    \
  X(CANCELLED, "its timer was cancelled by {0} (event {1})", "定时被 {0} 取消了（事件 {1}）")      \
  X(MUST, "{0} must {1}, {2}", "要求 {0} {1}，{2}")                                                \
  X(MUST_NOT, "{0} must not {1}, {2}", "{0} 不能{1}，{2}")                                         \
  X(LABELLED, "“{0}” ({1})", "“{0}”（{1}）")                                                       \
  X(NOT_ANY, "none of these held: {0}", "下面一条也不成立：{0}")                                   \
  X(TOGETHER, "these must not hold together, and did: {0}", "不能同时成立的都成立了：{0}")         \
  X(NEXT, "; ", "；")                                                                              \
  X(MORE, "…", "……")                                                                               \
  X(OR, ", or ", "，或")                                                                           \
  X(AND, ", ", "")                                                                                 \
  /* what was seen */                                                                              \
  X(SAW, "and it was {0}", "看到的是 {0}")                                                         \
  X(SAW_NOTHING, "and there is none", "而事件或记录里没有它")                                      \
  X(SAID, "and the buyer said {0}", "而买家说的是 {0}")                                            \
  X(SETTING, "the setting {0} (packs.{1} in shop.lua)", "设置 {0}（shop.lua 的 packs.{1}）")       \
  X(FACT, "{0} (a record that all packs share)", "{0}（各规则包共用的记录）")                      \
  X(STATE, "{0} (the pack's own record)", "{0}（规则包自己的记录）")                               \
  X(TEXT, "“{0}”", "“{0}”")                                                                        \
  /* operators */                                                                                  \
  X(IS, "be {0}", "是 {0}")                                                                        \
  X(IS_NOT, "be other than {0}", "不是 {0}")                                                       \
  X(IN, "be one of {0}", "是 {0} 之一")                                                            \
  X(SAYS, "say {0}", "说到 {0}")                                                                   \
  X(MATCHES, "match {0}", "合乎 {0}")                                                              \
  X(LESS, "be less than {0}", "小于 {0}")                                                          \
  X(AT_MOST, "be at most {0}", "不超过 {0}")                                                       \
  X(MORE_THAN, "be more than {0}", "大于 {0}")                                                     \
  X(AT_LEAST, "be at least {0}", "至少 {0}")                                                       \
  X(BETWEEN, "be between {0}", "在 {0} 之间")                                                      \
  X(PRESENT, "be there", "有值")                                                                   \
  X(ABSENT, "be absent", "没有值")                                                                 \
  X(OLDER_THAN, "be older than {0}", "早于 {0} 之前")                                              \
  /* all conditions of one rule */                                                                 \
  X(LEAF, "{0} must {1}, {2}", "{0} {1}，{2}")                                                     \
  X(ALL_OF, "all of:", "每一条：")                                                                 \
  X(ANY_OF, "any of:", "任一条：")                                                                 \
  X(NONE_OF, "none of:", "一条也不许：")                                                           \
  X(NO_TREE, "(its conditions were not kept: they were not asked yet, or there are too many)",     \
    "（没有留下它的条件：还没轮到判断，或者太多）")                                                \
  /* what was never decided */                                                                     \
  X(DEAD, "Event {0} was not decided: it was refused ({1}): {2}.",                                 \
    "事件 {0} 没有判断：它被拒收了（{1}）：{2}。")                                                 \
  X(DEAD_LETTERS, " It is among the dead letters: zhanggui ctl dead list.",                        \
    "它在死信里：zhanggui ctl dead list。")                                                        \
  X(DEAD_AGAIN, "Another of the same id was refused ({0}): {1}.",                                  \
    "同一编号的另一份被拒收了（{0}）：{1}。")

enum zg_why_word {
#define ZG_WHY_SYMBOL(symbol, english, chinese) ZG_WHY_##symbol,
  ZG_WHY_WORDS(ZG_WHY_SYMBOL)
#undef ZG_WHY_SYMBOL
};

/* A sentence, its places not filled in. */
const char *zg_why_word(enum zg_tongue tongue, enum zg_why_word word);

/* The word of an operator of conditions, "says"; ZG_WHY_IS for one that is not known. */
enum zg_why_word zg_why_operator(const char *operator_word);

#endif
