#include "cli/chat/language.h"

#include "cli/wording.h"

/* tests/outside/test_chat.py holds the blanks of each pair against each other, and looks for each
 * sentence that is said. */
static const struct zg_wording sentences[] = {
    /* what the shop does */
    {{"offers %s for %s%s%s", "报价 %s（%s%s%s）"}},
    {{", which lists at %s", "，标价 %s"}},
    {{"; that is the last price", "，最后一次让价"}},
    {{"accepts %s for %s", "接受 %s（%s）"}},
    {{"declines %s for %s", "不接受 %s（%s）"}},
    {{"gives %s with %s", "送 %s（%s）"}},
    {{"sends it by %s for %s", "发 %s，运费 %s"}},
    {{"alerts you: %s (%s)%s%s%s", "提醒您：%s（%s）%s%s%s"}},
    {{", order %s", "，订单 %s"}},
    {{"takes the alert back: %s%s", "撤回提醒：%s%s"}},
    {{"hands over to you: %s", "转给您：%s"}},
    {{": ", "："}},
    {{", ", "，"}},
    {{" or ", " 或 "}},
    /* what happens */
    {{"(%s later)", "（%s 后）"}},
    {{"(order %s: %s%s%s)", "（订单 %s：%s%s%s）"}},
    {{"(nothing happens)", "（没有动静）"}},
    {{"(nothing happens; /timers shows what is to come)",
      "（暂时没有动静；/timers 列出还没到时间的事）"}},
    {{"(this event was decided before)", "（这个事件已经判断过了）"}},
    /* what is to come, and what is remembered */
    {{"it is %s", "现在是 %s"}},
    {{"nothing is to come by itself", "没有等着要做的事"}},
    {{"in %-9s %s  %s%s", "再过 %-9s %s  %s%s"}},
    {{"the buyer has paused, and is answered", "买家停顿够了，该回答了"}},
    {{"%s: \"%s\", unless it is called off", "%s：“%s”，除非取消"}},
    {{"the quiet hours are over, and a message goes out", "勿扰时段过了，消息发出"}},
    {{"the packs remember nothing", "规则包什么也没有记"}},
    {{"the packs have told each other nothing", "规则包没有互相告诉过什么"}},
    {{"nothing has happened yet", "还没有发生什么"}},
    /* saving */
    {{"there is no pack %s%s", "没有规则包 %s%s"}},
    {{"no pack has done anything; /save PACK/%s says whose story it is",
      "没有规则包做过事；/save PACK/%s 指明是谁的用例"}},
    {{"the shipped packs are no place for your stories; name a file, like /save %s.lua, or chat "
      "with a shop",
      "自带的规则包里不放您的用例；请写一个文件，如 /save %s.lua，或者带着店铺聊"}},
    {{"/save needs a name, like /save asks-twice, or a file, like /save asks-twice.lua",
      "/save 后面要有名字，如 /save asks-twice，或者文件，如 /save asks-twice.lua"}},
    {{"a story of a shop is played with the shipped packs; chat without --rules to save one",
      "店铺的用例用自带的规则包重放；要保存，请不带 --rules 来聊"}},
    {{"the conversation is too long for a story: %zu bytes, of %d",
      "对话太长，做不成用例：%zu 字节，最多 %d"}},
    {{"saved, but %s", "保存了，但是 %s"}},
    {{"saved, but it does not pass: %s:%d: %s", "保存了，但是通不过：%s:%d: %s"}},
    {{"saved as %s", "已保存为 %s"}},
    {{"saved as %s; `zhanggui test %s` plays it", "已保存为 %s；用 `zhanggui test %s` 重放"}},
    {{"Played anew, the shop does not do the same as here: the story tells what it does then.",
      "重放时店铺做的和这里不一样：用例记的是重放时做的。"}},
    /* commands */
    {{"there is no command /%s%s", "没有命令 /%s%s"}},
    {{"/wait needs a time, like /wait 40s or /wait 2d",
      "/wait 后面要有时间，如 /wait 40s 或 /wait 2d"}},
    {{"/offer needs a price in %s, like /offer 175", "/offer 后面要有价钱（%s），如 /offer 175"}},
    {{"/agent needs what your colleague writes", "/agent 后面要有同事写的话"}},
    {{"/event needs an event as JSON: %s", "/event 后面要有 JSON 写的事件：%s"}},
    {{"/event needs an event with a type, and data that are an object, like /event "
      "{\"type\":\"conversation.closed\",\"data\":{}}",
      "/event 后面的事件要有 type，data 要是对象，如 /event "
      "{\"type\":\"conversation.closed\",\"data\":{}}"}},
    {{"about no product: the shop has no sheet of them", "没有说哪件商品：店铺没有价目表"}},
    {{"about %s%s%s, %s", "说的是 %s%s%s，%s"}},
    {{"the sheet of products has no \"%s\"%s", "价目表里没有 \"%s\"%s"}},
    {{"/as: an id is one word of at most %d bytes", "/as：编号是一个词，最多 %d 字节"}},
    {{"you are the buyer %s%s%s, in the conversation %s", "您是买家 %s%s%s，对话 %s"}},
    {{"/order needs one of %s", "/order 后面要有其中一个：%s"}},
    {{"an order is %s, and not \"%s\"%s", "订单的状态是 %s，不是 \"%s\"%s"}},
    {{"(the shop goes on as it was)", "（店铺照旧）"}},
    {{"(loaded anew; what was remembered goes on)", "（已重新载入，记下的事照旧）"}},
    {{"(nothing has changed)", "（没有改动）"}},
    /* the line, and the beginning */
    {{"the line has more than %d bytes", "这一行超过了 %d 字节"}},
    {{"the line is not UTF-8", "这一行不是 UTF-8"}},
    {{"stopped after %d timers; some rule sets itself off for ever",
      "到了 %d 个定时就停下了；有规则没完没了地叫醒自己"}},
    {{"%s, %zu packs, %s. You are the buyer%s%s. /help lists the commands, Ctrl-D ends.",
      "%s，%zu 个规则包，%s。您是买家%s%s。/help 列出命令，Ctrl-D 结束。"}},
    {{" and ask about ", "，问的是 "}},
};

const char *zg_chat_sentence(const struct zg_chat *chat, const char *english) {
  enum zg_tongue tongue = zg_tongue_of(zg_stage_shop(&chat->stage)->language);
  const struct zg_wording *found =
      zg_wording_find(sentences, sizeof sentences / sizeof sentences[0], english);
  return found != NULL ? found->in[tongue] : english;
}
