-- Haggling in stages: a reason first, then cuts that shrink, a gift before the last of them, and a
-- kind last word. Nothing goes under the floor of the sheet; without a floor nothing is cut at all.
--
-- A turn of the buyer is tried against the rules of the trade in their order (see `trade`); the
-- first that has an answer gives it. A cut is thought over first: the timer "concede" brings it.

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

-- ---- What a text says

local function first_word(message, words)
  for _, word in ipairs(words) do
    if message:sub(1, #word) == word then return word end
  end
end

-- Whether it is a yes and nothing else: "好的，谢谢" is, "好，包邮吗" is not.
local function is_yes(message)
  local yes = false
  while message ~= "" do
    local agrees = first_word(message, text.yes)
    local word = agrees or first_word(message, text.beside_a_yes)
    if not word then return false end
    yes, message = yes or agrees ~= nil, message:sub(#word + 1)
  end
  return yes
end

local function in_currency(amount, currency)
  local good, price = pcall(money, amount, currency)
  return good and price or nil
end

-- A number far from the price is none of a bargain.
local function is_likely(good, price, least)
  return price ~= nil and good.list:share(least) <= price
end

-- What the discount makes of the price that the buyer names ("八折" of the list price, "再减20" of
-- ours), the highest that is less than ours, or else any; nil: there is none.
local function discounted(written, message, good, standing)
  if says(message, text.promotions) then return nil end
  local low, high
  for _, found in ipairs(discounts(written)) do
    local off = found.off and in_currency(found.off:amount(), good.list:currency())
    local price = found.left and good.list:share(found.left, "down") or off and standing - off
    local likely = is_likely(good, price, "10%")
    if likely and price < standing and (not low or low < price) then low = price end
    if likely and standing <= price and price <= good.list then high = price end
  end
  return low or high
end

-- The price for one piece that the buyer names, or nil. Of several it is the highest that is less
-- than ours: the others are what it costs now, or elsewhere. A number far from the price is none,
-- nor is our own price in a complaint about it; a discount counts where no price is named. There is
-- none when several pieces are spoken of, since it may be their sum: then the second value is true.
local function named_price(written, message, asking, good, standing)
  local low, high
  local without = written
  for _, less in ipairs(text.less_by) do without = without:gsub(less .. " ?%d+", less) end
  for _, found in ipairs(prices(without)) do
    local price = in_currency(found.price:amount(), good.list:currency())
    local likely = is_likely(good, price, found.marked and "10%" or "30%")
    if likely and price < standing and (not low or low < price) then low = price end
    if likely and standing <= price and price <= good.list then high = price end
  end
  low = low or discounted(written, message, good, standing)
  if says(message, text.several) then return nil, low ~= nil end
  return low or not asking and high or nil, false
end

-- ---- The goods, and what is remembered of the bargain

-- A product of the sheet: its row, list price, and how low we may go (nil: not at all).
local function find_goods(ctx, sku)
  local row = sku and ctx.tables.products and ctx.tables.products[sku]
  if not row or not row.list_price then return nil end
  local good = { sku = sku, row = row, list = row.list_price, bottom = row.floor_price }
  local largest = ctx.shop.limits and ctx.shop.limits.largest_cut
  local lowest = largest and good.list - good.list:share(largest, "down")
  if good.bottom and lowest and good.bottom < lowest then good.bottom = lowest end
  if good.bottom and good.list <= good.bottom then good.bottom = nil end
  return good
end

local function standing_price(good, b)
  return b.price and b.price < good.list and b.price or good.list
end

local function may_sell_at(good, price)
  return good.list <= price or good.bottom ~= nil and good.bottom <= price
end

local function beyond_authority(ctx, good, price)
  local cut = ctx.shop.authority and ctx.shop.authority.cut
  return cut ~= nil and good.list:share(cut, "down") < good.list - price
end

-- Whether the buyer has ordered it since the last word about its price. An order that does not name
-- its conversation is remembered with the buyer.
local function end_if_ordered(ctx, event, sku, b)
  local buyer = event.buyer and event.buyer.id and ctx.state.buyer
  for _, memory in ipairs { ctx.state.conversation, buyer or nil } do
    local order = memory.ordered
    local since = order and (not b.at or b.at <= order.at)
    if since and (not order.skus or order.skus[sku]) then
      b.ended, b.at = b.ended or "ordered", order.at
    end
  end
end

local function recall(ctx, event, sku)
  local c = ctx.state.conversation
  c.items = c.items or {}
  local b = c.items[sku] or { asks = 0, step = 0, tiny = 0, round = 0 }
  c.items[sku], c.sku = b, sku
  end_if_ordered(ctx, event, sku, b)
  local stale = b.at and ctx.now - b.at > settings.start_anew_after
  if stale or b.closed then
    b.asks, b.closed, b.thinking, b.bid = 0, nil, nil, nil
    if stale or b.ended ~= "agreed" then b.ended, b.handed = nil, nil end
  end
  b.at = ctx.now
  return b
end

-- What other packs may know.
local function publish(ctx, good, b)
  local price = standing_price(good, b)
  ctx.facts.conversation.bargain = {
    sku = good.sku, price = price:amount(), currency = price:currency(), asks = b.asks,
    list_price = good.list:amount(), gift = b.gift, agreed = b.ended == "agreed",
    open = b.ended == nil,
  }
  ctx.state.conversation.open = b.ended == nil
end

-- ---- Saying a price, and why it is right

-- The language that the sheet is written in.
local function language_of(shop) return shop.language or "zh" end

-- The names of the gifts in the buyer's language, in the order of the sheet; nil: it has not all.
local function names_of_gifts(ctx, good)
  local gifts = good.row.gifts
  if ctx.language == language_of(ctx.shop) then return gifts end
  local names = good.row["gifts_" .. ctx.language]
  return names and #names == #gifts and names or nil
end

-- What fills the blanks for a gift: its name, or else `own_gift`, the name that the shop has for it.
local function name_gift(ctx, good, present)
  local names = present and names_of_gifts(ctx, good)
  for i, own in ipairs(present and good.row.gifts or {}) do
    if names and own == present then return { gift = names[i] } end
  end
  return { own_gift = present }
end

-- A text that names our price, marked so that the runtime looks at it, too.
local function quote(ctx, reply, good, price, present)
  local blanks = name_gift(ctx, good, present)
  blanks.price, blanks.item = price:shown(), good.row.name
  return say(reply, blanks, { offer = { sku = good.sku, price = price } })
end

local function count(cell)
  local number = cell and math.tointeger(tonumber(cell))
  return number and number > 1 and number or nil
end

-- The templates have their own full stops.
local function without_stop(sentence)
  local stop = sentence and (sentence:sub(-3) == "。" and 3 or sentence:sub(-1) == "." and 1 or 0)
  return sentence and sentence:sub(1, -1 - stop)
end

-- Only from what the sheet has: a sentence whose blank stays empty is never said.
local function justify(ctx, good, name)
  local row, units, days = good.row, count(good.row.units), count(good.row.lasts_days)
  local other = row.compare and ctx.tables.products[row.compare]
  local why = { fact = without_stop(row.fact) }
  if units and row.unit then
    why.per_use, why.unit = good.list:per(units, "up"):shown(), row.unit
  end
  if days then
    why.per_day = good.list:per(days, "up"):shown()
    if days < 730 then why.days = days else why.years = days // 365 end
  end
  if other and other.name and row.compare ~= good.sku then
    why.other, why.other_price = other.name, other.list_price:shown()
  end
  local known = why.fact or why.per_use or why.per_day or why.other
  why.compare = not other and row.compare or nil
  why.list_price, why.name = good.list:shown(), name
  return say(known and "justify" or "no_fact", why)
end

-- ---- The ladder

-- The steps for this buyer, under which name those taken are counted, and whether others follow.
local function ladder(good, b)
  if good.row.tagged then return settings.tagged_steps, "step", false end
  local tiny = settings.persistent_steps
  if #tiny > 0 and b.asks >= settings.persistent_after then return tiny, "tiny", false end
  return settings.steps, "step", #tiny > 0
end

-- 193.03 becomes 193: the roundest price near by that still cuts less than the last time.
local function neat(price, standing, cut, last_cut)
  local number = tonumber(price:amount())
  for _, form in ipairs { { "%.0f", 1 }, { "%.1f", 10 } } do
    local scaled = math.floor(number * form[2] + 0.5) / form[2]
    local round = money(form[1]:format(scaled), price:currency())
    local off = round < price and price - round or round - price
    local smaller = not last_cut or standing - round < last_cut
    if off * 4 <= cut and round < standing and smaller then return round end
  end
  return price
end

-- The next price down, whether it is the last ever, and how many are left; nil at the end.
local function next_rung(good, b)
  local steps, taken, more = ladder(good, b)
  local left, standing = #steps - b[taken], standing_price(good, b)
  if left <= 0 then return nil, false, 0 end
  local cut = good.list:share(steps[b[taken] + 1])
  if b.cut and b.cut <= cut then cut = b.cut:share("80%", "down") end
  local price = neat(standing - cut, standing, cut, b.cut)
  if price < good.bottom then price = good.bottom end
  if standing <= price then return nil, false, 0 end
  return price, price == good.bottom or left == 1 and not more, left
end

-- The gift that may be given, once: the one the buyer names, or else the first.
local function gift_left(ctx, good, b, message)
  if b.gift or not good.row.gifts then return nil end
  local names = names_of_gifts(ctx, good) or good.row.gifts
  for i, present in ipairs(good.row.gifts) do
    for _, name in ipairs { present, names[i] } do
      if message and says(message, name) then return present end
    end
  end
  return good.row.gifts[1]
end

-- What is due: to "meet" the buyer's bid, a "gift", a "cut", or to "hold". It is late in the ladder
-- when one step of it is left, or only the tiny ones.
local function next_move(ctx, good, b, bid, threat)
  local price, final, left = next_rung(good, b)
  local usual = not good.row.tagged and b.step + 1 >= #settings.steps
  local last = left <= 1 or final or usual
  if bid and (last or price <= bid) then return "meet", bid end
  local gift_due = threat or settings.gift_before_last and last
  if gift_due and gift_left(ctx, good, b) then return "gift" end
  if price then return "cut", price, final end
  return "hold"
end

-- ---- Answers

-- To the supervisor, once.
local function refer(ctx, good, b, price)
  local standing = standing_price(good, b)
  if b.handed and may_sell_at(good, standing) then
    return { quote(ctx, "beyond_us", good, standing) }
  end
  if b.handed then return { say("ask_supervisor") } end
  b.handed, b.asked = true, nil
  local reason = ("authority_exceeded: %s, %s"):format(good.sku, tostring(price))
  return { say("ask_supervisor"), handoff { reason = reason } }
end

local function close(ctx, good, b, price, reply)
  b.ended, b.price, b.thinking, b.bid = "agreed", price, nil, nil
  return { quote(ctx, reply, good, price), accept { sku = good.sku, price = price } }
end

local function give(ctx, good, b, message)
  b.gift, b.asked = gift_left(ctx, good, b, message), nil
  return { say("gift", name_gift(ctx, good, b.gift)), gift { sku = good.sku, gift = b.gift } }
end

local function cut(ctx, good, b, price, final)
  local _, taken = ladder(good, b)
  b[taken], b.round, b.asked = b[taken] + 1, b.round + 1, true
  b.cut, b.price, b.final = standing_price(good, b) - price, price, final or nil
  return { quote(ctx, final and "last_cut" or "concede", good, price),
           offer { sku = good.sku, price = price, list_price = good.list, round = b.round,
                   final = final } }
end

local function hold(ctx, good, b)
  local _, _, more = ladder(good, b)
  return { quote(ctx, (b.final or not more) and "no_further" or "hold", good,
                 standing_price(good, b)) }
end

-- A present costs no thought; a price does: the first time it is only thought over.
local function move(ctx, good, b, bid, threat, think)
  local what, price, final = next_move(ctx, good, b, bid, threat)
  if what == "gift" then return give(ctx, good, b) end
  if what == "hold" then return hold(ctx, good, b) end
  if beyond_authority(ctx, good, price) then return refer(ctx, good, b, price) end
  if think then return think() end
  if what == "meet" then return close(ctx, good, b, price, "meet") end
  return cut(ctx, good, b, price, final)
end

-- ---- The rules of the trade

local trade = {}

-- The floor was raised over a price that we named before: a human must say what holds.
function trade.is_overtaken(ctx, good, b)
  local price = standing_price(good, b)
  if not may_sell_at(good, price) then return refer(ctx, good, b, price) end
end

-- A word is a word: after the deal no price moves.
function trade.is_settled(ctx, good, b)
  if b.ended == "agreed" then return { quote(ctx, "agreed", good, standing_price(good, b)) } end
  if b.ended then return { say("ordered") } end
end

-- A price at or above ours closes the deal, at ours; so does taking ours.
function trade.closes(ctx, good, b, turn)
  local standing = standing_price(good, b)
  local at_ours = turn.bid and standing <= turn.bid
  if at_ours or turn.takes and b.price then return close(ctx, good, b, standing, "deal") end
end

-- Under the floor: a kind no, and once a gift.
function trade.declines(ctx, good, b, turn)
  if not turn.bid or good.bottom and good.bottom <= turn.bid then return nil end
  local present, standing = gift_left(ctx, good, b), standing_price(good, b)
  local no = decline { sku = good.sku, price = turn.bid }
  if not present then return { quote(ctx, "decline", good, standing), no } end
  b.gift, b.asked = present, nil
  return { quote(ctx, "decline_with_gift", good, standing, present), no,
           gift { sku = good.sku, gift = present } }
end

-- A small thing is given when it is asked for, once.
function trade.gives_when_asked(ctx, good, b, turn)
  if not turn.gift or turn.bid then return nil end
  if gift_left(ctx, good, b) then return give(ctx, good, b, turn.message) end
  return b.gift and { quote(ctx, "gift_stays", good, standing_price(good, b), b.gift) }
end

-- Never the last price first: the first ask gets a reason, and a first threat a gift.
function trade.gives_a_reason(ctx, good, b, turn)
  if b.asks > 1 then return nil end
  if turn.threat and gift_left(ctx, good, b) then return give(ctx, good, b) end
  return { justify(ctx, good, turn.name) }
end

-- Without a floor nobody has said how low it may go, so it stays where it is.
function trade.price_is_fixed(ctx, good, b, turn)
  if good.bottom then return nil end
  if turn.threat and gift_left(ctx, good, b) then return give(ctx, good, b) end
  return { say("fixed_price", { list_price = good.list:shown() }) }
end

-- One pause at a time; what the buyer says meanwhile counts when it is over.
function trade.is_thinking(ctx, _, b, turn)
  if not b.thinking or b.thinking < ctx.now then return nil end
  b.bid = turn.bid or b.bid
  return {}
end

-- Generous in small things, firm at the end, and a pause before all that costs money.
function trade.moves(ctx, good, b, turn)
  return move(ctx, good, b, turn.bid, turn.threat, function()
    local least = math.ceil(settings.thinking_min)
    local pause = ctx.random(least, math.max(least, math.ceil(settings.thinking_max)))
    b.bid, b.thinking, b.asked = turn.bid, ctx.now + pause, nil
    ctx.after(pause, "concede")
    return { say("thinking") }
  end)
end

local in_order = { trade.is_overtaken, trade.is_settled, trade.closes, trade.declines,
                   trade.gives_when_asked, trade.gives_a_reason, trade.price_is_fixed,
                   trade.is_thinking, trade.moves }

local function answer(ctx, event, good, turn)
  local b, actions = recall(ctx, event, good.sku), nil
  b.asks = b.asks + 1
  turn.name = event.buyer and event.buyer.name
  for _, rule_of_trade in ipairs(in_order) do
    actions = actions or rule_of_trade(ctx, good, b, turn)
  end
  publish(ctx, good, b)
  return actions
end

-- Whether postage is free, as the setting knows it; nil: it depends, or nobody has said it.
local function known_postage()
  if settings.free_postage == "always" then return say("postage_included") end
  return settings.free_postage == "never" and say("postage_extra") or nil
end

-- Free postage as the small thing that a buyer gets who asks again: it counts as an ask of the
-- bargain, and is given once, without a cut.
local function bargain_for_postage(ctx, event, good)
  local b, reply = recall(ctx, event, good.sku), nil
  b.asks = b.asks + 1
  if b.postage then
    reply = { say("postage_given") }
  elseif b.asks < 2 or b.ended then
    reply = { say("postage_extra") }
  else
    b.postage, b.asked = true, nil
    local name = language_of(ctx.shop) == "en" and "free postage" or "包邮"
    reply = { say("gives_postage"), gift { sku = good.sku, gift = name } }
  end
  publish(ctx, good, b)
  return reply
end

-- What nobody has told us is asked of a person, not guessed.
local function answer_postage(ctx, event, good)
  local known = known_postage()
  if known then return { known } end
  if settings.free_postage == "unknown" then
    return { say("ask_postage"), handoff { reason = note("reason_postage") } }
  end
  return good and bargain_for_postage(ctx, event, good) or { say("postage_extra") }
end

-- Nothing says what it costs: ask which one is meant, or say that we cannot change it.
local function answer_unknown(ctx, sku)
  return { say(sku == nil and ctx.tables.products and "which_item" or "fixed_price") }
end

-- ---- The rules

-- No haggling while a complaint is open, and none with somebody who wants nothing.
local complains = { en = "complains", zh = "有投诉" }
local not_interested = { en = "wants nothing", zh = "说过不要了" }
local calm = {
  any { { "facts.conversation.complaint", "absent", label = complains },
        { "facts.conversation.complaint", "is", false, label = complains } },
  any { { "facts.conversation.not_interested", "absent", label = not_interested },
        { "facts.conversation.not_interested", "is", false, label = not_interested } },
}

local number = "[0-9]|[一二两三四五六七八九][百千]|[二三四五六七八九]十|" ..
  "[十百千][一二三四五六七八九]|[a-z]ty\\b|hundred"
-- A line that is hardly more than a number, and no count of things and no question: "那180吧".
local bare_number = table.concat {
  [[(?m)^[^0-9\n双满]{0,6}]],
  [[(?:(?:[0-9]{1,3},[0-9]{3}|[0-9]{2,6})(?:\.[0-9]{1,2})?|[一二两三四五六七八九十百千]{2,6})]],
  [[(?! ?[0-9盒罐件个份套饼包斤克颗杯泡天号点年岁度码寸月%:-]| ?(?:ml|g|kg|cm|pcs)\b)]],
  [[[^0-9\n的有是吗呢]{0,8}$]],
}
-- "那66呢", "5百8不行的话6百呢".
local and_for = [[(?m)[0-9一二两三四五六七八九十百千.]{2,7}(?:块钱?|元)?呢(?:$|[,.?!~。 ])]]

-- A discount that is asked for, and is not only spoken of: "88折", "五折卖不卖", "减20块吧", "$20 off".
local discount = table.concat {
  [[[0-9一二三四五六七八九对半] ?折(?:$|[,.?!~。 行可能卖吧呗吗么嘛好成总怎我拿给呢])]],
  [[|半价(?:$|[,.?!~。 行可能卖吧呗吗么嘛好成怎我拿给呢])]],
  [[|(?:立减|减|便宜|优惠|降|让)(?:我|个|掉)?(?:[0-9]{1,4}|[一二两三四五六七八九]?[十百][一二三四五六七八九]?)]],
  [[(?:块钱?|元)?(?:$|[,.?!~。 行可能吧呗吗么嘛好成怎我拿呢])]],
  [[|\bhalf (?:price|off)|[0-9] ?(?:dollars|bucks|yuan|%|percent)? ?off\b]],
}

rule "haggles" {
  on = "message.received",
  label = { en = "Asks for a lower price, or names one", zh = "讲价，或者出价" },
  when = {
    any {
      { "message.text", "says", text.asks_for_less, label = { en = "asks for a lower price", zh = "问能不能便宜" } },
      all { any { { "message.text", "says", text.asks_for_a_discount, label = { en = "asks for a discount", zh = "问折扣" } },
                  { "message.text", "matches", discount, label = { en = "names a discount", zh = "说了折扣" } } },
            none { { "message.text", "says", text.promotions, label = { en = "about a promotion", zh = "问的是活动" } } } },
      { "message.text", "says", text.walks_away, label = { en = "threatens to leave", zh = "说不便宜就不买" } },
      all { { "message.text", "says", text.bids, label = { en = "makes a bid", zh = "出价" } },
            { "message.text", "matches", number, label = { en = "names a number", zh = "说了数字" } },
            none { { "message.text", "says", text.other_money, label = { en = "about other money", zh = "说的是别的钱" } } } },
      all { { "state.conversation.open", "is", true, label = { en = "a bargain is open", zh = "正在讲价" } },
            any { { "message.text", "says", text.presses, label = { en = "presses on", zh = "接着讲" } },
                  { "message.text", "says", text.takes_the_price, label = { en = "takes the price", zh = "接受价格" } },
                  { "message.text", "says", text.asks_for_a_gift, label = { en = "asks for a gift", zh = "要赠品" } },
                  { "message.text", "says", text.yes, label = { en = "says yes", zh = "说好" } },
                  { "message.text", "matches", bare_number, label = { en = "answers with a number", zh = "用数字回答" } },
                  { "message.text", "matches", and_for, label = { en = "asks for another price", zh = "问另一个价" } } } },
    },
    none { { "message.text", "says", text.after_purchase, label = { en = "about something bought", zh = "说的是已经买的" } } },
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
    local bid, for_several = named_price(event.message.text, message, asking, good,
                                         standing_price(good, b))
    turn.bid, pressing = bid, pressing or c.open and for_several
    turn.takes = not pressing and not turn.bid and b.price and
      (says(message, text.takes_the_price) or b.asked and is_yes(message))
    if not (pressing or turn.bid or turn.takes) then return nil end
    local actions = answer(ctx, event, good, turn)
    local postage = says(message, text.asks_for_free_postage) and known_postage()
    if actions and postage then table.insert(actions, 1, postage) end
    return actions
  end,
}

rule "asks about postage" {
  on = "message.received",
  label = { en = "Asks whether postage is free", zh = "问包不包邮" },
  when = {
    { "message.text", "says", text.asks_for_free_postage, label = { en = "asks for free postage", zh = "问包邮" } },
    none { { "message.text", "says", text.promotions,
             label = { en = "about a promotion", zh = "问的是活动" } },
           { "message.text", "says", text.after_purchase,
             label = { en = "about something bought", zh = "说的是已经买的" } } },
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
    local bid = in_currency(event.offer.price, event.offer.currency or ctx.shop.currency)
    if not bid or bid:currency() ~= good.list:currency() then return nil end
    return answer(ctx, event, good, { bid = bid })
  end,
}

rule "a colleague answers" {
  on = "message.sent",
  when = { { "sender.role", "is", "agent" }, { "event.echo", "is", false, label = { en = "not our own words", zh = "不是我们自己的话" } } },
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
        for _, action in ipairs(move(ctx, good, b, bid)) do table.insert(actions, action) end
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
