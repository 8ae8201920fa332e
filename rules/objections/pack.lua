-- Answers what buyers hold against buying: seven objections, each with several methods, and the
-- question what promotion runs. A method is used only when its fact stands in the sheet or the settings, and only once in a conversation.
--
-- Each objection is a list of methods (part methods); the first of them that is not used up and
-- whose blanks can be filled from what is known is said. "Can it be cheaper" is bargain's.

pack {
  name = "objections", version = "1.0.0", api = 1,
  about = "Answers seven objections, each once and only with what the sheet says; then lets go",
}

settings {
  services = { type = "list", of = "text", default = {},
    about = { en = "what every order includes, as { \"七天无理由退货\", \"破损包赔\" }; the column services adds to it",
              zh = "每一单都包含的服务，比如 { \"七天无理由退货\", \"运输破损包赔\" }" } },
  promotion = { type = "text", default = "",
    about = { en = "a promotion that really runs in the whole shop; the column promotion goes before it",
              zh = "全店正在做的活动，照实写" } },
  promotion_ends = { type = "text", default = "",
    about = { en = "its last day, \"2026-11-30\", or when it ends, \"2026-11-30 20:00\"; without it the promotion is not spoken of",
              zh = "最后一天 \"2026-11-30\"，或截止的时刻 \"2026-11-30 20:00\"；没写、过了，都不会说。只写日期就到那一天结束" } },
  no_promotion = { type = "text", default = "ask", choices = { "ask", "say" },
    about = { en = "asked about a promotion when none is known: \"ask\" a person, or \"say\" that there is none",
              zh = "买家问活动、问券，而这里没有写着正在做的活动时：\"ask\" 转给人；\"say\" 直说没有" } },
  gentle_try = { type = "boolean", default = true,
    about = { en = "when a buyer says no, one kind word with a fact of the sheet; false: just a goodbye",
              zh = "买家说不要时，带一句实话；false 就只道谢" } },
  after_an_order = { type = "duration", default = "7d",
    about = { en = "after an order it stays quiet so long in that conversation",
              zh = "下单以后，这次会话里安静多久" } },
  sold_from = { type = "integer", default = 10, min = 1,
    about = { en = "from so many sold on, the number is worth mentioning",
              zh = "卖出多少件起才提" } },
  rating_from = { type = "number", default = 4.5, min = 1, max = 5,
    about = { en = "from so good a rating on, it is worth mentioning",
              zh = "多少分起才提" } },
}

tables {
  products = {
    name = { type = "text?",
      about = { en = "what the product is called", zh = "商品叫什么" } },
    list_price = { type = "money",
      about = { en = "the price it is sold at", zh = "标价" } },
    currency = { type = "currency?",
      about = { en = "of the prices; empty: the shop's", zh = "价格的货币；空着就是店铺的" } },
    fact = { type = "text?",
      about = { en = "one true sentence that speaks for it", zh = "一句卖点" } },
    unit = { type = "text?",
      about = { en = "what it is used for, like \"brew\"", zh = "一份是什么，比如“泡”" } },
    units = { type = "text?",
      about = { en = "how many of them", zh = "一份能用多少次" } },
    lasts_days = { type = "text?",
      about = { en = "how many days it lasts, of what is used up",
                zh = "能用多少天（消耗品）" } },
    years_of_use = { type = "text?",
      about = { en = "how many years it is used; goes before lasts_days",
                zh = "能用多少年（器具）；写了就用它，不用 lasts_days" } },
    pieces = { type = "text?",
      about = { en = "what it consists of, two things or more, with | between",
                zh = "由哪几样组成，用 | 隔开，至少两样" } },
    compare_to = { type = "text?",
      about = { en = "the sku of like goods", zh = "店里同类商品的 sku" } },
    smaller = { type = "text?",
      about = { en = "the sku of a smaller or simpler one that costs less",
                zh = "更小、更简单、更省的一款的 sku，要比这款便宜" } },
    origin = { type = "text?",
      about = { en = "where it comes from", zh = "产地" } },
    not_saved_on = { type = "text?",
      about = { en = "what a lower price would have to save on",
                zh = "再便宜就得省掉的那一样" } },
    rating = { type = "text?",
      about = { en = "as it really is, of 5", zh = "现在的评分，5 分制" } },
    sold_count = { type = "text?",
      about = { en = "how many were really sold", zh = "真实卖出的件数" } },
    warranty = { type = "text?",
      about = { en = "what stands behind it", zh = "保障" } },
    services = { type = "text?",
      about = { en = "what this product includes, with | between",
                zh = "这款包含的服务，用 | 隔开" } },
    promotion = { type = "text?",
      about = { en = "what is on for it", zh = "这款正在做的活动" } },
    promotion_ends = { type = "text?",
      about = { en = "the last day of it; without it, it is not spoken of",
                zh = "活动的最后一天；没写就不会说" } },
  },
}

local talk = part "talk"
local answer, answer_promotion, let_go = talk.answer, talk.answer_promotion, talk.let_go

-- ---- What buyers say

local function not_set(path, en, zh)
  local label = { en = en, zh = zh }
  return any { { path, "absent", label = label }, { path, "is", false, label = label } }
end

