-- The goods, what is remembered of the bargain about them, and how a price is said and defended.

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

return { find_goods = find_goods, standing_price = standing_price, may_sell_at = may_sell_at,
         beyond_authority = beyond_authority, end_if_ordered = end_if_ordered, recall = recall,
         publish = publish, language_of = language_of, names_of_gifts = names_of_gifts,
         name_gift = name_gift, quote = quote, justify = justify }
