-- The rules of the trade, in the order in which a turn of the buyer is tried against them.

local goods, ladder = part "goods", part "ladder"
local standing_price, may_sell_at, recall = goods.standing_price, goods.may_sell_at, goods.recall
local publish, name_gift, quote = goods.publish, goods.name_gift, goods.quote
local justify = goods.justify
local gift_left, refer, close, give = ladder.gift_left, ladder.refer, ladder.close, ladder.give
local move = ladder.move

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

return { answer = answer }
