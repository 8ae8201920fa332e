-- Haggling in stages: a reason first, then cuts that shrink, a gift before the last of them, and a
-- kind last word. Nothing goes under the floor of the sheet; without a floor nothing is cut at all.
--
-- A turn of the buyer is tried against the rules of the trade in their order (part trade); the first
-- that has an answer gives it. A cut is thought over first: the timer "concede" brings it.
--
-- Here stand the settings, the columns, and the rules. In parts: hears finds what a text says, goods
-- knows the product and what is remembered, ladder the next price, postage who pays it.

pack {
  name = "bargain", version = "1.0.0", api = 1,
  about = "Haggles: a reason first, then small cuts that shrink, a gift, and a kind last word",
}

settings {
  steps = { type = "list", of = "share", default = { "3%", "2%", "1%" },
    about = { en = "the cuts, in shares of the list price; each is made smaller than the last",
              zh = "每一步让标价的百分之几；后一步总比前一步小" } },
  persistent_after = { type = "integer", default = 5, min = 2,
    about = { en = "from so many asks on, a buyer gets the tiny cuts of persistent_steps",
              zh = "问到第几次算“很能讲价”，改用 persistent_steps" } },
  persistent_steps = { type = "list", of = "share", default = { "0.8%", "0.5%", "0.3%" },
    about = { en = "the tiny cuts for a buyer who keeps on asking; { } for none",
              zh = "对很能讲价的买家，每次让多少；{ } 就是不让" } },
  tagged_steps = { type = "list", of = "share", default = { "1%", "0.5%" },
    about = { en = "the cuts for goods with a printed price (column tagged)",
              zh = "有印好标价的商品（tagged 栏），让得更少" } },
  gift_before_last = { type = "boolean", default = true,
    about = { en = "offer a gift of the sheet before the last cut",
              zh = "最后一步之前先送礼物" } },
  free_postage = { type = "text", default = "unknown",
    choices = { "unknown", "always", "never", "from_round_2" },
    about = { en = "who asks for free postage: always has it, never, gets it from the second ask on " ..
                "when it is asked for; unknown: a person is asked",
              zh = "包邮吗：\"always\" 都包邮；\"never\" 不包；\"from_round_2\" 邮费另算，也算讲价一次，" ..
                "再问就给包邮（给一次，价格不动）；\"unknown\" 没说过，转给人" } },
  thinking_min = { type = "duration", default = "20s",
    about = { en = "shortest pause before a cut",
              zh = "让价之前最少想多久" } },
  thinking_max = { type = "duration", default = "40s",
    about = { en = "longest pause before a cut",
              zh = "让价之前最多想多久" } },
  start_anew_after = { type = "duration", default = "3d",
    about = { en = "after so long a silence an ask is a first ask again; the price offered stays",
              zh = "隔这么久再来问，算头一回；报过的价不会涨回去" } },
}

tables {
  products = {
    name = { type = "text?",
      about = { en = "what the product is called", zh = "商品叫什么" } },
    list_price = { type = "money",
      about = { en = "the price it is sold at", zh = "标价" } },
    floor_price = { type = "money?",
      about = { en = "the lowest price; empty: the price is firm",
                zh = "底价，空着就不让" } },
    currency = { type = "currency?",
      about = { en = "of the prices; empty: the shop's", zh = "价格的货币；空着就是店铺的" } },
    gifts = { type = "text?",
      about = { en = "what may be given along, with | between", zh = "礼物，用 | 隔开" } },
    gifts_en = { type = "text?",
      about = { en = "what they are called in English, as many and in the same order",
                zh = "礼物的英文名，顺序、个数和 gifts 一样" } },
    fact = { type = "text?",
      about = { en = "one true sentence that speaks for the price", zh = "一句卖点" } },
    unit = { type = "text?",
      about = { en = "what it makes, like \"brew\"", zh = "一份是什么，比如“泡”" } },
    units = { type = "text?",
      about = { en = "how many of them", zh = "有多少份" } },
    lasts_days = { type = "text?",
      about = { en = "how many days it lasts", zh = "能用多少天" } },
    compare = { type = "text?",
      about = { en = "an everyday expense, or the sku of another product",
                zh = "日常的一笔花销，或者表里另一个商品的 sku" } },
    tagged = { type = "text?",
      about = { en = "anything here: the price is printed on the goods",
                zh = "有印好的标价就填 yes" } },
  },
}

