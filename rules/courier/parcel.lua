-- The parcel, as a talk or the shop's own question tells it.

local words, couriers, places, wishes = part "words", part "couriers", part "places", part "wishes"
local memory, most_weight = part "memory", part("sheet").most_weight
local wants, recall, merged = words.wants, memory.recall, couriers.merged
local set_or_nil = couriers.set_or_nil

local function value_of(holder, ctx)
  local price, currency = holder and holder.price, holder and holder.currency
  if price == nil then return nil end
  local good, value = pcall(money, price, currency or ctx.shop.currency)
  return good and value or nil
end

local function usual_weight(ctx, event)
  local sku, products = event.item and event.item.sku, ctx.tables.products
  local row = sku and products and products[sku]
  local weight = row and row.weight_g or settings.usual_weight_g
  return weight > 0 and weight or nil
end

-- What the answer is about: this turn, what was asked before the place was known, and what the
-- buyer said earlier.
local function parcel_of_talk(ctx, event, message, said, place)
  local c = ctx.state.conversation
  local asked = c.asking or {}
  local wanted = set_or_nil(said.wanted) or asked.wanted or recall(ctx, event, "wanted")
  return {
    place = place, weight = wishes.weight_in(message) or asked.weight or usual_weight(ctx, event),
    value = value_of(event.item, ctx),
    urgent = wants(message, text.urgent, text.not_urgent) or asked.urgent or false,
    cod = wants(message, text.cod, text.not_cod) or asked.cod or false,
    wanted = wanted, only = set_or_nil(said.wanted) and said.only or asked.only,
    excluded = merged(recall(ctx, event, "excluded"), said.besides, said.wanted),
    refused = set_or_nil(said.excluded) or asked.refused,
  }
end

-- A whole number of grams, or nil.
local function grams_of(told)
  return math.tointeger(tonumber(tostring(told):match("^%s*(%d+)%s*$")))
end

local function flag(value)
  return value == true or value == 1 or value == "true" or value == "1"
end

-- What the event says of the parcel; nil, and the text of why not, when it lacks what is needed.
local function parcel_of_event(ctx, event)
  local told, order = event.parcel, event.order and event.order.id
  local place = places.of_address(told.region) or order and ctx.state.order.place or nil
  local weight = told.weight_g == nil and usual_weight(ctx, event) or grams_of(told.weight_g)
  local value = told.value ~= nil and
    value_of({ price = told.value, currency = told.currency }, ctx) or nil
  if not place then return nil, "no_place" end
  if not weight or weight < 1 or weight > most_weight then return nil, "no_weight" end
  if told.value ~= nil and not value then return nil, "no_value" end
  return { place = place, weight = weight, value = value, urgent = flag(told.urgent),
           cod = flag(told.cod) }
end

-- The wish in the parcel itself, or what the buyer said in the talk. A courier that is only named,
-- "顺丰", is wanted.
local function add_wish(ctx, event, offered, parcel)
  local wish = event.parcel.wish
  parcel.excluded = recall(ctx, event, "excluded")
  parcel.wanted, parcel.only = recall(ctx, event, "wanted"), recall(ctx, event, "only")
  if type(wish) ~= "string" then return end
  local message = words.plain(wish)
  local said = wishes.wishes_in(message, offered.couriers)
  if not said.named then
    for _, group in ipairs(wishes.groups_of(message, offered.couriers)) do
      couriers.add_all(said.wanted, group.ids)
    end
  end
  parcel.urgent = parcel.urgent or wants(message, text.urgent, text.not_urgent)
  parcel.cod = parcel.cod or wants(message, text.cod, text.not_cod)
  if set_or_nil(said.wanted) then parcel.wanted, parcel.only = said.wanted, said.only end
  parcel.excluded = merged(merged(parcel.excluded, said.excluded), said.besides, said.wanted)
  parcel.wanted = merged(parcel.wanted, nil, said.excluded)
end

return { of_talk = parcel_of_talk, of_event = parcel_of_event, add_wish = add_wish }