-- One of the phrases or patterns of that name.
local function hears(name, en, zh)
  local label = { en = en, zh = zh }
  local ways = { { "message.text", "says", text[name], label = label } }
  for _, pattern in ipairs(text[name .. "_patterns"]) do
    table.insert(ways, { "message.text", "matches", pattern, label = label })
  end
  return any(ways)
end

local function says_no(name, en, zh)
  return none { { "message.text", "says", text[name], label = { en = en, zh = zh } } }
end

-- Nothing is sold to somebody who complains or talks about something bought.
local fitting = all {
  not_set("facts.conversation.complaint", "complains", "有投诉"),
  { "order.id", "absent", label = { en = "not about an order", zh = "说的不是订单" } },
  says_no("not_about_buying", "about something bought", "说的是已经买的"),
}

local still_open = not_set("facts.conversation.not_interested", "wants nothing", "说过不要了")

local bargaining = any { hears("cheaper", "asks for a lower price", "问能不能便宜"),
                         hears("threatens", "threatens to leave", "说不便宜就不买") }

local refuses = all { hears("no", "does not want it", "说不要"),
                      says_no("still_wants", "wants it yet", "其实还想要") }

-- ---- The rules

-- A refusal outweighs its reason, and a reason the wish to think: they are tried in this order.
-- Whatever bargain answers, it answers first.
local function objection(name, priority, en, zh, heard)
  rule(name:gsub("_", " ")) {
    on = "message.received",
    label = { en = en, zh = zh },
    when = { heard, none { bargaining }, still_open, fitting },
    settle = "3s", claims = "reply", priority = priority,
    run = function(event, ctx) return answer(event, ctx, name) end,
  }
end

rule "no" {
  on = "message.received",
  label = { en = "Does not want it", zh = "说不要了" },
  when = { refuses, none { bargaining }, fitting },
  settle = "3s", claims = "reply", priority = 40,
  run = let_go,
}

-- No objection, but it holds them back all the same; and no haggling.
rule "promotion" {
  on = "message.received",
  label = { en = "Asks about a promotion", zh = "问活动、问优惠券" },
  when = { hears("asks_what_is_on", "asks what is on", "问活动"),
           says_no("not_what_is_on", "about one's own voucher", "说的是自己的券"), fitting },
  settle = "3s", claims = "reply", priority = 41,
  run = answer_promotion,
}

objection("cheaper_elsewhere", 39, "Saw it cheaper elsewhere", "看到别家更便宜", all {
  hears("cheaper_elsewhere", "cheaper elsewhere", "说别家便宜"),
  says_no("not_elsewhere", "elsewhere in time", "比的是以前的价"),
})
objection("hard_times", 38, "Has no money to spare", "手头紧", all {
  hears("hard_times", "hard times", "说手头紧"),
  says_no("not_hard_times", "about a way to pay", "说的是怎么付款"),
})
objection("worth_it", 37, "Asks whether it is worth it", "问值不值",
  hears("worth_it", "is it worth it", "问值不值"))
objection("too_expensive", 36, "Finds it too expensive", "嫌贵", all {
  hears("too_expensive", "too expensive", "说贵"),
  says_no("not_expensive", "no word about this price", "说的不是这个价"),
})
objection("let_me_think", 35, "Wants to think about it", "想考虑一下", all {
  hears("let_me_think", "let me think", "说考虑一下"),
  says_no("not_thinking", "asks us to look", "请我们看看"),
})

-- In a shop that does not haggle the question, and the threat, are answered here.
local function never_haggles(ctx) return ctx.shop.packs ~= nil and ctx.shop.packs.bargain == false end

rule "cheaper" {
  on = "message.received",
  label = { en = "Asks for a lower price, where nobody haggles", zh = "店里不讲价，买家问能不能便宜" },
  when = { bargaining, still_open, fitting,
           says_no("promotions", "about a promotion", "问的是活动") },
  settle = "3s", claims = "reply", priority = 34,
  run = function(event, ctx)
    return never_haggles(ctx) and answer(event, ctx, "cheaper") or nil
  end,
}

local function forget_the_no(_, ctx)
  ctx.state.conversation.stopped, ctx.facts.conversation.not_interested = nil, nil
end

rule "is back" {
  on = "message.received",
  label = { en = "Asks for the goods again after a no", zh = "说过不要，又来问" },
  when = { { "state.conversation.stopped", "is", true }, none { refuses },
           any { bargaining, hears("is_back", "wants it after all", "还是想要") } },
  run = forget_the_no,
}

rule "names a price after all" {
  on = "offer.received",
  label = { en = "Names a price after a no", zh = "说过不要，又出价" },
  when = { { "state.conversation.stopped", "is", true } },
  priority = 60, -- before bargain looks
  run = forget_the_no,
}

rule "has ordered" {
  on = { "order.created", "order.paid" },
  label = { en = "Who has ordered needs no arguments", zh = "下了单就不用再劝" },
  when = { { "conversation.id", "present" } },
  run = function(event, ctx)
    ctx.state.conversation.ordered_at = ctx.now
    forget_the_no(event, ctx)
  end,
}

rule "has left" {
  on = "conversation.closed",
  label = { en = "The next conversation begins anew", zh = "下一次会话从头开始" },
  run = function(event, ctx)
    forget_the_no(event, ctx)
    ctx.state.conversation = nil
  end,
}