local hears, goods, ladder, postage = part "hears", part "goods", part "ladder", part "postage"
local answer = part("trade").answer
local find_goods, standing_price = goods.find_goods, goods.standing_price
local may_sell_at, end_if_ordered, publish = goods.may_sell_at, goods.end_if_ordered, goods.publish
local known_postage, answer_postage = postage.known_postage, postage.answer_postage

-- Nothing says what it costs: ask which one is meant, or say that we cannot change it.
local function answer_unknown(ctx, sku)
  return { say(sku == nil and ctx.tables.products and "which_item" or "fixed_price") }
end

-- ---- What buyers say

-- What a buyer's message says or looks like, and what people call that.
local function says_one(phrases, en, zh)
  return { "message.text", "says", phrases, label = { en = en, zh = zh } }
end

local function looks_like(pattern, en, zh)
  return { "message.text", "matches", pattern, label = { en = en, zh = zh } }
end

-- No haggling while a complaint is open, and none with somebody who wants nothing.
local complains = { en = "complains", zh = "有投诉" }
local not_interested = { en = "wants nothing", zh = "说过不要了" }
local calm = {
  any { { "facts.conversation.complaint", "absent", label = complains },
        { "facts.conversation.complaint", "is", false, label = complains } },
  any { { "facts.conversation.not_interested", "absent", label = not_interested },
        { "facts.conversation.not_interested", "is", false, label = not_interested } },
}

