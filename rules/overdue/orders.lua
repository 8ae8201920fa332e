-- What is known of an order: each event adds what it says, in whatever order they come.

local on_my_mind = 5 -- orders remembered of one buyer

-- When the event happened, never in the future.
local function happened(event, ctx, told)
  local at = math.min(time.read(event.time) or ctx.now, ctx.now)
  return math.min(told and time.read(told) or at, at)
end

local function earlier(a, b) return a and b and math.min(a, b) or a or b end

local function word(value) return type(value) == "string" and value ~= "" and value or nil end

local learn = {}

learn["order.created"] = function(o, event, at)
  o.created = earlier(o.created, at)
end

learn["order.paid"] = function(o, event, at, ctx)
  o.paid = earlier(o.paid, happened(event, ctx, event.order.paid_at))
end

-- Of an order sent in several parcels the first counts.
learn["order.shipped"] = function(o, event, at, ctx)
  local s = event.shipment or {}
  local shipped = happened(event, ctx, s.shipped_at)
  if o.shipped and o.shipped <= shipped then return end
  o.shipped, o.courier, o.number = shipped, word(s.courier), word(s.tracking_number)
  o.from, o.region = word(s.from_region), word(s.region) or o.region
  o.expected = time.read(s.expected_by)
end

learn["shipment.updated"] = function(o, event, at)
  local s = event.shipment or {}
  local status = normal(tostring(s.status or ""))
  local statuses_of = { delivered = text.status_delivered, returned = text.status_returned }
  for over, statuses in pairs(statuses_of) do
    for _, known in ipairs(statuses) do
      if status == normal(known) then o.over, o.over_at = over, at end
    end
  end
  if o.scan and at <= o.scan.at then return end
  o.scan = { at = at, place = word(s.location) }
  o.courier, o.number = o.courier or word(s.courier), o.number or word(s.tracking_number)
end

local endings = {
  ["order.delivered"] = "delivered", ["order.completed"] = "delivered",
  ["order.cancelled"] = "cancelled", ["order.refunded"] = "refunded",
  ["order.returned"] = "returned",
}

-- The orders that somebody has lately made, oldest first.
local function keep_in_mind(memory, id)
  local orders = {}
  for _, known in ipairs(memory.orders or {}) do
    if known ~= id then orders[#orders + 1] = known end
  end
  orders[#orders + 1] = id
  if #orders > on_my_mind then table.remove(orders, 1) end
  memory.orders = orders
end

local function know_buyer(ctx, o, event, id)
  local buyer = event.buyer and event.buyer.id
  local talk = event.conversation and event.conversation.id
  if buyer then keep_in_mind(ctx.state.buyer, id) end
  if talk then keep_in_mind(ctx.state.conversation, id) end
  o.name = o.name or event.buyer and word(event.buyer.name)
  o.talk = talk and tostring(talk) or o.talk or buyer and ctx.state.buyer.talk
end

-- What any event about an order may tell besides.
local function learn_order(ctx, o, event)
  local told = event.order
  o.ship_by = earlier(o.ship_by, time.read(told.ship_by))
  o.promised = earlier(o.promised, time.read(told.promised_by))
  o.region = o.region or word(told.region)
  know_buyer(ctx, o, event, tostring(told.id))
end

return { happened = happened, earlier = earlier, word = word, learn = learn, endings = endings,
         know_buyer = know_buyer, learn_order = learn_order }
