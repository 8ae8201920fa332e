/* why_words: the sentences of why, in the languages that owners read. {0}, {1} and so on stand for
 * what is filled in. */
#ifndef ZG_CLI_WHY_WORDS_H
#define ZG_CLI_WHY_WORDS_H

#include <stdbool.h>

#include "base/arena.h"

#define ZG_WHY_WORDS(X)                                                                            \
  /* what was decided, and when */                                                                 \
  X(EVENT, "事件 {0}（{1}，来源 {2}）：{3} 由店铺 {4} 判断，规则版本 {5}；同一编号只判断一次。",   \
    "Event {0} ({1}, from {2}): decided at {3} by the shop {4}, rules {5}; an id is decided "      \
    "once.")                                                                                       \
  X(SETTLED, "买家停顿之后（{0}），{1} 当作一轮一起判断：",                                        \
    "After the buyer's pause ({0}) {1} was judged as one turn:")                                   \
  X(WAITED, "等到 {0}，该来的没有来：", "At {0} what was waited for had not come:")                \
  X(TIMER, "定时 {0} 到点（{1}）：", "The timer {0} came due ({1}):")                              \
  X(OFF, "{0}，之后的事取消了：", "At {0} what was to follow was called off:")                     \
  X(LATE, "（晚了：到点时程序没有运行）", " (late: the program was not running then)")             \
  X(NOBODY, "没有规则听 {0} 这种事件。", "No rule listens to events of the type {0}.")             \
  X(OTHERS, "另有 {0} 条规则只听别的事件。", "{0} more rules listen to other events only.")        \
  X(FAR, "另有 {0} 条规则离触发更远（{1} 全部列出）。",                                            \
    "{0} more rules were further from running ({1} lists them).")                                  \
  X(RESTING, "规则包 {0} 关闭了：shop.lua 里写着 {0} = false。",                                   \
    "The pack {0} rests: shop.lua says {0} = false.")                                              \
  X(NOT_HERE, "没有规则「{0}」的记录：店铺 {1} 的这版规则里没有它，或者它不听 {2}。",              \
    "Nothing of a rule “{0}”: the shop {1} had none of that name, or it does not listen to {2}.")  \
  /* what became of a rule */                                                                      \
  X(RULE, "「{0}」", "“{0}”")                                                                      \
  X(RULE_LABELLED, "「{0}」（{1}）", "“{0}” ({1})")                                                \
  X(FIRED, "触发：规则{0}{1}。", "Ran: {0}, {1}.")                                                 \
  X(GIVES, "给出了 {0}", "and gave {0}")                                                           \
  X(GIVES_NOTHING, "执行了，但没有给出任何动作", "and gave no action")                             \
  X(SETS, "，定时 {0} 到 {1}", ", set the timer {0} for {1}")                                      \
  X(CANCELS, "，取消定时 {0}", ", cancelled the timer {0}")                                        \
  X(NO, "没有触发：规则{0}：{1}。", "Did not run: {0}: {1}.")                                      \
  X(NEAR, "没有触发：规则{0}，{2} 个条件过了 {1} 个，卡在：{3}。",                                 \
    "Did not run: {0} passed {1} of {2} conditions, then: {3}.")                                   \
  X(YIELDED, "让位：规则{0}的条件成立，但已由 {1} 来答。",                                         \
    "Gave way: {0} could have run, but {1} has the answer.")                                       \
  X(SETTLING, "等待：规则{0}要等买家停顿 {1}，到 {2} 再判断。",                                    \
    "Waits for the buyer to pause for {1}, and judges at {2}: {0}.")                               \
  X(WAITING, "等待：规则{0}等到 {1}；在那之前来了 {2} 就取消。",                                   \
    "Waits: {0} waits until {1}, and is called off by {2}.")                                       \
  X(WITHHELD, "搁置：规则{0}想对买家说话，但从 {1} 起由人工接待，{2}。",                           \
    "Withheld: {0} had something to say, but a person has looked after this since {1}, {2}.")      \
  X(UNTIL, "到 {0} 人工还没再说话就交还给规则", "until {0} unless they say more")                  \
  X(UNTIL_GIVEN, "直到平台交还", "until it is given back")                                         \
  X(QUARANTINED, "暂停：规则{0}连续出错 20 次，已跳过；改好保存后恢复。",                          \
    "Skipped: {0} failed 20 times in a row; mended and saved, it runs again.")                     \
  X(FAILED, "出错：规则{0}整次作废：{1}。", "Failed: {0} was undone whole: {1}.")                  \
  X(LIMIT, "超限：规则{0}用得太多，整次作废：{1}。",                                               \
    "Too much: {0} used more than its share and was undone whole: {1}.")                           \
  X(REFUSED, "被拦下：规则{0}整次作废，什么也没有发：{1}。",                                       \
    "Refused: {0} was undone whole, nothing of it was sent: {1}.")                                 \
  /* guards */                                                                                     \
  X(FLOOR, "{0} 的价 {1} 低于底价 {2}", "{0}: the price {1} is under the floor of {2}")            \
  X(NO_FLOOR, "{0} 的价 {1} 低于标价 {2}，而价目表里没有底价",                                     \
    "{0}: the price {1} is under the list price of {2}, and the sheet has no floor")               \
  X(ABOVE_LIST, "{0} 的价 {1} 高于标价 {2}", "{0}: the price {1} is above the list price of {2}")  \
  X(CUT, "{0} 的价 {1} 低于 {2}，超过最大让价（limits.largest_cut）",                              \
    "{0}: the price {1} is under {2}, the largest cut allowed (limits.largest_cut)")               \
  X(RISE, "{0} 的价 {1} 高于先前报过的 {2}", "{0}: the price {1} is above {2}, offered before")    \
  X(MESSAGES, "这是一小时里给这位买家的第 {0} 条消息，最多 {1} 条（limits.messages_per_hour）",    \
    "it would be message {0} to this buyer in an hour, and {1} are allowed "                       \
    "(limits.messages_per_hour)")                                                                  \
  X(QUIET, "勿扰时段：{0} 推迟到 {1} 再发。", "Quiet hours: {0} waits until {1}.")                 \
  X(DROPPED, "勿扰时段：{0} 不发了（quiet_drop）。", "Quiet hours: {0} was dropped (quiet_drop).") \
  X(GUARD, "守卫「{0}」不许 {1}：{2}", "the guard “{0}” refused {1}: {2}")                         \
  /* why a rule did not run */                                                                     \
  X(UNSCOPED, "它按 {0} 记事，而这个事件没有说是哪个 {0}（缺 {1}）",                               \
    "it keeps to one {0}, and this event does not say which (there is no {1})")                    \
  X(CALLED_OFF, "等的时候来了 {0}（事件 {1}），不必再等",                                          \
    "while it waited {0} came (event {1}), so it was called off")                                  \
  X(CAME_BEFORE, "{0} 已经先来过，不必再等",                                                       \
    "{0} had come before, so there was nothing to wait for")                                       \
  X(CANCELLED, "定时被 {0} 取消了（事件 {1}）", "its timer was cancelled by {0} (event {1})")      \
  X(MUST, "要求 {0} {1}，{2}", "{0} must {1}, {2}")                                                \
  X(MUST_NOT, "{0} 不能{1}，{2}", "{0} must not {1}, {2}")                                         \
  X(LABELLED, "“{0}”（{1}）", "“{0}” ({1})")                                                       \
  X(NOT_ANY, "下面一条也不成立：{0}", "none of these held: {0}")                                   \
  X(TOGETHER, "不能同时成立的都成立了：{0}", "these must not hold together, and did: {0}")         \
  X(NEXT, "；", "; ")                                                                              \
  X(MORE, "……", "…")                                                                               \
  X(OR, "，或", ", or ")                                                                           \
  X(AND, "", ", ")                                                                                 \
  /* what was seen */                                                                              \
  X(SAW, "看到的是 {0}", "and it was {0}")                                                         \
  X(SAW_NOTHING, "而事件或记录里没有它", "and there is none")                                      \
  X(SAID, "而买家说的是 {0}", "and the buyer said {0}")                                            \
  X(SETTING, "设置 {0}（shop.lua 的 packs.{1}）", "the setting {0} (packs.{1} in shop.lua)")       \
  X(FACT, "{0}（各规则包共用的记录）", "{0} (a record that all packs share)")                      \
  X(STATE, "{0}（规则包自己的记录）", "{0} (the pack's own record)")                               \
  X(TEXT, "“{0}”", "“{0}”")                                                                        \
  /* operators */                                                                                  \
  X(IS, "是 {0}", "be {0}")                                                                        \
  X(IS_NOT, "不是 {0}", "be other than {0}")                                                       \
  X(IN, "是 {0} 之一", "be one of {0}")                                                            \
  X(SAYS, "说到 {0}", "say {0}")                                                                   \
  X(MATCHES, "合乎 {0}", "match {0}")                                                              \
  X(LESS, "小于 {0}", "be less than {0}")                                                          \
  X(AT_MOST, "不超过 {0}", "be at most {0}")                                                       \
  X(MORE_THAN, "大于 {0}", "be more than {0}")                                                     \
  X(AT_LEAST, "至少 {0}", "be at least {0}")                                                       \
  X(BETWEEN, "在 {0} 之间", "be between {0}")                                                      \
  X(PRESENT, "有值", "be there")                                                                   \
  X(ABSENT, "没有值", "be absent")                                                                 \
  X(OLDER_THAN, "早于 {0} 之前", "be older than {0}")                                              \
  /* all conditions of one rule */                                                                 \
  X(LEAF, "{0} {1}，{2}", "{0} must {1}, {2}")                                                     \
  X(ALL_OF, "每一条：", "all of:")                                                                 \
  X(ANY_OF, "任一条：", "any of:")                                                                 \
  X(NONE_OF, "一条也不许：", "none of:")                                                           \
  X(NO_TREE, "（没有留下它的条件：还没轮到判断，或者太多）",                                       \
    "(its conditions were not kept: they were not asked yet, or there are too many)")              \
  /* what was never decided */                                                                     \
  X(DEAD, "事件 {0} 没有判断：它被拒收了（{1}）：{2}。",                                           \
    "Event {0} was not decided: it was refused ({1}): {2}.")                                       \
  X(DEAD_LETTERS, "它在死信里：zhanggui ctl dead list。",                                          \
    " It is among the dead letters: zhanggui ctl dead list.")                                      \
  X(DEAD_AGAIN, "同一编号的另一份被拒收了（{0}）：{1}。",                                          \
    "Another of the same id was refused ({0}): {1}.")

enum zg_why_word {
#define ZG_WHY_SYMBOL(symbol, zh, en) ZG_WHY_##symbol,
  ZG_WHY_WORDS(ZG_WHY_SYMBOL)
#undef ZG_WHY_SYMBOL
};

/* The sentence with its places filled in, in `arena`; the texts that follow end with NULL. */
const char *zg_why_words(struct zg_arena *arena, bool chinese, enum zg_why_word word, ...)
    __attribute__((sentinel));

/* The word of an operator of conditions, "says"; ZG_WHY_IS for one that is not known. */
enum zg_why_word zg_why_operator(const char *operator_word);

#endif