rule "haggles" {
  on = "message.received",
  label = { en = "Asks for a lower price, or names one", zh = "讲价，或者出价" },
  when = {
    any {
      says_one(text.asks_for_less, "asks for a lower price", "问能不能便宜"),
      all { any { says_one(text.asks_for_a_discount, "asks for a discount", "问折扣"),
                  looks_like(hears.discount, "names a discount", "说了折扣") },
            none { says_one(text.promotions, "about a promotion", "问的是活动") } },
      says_one(text.walks_away, "threatens to leave", "说不便宜就不买"),
      all { says_one(text.bids, "makes a bid", "出价"),
            looks_like(hears.number, "names a number", "说了数字"),
            none { says_one(text.other_money, "about other money", "说的是别的钱") } },
      all { { "state.conversation.open", "is", true,
              label = { en = "a bargain is open", zh = "正在讲价" } },
            any { says_one(text.presses, "presses on", "接着讲"),
                  says_one(text.takes_the_price, "takes the price", "接受价格"),
                  says_one(text.asks_for_a_gift, "asks for a gift", "要赠品"),
                  says_one(text.yes, "says yes", "说好"),
                  looks_like(hears.bare_number, "answers with a number", "用数字回答"),
                  looks_like(hears.and_for, "asks for another price", "问另一个价") } },
    },
    none { says_one(text.after_purchase, "about something bought", "说的是已经买的") },
    all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 50,
  run = function(event, ctx)
    local c, message = ctx.state.conversation, normal(event.message.text)
    local sku = event.item and event.item.sku or c.sku
    local good = find_goods(ctx, sku)
    local asking = says(message, text.asks_for_less) or
      says(message, text.asks_for_a_discount) and not says(message, text.promotions)
    local turn = { threat = says(message, text.walks_away), message = message,
                   gift = c.open and says(message, text.asks_for_a_gift) and
                     not says(message, text.promotions) }
    local pressing = asking or turn.threat or turn.gift or says(message, text.presses)
    if not good then return pressing and answer_unknown(ctx, sku) or nil end
    local b = c.items and c.items[sku] or {}
    local bid, for_several = hears.named_price(event.message.text, message, asking, good,
                                               standing_price(good, b))
    turn.bid, pressing = bid, pressing or c.open and for_several
    turn.takes = not pressing and not turn.bid and b.price and
      (says(message, text.takes_the_price) or b.asked and hears.is_yes(message))
    if not (pressing or turn.bid or turn.takes) then return nil end
    local actions = answer(ctx, event, good, turn)
    local free = says(message, text.asks_for_free_postage) and known_postage()
    if actions and free then table.insert(actions, 1, free) end
    return actions
  end,
}

rule "asks about postage" {
  on = "message.received",
  label = { en = "Asks whether postage is free", zh = "问包不包邮" },
  when = {
    says_one(text.asks_for_free_postage, "asks for free postage", "问包邮"),
    none { says_one(text.promotions, "about a promotion", "问的是活动"),
           says_one(text.after_purchase, "about something bought", "说的是已经买的") },
    all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 49,
  run = function(event, ctx)
    local sku = event.item and event.item.sku or ctx.state.conversation.sku
    return answer_postage(ctx, event, find_goods(ctx, sku))
  end,
}

rule "offers a price" {
  on = "offer.received",
  label = { en = "Names a price by the platform's button", zh = "用平台的按钮出价" },
  when = { { "item.sku", "present" }, { "offer.price", "present" }, all(calm) },
  claims = "reply",
  priority = 50,
  run = function(event, ctx)
    local good = find_goods(ctx, event.item.sku)
    if not good then return answer_unknown(ctx, event.item.sku) end
    local bid = hears.in_currency(event.offer.price, event.offer.currency or ctx.shop.currency)
    if not bid or bid:currency() ~= good.list:currency() then return nil end
    return answer(ctx, event, good, { bid = bid })
  end,
}

rule "a colleague answers" {
  on = "message.sent",
  when = { { "sender.role", "is", "agent" },
           { "event.echo", "is", false,
             label = { en = "not our own words", zh = "不是我们自己的话" } } },
  label = { en = "What a colleague said is what a yes is about", zh = "同事说过话，再说“好”就是答他的" },
  run = function(_, ctx)
    for _, b in pairs(ctx.state.conversation.items or {}) do b.asked = nil end
  end,
}

rule "concede" {
  on = "timer.concede",
  label = { en = "Has thought it over", zh = "想好了" },
  run = function(event, ctx)
    local facts, actions = ctx.facts.conversation, {}
    local quiet = facts.complaint or facts.not_interested
    for sku, b in pairs(ctx.state.conversation.items or {}) do
      local good, bid = b.thinking and find_goods(ctx, sku), b.bid
      end_if_ordered(ctx, event, sku, b)
      b.thinking, b.bid = nil, nil
      local open = good and may_sell_at(good, standing_price(good, b)) and good.bottom
      if open and not b.ended and not quiet then
        for _, action in ipairs(ladder.move(ctx, good, b, bid)) do table.insert(actions, action) end
        publish(ctx, good, b)
      end
    end
    return actions
  end,
}

-- The products of an order as a set; nil when it does not name them all.
local function skus_of(order)
  local skus = nil
  for i = 1, order and order.items and #order.items or 0 do
    local sku = order.items[i].sku
    if not sku then return nil end
    skus = skus or {}
    skus[sku] = true
  end
  return skus
end

rule "has ordered" {
  on = { "order.created", "order.paid" },
  label = { en = "The order ends the bargain", zh = "下单了，讲价就结束" },
  run = function(event, ctx)
    local order = { at = ctx.now, skus = skus_of(event.order) }
    if event.conversation and event.conversation.id then
      ctx.state.conversation.ordered, ctx.state.conversation.open = order, nil
      if ctx.facts.conversation.bargain then ctx.facts.conversation.bargain.open = false end
    elseif event.buyer and event.buyer.id then
      ctx.state.buyer.ordered = order
    end
  end,
}

rule "has left" {
  on = "conversation.closed",
  label = { en = "The end of the conversation ends the bargain", zh = "会话结束，讲价也结束" },
  run = function(_, ctx)
    local c = ctx.state.conversation
    for _, b in pairs(c.items or {}) do b.closed, b.thinking, b.bid = true, nil, nil end
    c.open = nil
    ctx.cancel("concede")
  end,
}
