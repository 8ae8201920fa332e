-- Watches every order from payment to the doorstep: warns the shop before and when something is
-- late, tells the buyer before they ask, and answers what is true when they do.
--
-- Each event about an order adds what it says to what is known (see `learn`); then the alarms are
-- aimed anew at what is known (see `plan`). So it does not matter in which order events arrive, nor
-- how often. An alarm is a timer that carries the instant it is for; one that finds another instant
-- in force is stale and does nothing.

pack {
  name = "overdue", version = "1.0.0", api = 1,
  about = "Warns before and when an order is late, tells the buyer first, and answers where it is",
}

settings {
  watch_dispatch = { type = "boolean", default = true,
    about = { en = "warn when an order is not handed over in time",
              zh = "要不要盯发货" } },
  dispatch_within = { type = "duration", default = "48h",
    about = { en = "from payment to hand-over; a ship_by of the order wins",
              zh = "付款以后多久要交给快递；订单写了 ship_by 就按它" } },
  dispatch_counts = { type = "text", default = "all", choices = { "all", "working" },
    about = { en = "whether that time runs around the clock or in working hours",
              zh = "这段时间怎么算：\"all\" 连着算，\"working\" 只算营业时间（hours、holidays）" } },
  warn_before = { type = "duration", default = "2h",
    about = { en = "how long before it the shop is warned; 0 for not",
              zh = "提前多久提醒店里；\"0s\" 不提前" } },
  offer_refund = { type = "boolean", default = false,
    about = { en = "offer the refund to the buyer when it is not handed over in time",
              zh = "没有按时发货，要不要主动说可以退款" } },

  watch_delivery = { type = "boolean", default = true,
    about = { en = "warn when a parcel is not there in time",
              zh = "要不要盯送达" } },
  nearby = { type = "list", of = "text",
    default = { "江苏", "浙江", "上海", "Jiangsu", "Zhejiang", "Shanghai" },
    about = { en = "regions near one another",
              zh = "互相算近的地区，中文、拼音都写上" } },
  nearby_within = { type = "duration", default = "2d",
    about = { en = "how long a parcel goes from one of them to another",
              zh = "近的地区之间走多久" } },
  others_within = { type = "duration", default = "5d",
    about = { en = "how long it goes elsewhere, when tables/couriers.csv has no days for it",
              zh = "其他地方、tables/couriers.csv 里也没有时，走多久" } },
  ship_from = { type = "text", default = "",
    about = { en = "the region parcels leave from, when a shipment does not say",
              zh = "物流没说从哪里发出时，从哪里发" } },
  rising = { type = "list", of = "duration", default = { "1d", "3d", "7d" },
    about = { en = "how long after it was due the alert is raised again, graver; the last is the limit",
              zh = "晚了以后再提醒的时间，最后一个是时限；{ } 只提醒一次" } },
  at_limit = { type = "text", default = "either",
    choices = { "either", "resend", "refund", "nothing" },
    about = { en = "what the buyer is offered at the limit",
              zh = "到了时限给买家什么：\"either\" 补发或退款，\"resend\"，\"refund\"，\"nothing\"" } },

  watch_stuck = { type = "boolean", default = true,
    about = { en = "warn when a parcel is not scanned",
              zh = "要不要盯物流不动" } },
  stuck_after = { type = "duration", default = "48h",
    about = { en = "how long without a scan",
              zh = "多久没有新记录算不动" } },

  tell_buyers = { type = "boolean", default = true,
    about = { en = "tell buyers before they ask",
              zh = "要不要在买家问之前告诉买家" } },
}

tables {
  couriers = {
    courier = { type = "text?",
      about = { en = "the name of the courier", zh = "快递的名字" } },
    region = { type = "text?",
      about = { en = "where to, or * for everywhere else",
                zh = "送到哪里，* 是其他各地" } },
    days = { type = "text?",
      about = { en = "how long it takes, 3 or 2-3: the longer counts",
                zh = "几天到，3 或 2-3，取长的" } },
  },
}

-- How long is waited, in seconds, when something is late as soon as it is learnt: after an outage
-- everything arrives at once, and what was late may long be done.
local patience = 5

local on_my_mind = 5    -- orders remembered of one buyer
local answered_at_once = 3

-- ---- What is known of an order

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

-- ---- When it is to be where

local function is_near(region)
  return region ~= nil and #settings.nearby > 0 and says(region, settings.nearby)
end

-- A cell like "3" or "2-3": the longer.
local function days_of(cell)
  local days = cell and tonumber(cell:match("(%d+)%D*$"))
  return days and days * 86400
end

local function within(part, whole) return part and whole and whole:find(part, 1, true) ~= nil end

-- What the courier table says of a courier's way to a region; of several rows the longest counts.
local function table_says(ctx, courier, region)
  local there, everywhere
  for _, row in pairs(ctx.tables.couriers or {}) do
    if courier and (within(row.courier, courier) or within(courier, row.courier)) then
      local days = days_of(row.days)
      if row.region == "*" then
        everywhere = math.max(everywhere or 0, days or 0)
      elseif days and (within(row.region, region) or within(region, row.region)) then
        there = math.max(there or 0, days)
      end
    end
  end
  return there or everywhere
end

-- How long the parcel may be under way.
local function under_way(ctx, o)
  local from = o.from or word(settings.ship_from)
  if is_near(from) and is_near(o.region) then return settings.nearby_within end
  local days = table_says(ctx, o.courier, o.region)
  return days and days > 0 and days or settings.others_within
end

-- A promise wins; then what the courier expects; then how long such ways take.
local function delivery_due(o)
  if o.promised and (o.paid or o.shipped) then return o.promised end
  return o.shipped and (o.expected or o.shipped + (o.way or settings.others_within))
end

local function dispatch_due(o)
  if not o.paid or o.shipped or o.scan then return nil end
  local kind = settings.dispatch_counts
  return o.ship_by or time.add(o.paid, settings.dispatch_within, kind ~= "all" and kind or nil)
end

-- ---- Alarms and alerts

-- One alarm of a name at a time; none without a due.
local function aim(ctx, o, name, due)
  o.aims = o.aims or {}
  if o.aims[name] == due then return end
  o.aims[name] = due
  if not due then return ctx.cancel(name) end
  ctx.at(due < ctx.now and ctx.now + patience or due, name, { due = due })
end

local function raised(o, kind) return o.raised and o.raised[kind] end

-- Takes alerts back, each once.
local function settle(ctx, o, kinds, actions)
  for _, kind in ipairs(kinds) do
    if raised(o, kind) then
      o.raised[kind] = nil
      actions[#actions + 1] = clear { kind = kind }
    end
  end
  local late = raised(o, "dispatch_overdue") or raised(o, "delivery_overdue")
  if not late then ctx.facts.order.overdue = nil end
  return actions
end

local dispatch_alerts = { "dispatch_due_soon", "dispatch_overdue" }
local delivery_alerts = { "delivery_overdue" }
local stuck_alerts = { "shipment_stuck" }

local function plan_dispatch(ctx, o, actions)
  local due = not o.over and settings.watch_dispatch and dispatch_due(o) or nil
  local soon = due and ctx.now < due and math.max(due - settings.warn_before, o.paid) or nil
  if not due then settle(ctx, o, dispatch_alerts, actions) end
  if raised(o, "dispatch_due_soon") or soon and soon >= due then soon = nil end
  if raised(o, "dispatch_overdue") then due = nil end
  aim(ctx, o, "dispatch_soon", soon)
  aim(ctx, o, "dispatch_late", due)
end

-- The instant of the next alert: the due itself, and then the steps after it.
local function next_step(o)
  local step = o.step or 0
  if step == 0 then return o.due end
  return settings.rising[step] and o.due + settings.rising[step]
end

local function plan_delivery(ctx, o, actions)
  if o.shipped and not o.promised then o.way = under_way(ctx, o) end
  local due = not o.over and settings.watch_delivery and delivery_due(o) or nil
  if not due or due ~= o.due and ctx.now <= due then
    settle(ctx, o, delivery_alerts, actions)
    o.step = nil
  end
  o.due = due
  aim(ctx, o, "late", due and next_step(o) or nil)
end

local function plan_stuck(ctx, o, actions)
  local last = o.scan and o.scan.at or o.shipped
  if o.scan and o.shipped then last = math.max(o.scan.at, o.shipped) end
  local due = not o.over and settings.watch_stuck and last and last + settings.stuck_after or nil
  if due ~= raised(o, "shipment_stuck") then settle(ctx, o, stuck_alerts, actions) end
  if raised(o, "shipment_stuck") then due = nil end
  aim(ctx, o, "stuck", due)
end

-- Of an order that is over only what its buyer may still ask for is kept.
local function forget(ctx, o)
  aim(ctx, o, "tell", nil)
  ctx.state.order = { over = o.over, over_at = o.over_at, name = o.name, talk = o.talk }
end

local function plan(ctx, o)
  local actions = {}
  plan_dispatch(ctx, o, actions)
  plan_delivery(ctx, o, actions)
  plan_stuck(ctx, o, actions)
  if o.over then forget(ctx, o) end
  return actions
end

-- ---- What the owner reads

-- Raises the alert as of the instant that the alarm was for; `by` is the deadline the owner reads.
local function raise(ctx, o, event, kind, severity, by, words)
  o.raised = o.raised or {}
  o.raised[kind] = event.due
  if kind == "dispatch_overdue" or kind == "delivery_overdue" then
    ctx.facts.order.overdue = { kind = kind, since = by }
  end
  return alert { kind = kind, severity = severity, time = event.due, conversation = o.talk,
                 text = note("alert_" .. (words or kind),
                             { order = event.order.id, by = time.show(by) }) }
end

-- ---- What the buyer reads

local months = { "January", "February", "March", "April", "May", "June", "July", "August",
                 "September", "October", "November", "December" }

-- The day that an instant ends or lies in: midnight still belongs to the day before it.
local function put_day(blanks, prefix, instant)
  if not instant then return end
  local parts = time.parts(instant - 1)
  blanks[prefix .. "month"], blanks[prefix .. "day"] = parts.month, parts.day
  blanks[prefix .. "month_name"] = months[parts.month]
end

local function blanks_of(o, id)
  local blanks = { order = id, courier = o.courier, number = o.number,
                   place = o.scan and o.scan.place,
                   name = o.name or "", _name = o.name and " " .. o.name or "" }
  put_day(blanks, "scan_", o.scan and o.scan.at + 1)
  put_day(blanks, "shipped_", o.shipped and o.shipped + 1)
  put_day(blanks, "over_", o.over_at and o.over_at + 1)
  put_day(blanks, "due_", earlier(dispatch_due(o), delivery_due(o)))
  return blanks
end

local limits = { either = "limit_either", resend = "limit_resend", refund = "limit_refund" }

local function at_limit(o)
  return #settings.rising > 0 and (o.step or 0) > #settings.rising
end

-- How it is with the order.
local function true_state(ctx, o)
  local due = delivery_due(o)
  if o.over or o.refunding then return o.over or "refunding" end
  if o.shipped or o.scan then
    local late = raised(o, "delivery_overdue") or due and due < ctx.now
    if late and at_limit(o) and limits[settings.at_limit] then return limits[settings.at_limit] end
    return late and "late" or raised(o, "shipment_stuck") and "stuck" or "on_its_way"
  end
  local dispatch = earlier(dispatch_due(o), due)
  local passed = dispatch and dispatch < ctx.now
  if passed or raised(o, "dispatch_overdue") or raised(o, "delivery_overdue") then
    return settings.offer_refund and "not_sent_refund" or "not_sent_late"
  end
  return o.paid and "not_sent" or o.created and "not_paid" or "unknown"
end

-- What says that a person sees to it is handed to one, unless an alert has told the shop.
local handed = { limit_either = true, limit_resend = true, limit_refund = true,
                 not_sent_refund = true, unknown = true, astray = true }
local alerted = { late = "delivery_overdue", stuck = "shipment_stuck",
                  not_sent_late = "dispatch_overdue" }

local function is_handed(o, reply)
  local kind = alerted[reply]
  return handed[reply] or kind and not raised(o, kind) and not raised(o, "delivery_overdue")
end

-- Texts that say more, when what they need is known; the fullest first.
local fuller = {
  on_its_way = { { "on_its_way_at", "place", "due_day" },
                 { "on_its_way_by", "courier", "number", "due_day" } },
  late = { { "late_at", "place" } },
  stuck = { { "stuck_at", "place" } },
  astray = { { "astray_at", "place" } },
}

local function fullest(reply, blanks)
  for _, text_of in ipairs(fuller[reply] or {}) do
    local known = true
    for i = 2, #text_of do known = known and blanks[text_of[i]] end
    if known then return text_of[1] end
  end
  return reply
end

-- `astray`: the buyer says that it goes the wrong way, which only a person can look into.
local function say_state(ctx, o, id, talk, astray)
  local reply, blanks = true_state(ctx, o), blanks_of(o, id)
  if astray and (o.shipped or o.scan) and not o.over then reply = "astray" end
  local actions = { say(fullest(reply, blanks), blanks, { conversation = talk }) }
  if is_handed(o, reply) then
    actions[2] = handoff { conversation = talk, reason = note("reason_" .. reply, { order = id }) }
  end
  return actions
end

local function is_set(fact) return fact ~= nil and fact ~= false end

-- Whether the buyer may be told at all, and has not heard it since `due`.
local function to_tell(ctx, o, id, due)
  if not settings.tell_buyers or not o.talk or o.over or o.refunding then return false end
  local heard = ctx.state("conversation", o.talk).heard
  if heard and heard[id] and due <= heard[id] then return false end
  return not is_set(ctx.facts("conversation", o.talk).complaint)
end

-- Tells the buyer, while the shop is open; else when it opens.
local function tell(ctx, o, event)
  local id = tostring(event.order.id)
  if not to_tell(ctx, o, id, event.due) then return end
  local opens = time.opens(ctx.now) or ctx.now
  if opens <= ctx.now then return say_state(ctx, o, id, o.talk) end
  o.aims.tell = event.due
  ctx.at(opens, "tell", { due = event.due })
end

-- ---- The rules: what is learnt

rule "keeps track of the order" {
  on = { "order.created", "order.paid", "order.shipped", "shipment.updated" },
  label = { en = "Keeps track of the order", zh = "记下订单走到了哪一步" },
  when = { { "order.id", "present" }, { "state.order.over", "absent" } },
  priority = 20,
  run = function(event, ctx)
    local o = ctx.state.order
    learn[event.type](o, event, happened(event, ctx), ctx)
    learn_order(ctx, o, event)
    return plan(ctx, o)
  end,
}

rule "the order is over" {
  on = { "order.delivered", "order.completed", "order.cancelled", "order.refunded",
         "order.returned" },
  label = { en = "The order is over", zh = "订单结束了" },
  when = { { "order.id", "present" }, { "state.order.over", "absent" } },
  priority = 20,
  run = function(event, ctx)
    local o = ctx.state.order
    o.over, o.over_at = endings[event.type], happened(event, ctx)
    know_buyer(ctx, o, event, tostring(event.order.id))
    return plan(ctx, o)
  end,
}

-- The alerts stay until the money is back; the buyer is not told of delays any more.
rule "the buyer wants the money back" {
  on = "order.refund_requested",
  label = { en = "The buyer wants the money back", zh = "买家申请退款" },
  when = { { "order.id", "present" }, { "state.order.over", "absent" } },
  run = function(event, ctx) ctx.state.order.refunding = true end,
}

rule "where the buyer of an order is met" {
  on = "message.received",
  label = { en = "Where the buyer of an order is met", zh = "订单的买家在哪个会话里" },
  when = { { "order.id", "present" }, { "conversation.id", "present" },
           { "state.order.talk", "absent" } },
  run = function(event, ctx) know_buyer(ctx, ctx.state.order, event, tostring(event.order.id)) end,
}

rule "where a buyer is met" {
  on = { "message.received", "conversation.opened" },
  label = { en = "Where a buyer is met", zh = "买家在哪个会话里" },
  when = { { "buyer.id", "present" }, { "conversation.id", "present" },
           { "state.buyer.talk", "absent" } },
  run = function(event, ctx) ctx.state.buyer.talk = tostring(event.conversation.id) end,
}

-- ---- The rules: what becomes due

-- Whether the alarm is still the one in force; it goes off once. After an outage it waits a moment
-- longer, for what the platforms still have to tell.
local function goes_off(ctx, o, event, name)
  if not o.aims or o.aims[name] ~= event.due then return false end
  if ctx.late and not event.waited then
    ctx.after(patience, name, { due = event.due, waited = true })
    return false
  end
  o.aims[name] = nil
  return true
end

rule "dispatch is due soon" {
  on = "timer.dispatch_soon",
  label = { en = "Dispatch is due soon", zh = "快到发货时限了" },
  run = function(event, ctx)
    local o = ctx.state.order
    if not goes_off(ctx, o, event, "dispatch_soon") then return end
    return { raise(ctx, o, event, "dispatch_due_soon", "warning", dispatch_due(o)) }
  end,
}

rule "dispatch is overdue" {
  on = "timer.dispatch_late",
  label = { en = "Dispatch is overdue", zh = "没有按时发货" },
  run = function(event, ctx)
    local o = ctx.state.order
    if not goes_off(ctx, o, event, "dispatch_late") then return end
    return { raise(ctx, o, event, "dispatch_overdue", "critical", event.due) }
  end,
}

local severities = { "info", "warning" } -- then critical

rule "delivery is overdue" {
  on = "timer.late",
  label = { en = "Delivery is overdue", zh = "没有按时送到" },
  run = function(event, ctx)
    local o = ctx.state.order
    if not goes_off(ctx, o, event, "late") then return end
    o.step = (o.step or 0) + 1
    aim(ctx, o, "late", next_step(o))
    return { raise(ctx, o, event, "delivery_overdue", severities[o.step] or "critical", o.due,
                   at_limit(o) and "limit" or nil) }
  end,
}

rule "no scan for long" {
  on = "timer.stuck",
  label = { en = "No scan for long", zh = "物流很久没有更新" },
  run = function(event, ctx)
    local o = ctx.state.order
    if not goes_off(ctx, o, event, "stuck") then return end
    return { raise(ctx, o, event, "shipment_stuck", "warning", event.due) }
  end,
}

-- Apart from the alert: this is held back where a person speaks with the buyer, the alert is not.
rule "the buyer is told" {
  on = { "timer.dispatch_late", "timer.late" },
  label = { en = "The buyer is told", zh = "先告诉买家" },
  priority = -10,
  run = function(event, ctx)
    local o = ctx.state.order
    local kind = event.type == "timer.late" and "delivery_overdue" or "dispatch_overdue"
    if raised(o, kind) ~= event.due then return end
    if kind == "delivery_overdue" and o.step > 1 and not at_limit(o) then return end
    return tell(ctx, o, event)
  end,
}

rule "the shop opens, and the buyer is told" {
  on = "timer.tell",
  label = { en = "The shop opens, and the buyer is told", zh = "开门了，告诉买家" },
  run = function(event, ctx)
    local o = ctx.state.order
    if not goes_off(ctx, o, event, "tell") then return end
    local due = earlier(dispatch_due(o), delivery_due(o))
    if not due or ctx.now <= due then return end
    return tell(ctx, o, event)
  end,
}

-- ---- The rules: the buyer asks

-- The orders the buyer may mean, newest first: the one that is named, else those that go on, else
-- the last.
local function meant(ctx, event)
  if event.order and event.order.id then return { tostring(event.order.id) } end
  local known = ctx.state.conversation.orders
  if not known and event.buyer and event.buyer.id then known = ctx.state.buyer.orders end
  local open, last = {}, nil
  for i = #(known or {}), 1, -1 do
    last = last or known[i]
    local over = ctx.state("order", known[i]).over
    if not over and #open < answered_at_once then open[#open + 1] = known[i] end
    if event.message.text:find(known[i], 1, true) then return { known[i] } end
  end
  return #open > 0 and open or { last }
end

local function answer(ctx, event, astray)
  local c, actions = ctx.state.conversation, {}
  for _, id in ipairs(meant(ctx, event)) do
    c.heard = c.heard or {}
    c.heard[id] = ctx.now
    for _, action in ipairs(say_state(ctx, ctx.state("order", id), id, nil, astray)) do
      actions[#actions + 1] = action
    end
  end
  return actions
end

-- Who asks for a parcel has one, though we may not know it: then a person looks, once.
local function ask_a_person(ctx, event)
  local c, name = ctx.state.conversation, event.buyer and word(event.buyer.name)
  if c.asked then return end
  c.asked = true
  return { say("no_order", { name = name or "", _name = name and " " .. name or "" }),
           handoff { reason = note("reason_no_order") } }
end

local complains = { en = "complains", zh = "有投诉" }
local calm = any { { "facts.conversation.complaint", "absent", label = complains },
                   { "facts.conversation.complaint", "is", false, label = complains } }
local nothing_else = none {
  { "message.text", "says", text.something_else,
    label = { en = "means something else", zh = "问的是别的事" } },
}
local if_ordered = { "message.text", "says", text.if_ordered, label = { en = "has not ordered yet", zh = "还没下单" } }

local function shaped(shapes, label)
  return { "message.text", "matches", table.concat(shapes, "|"), label = label }
end

local function asks(phrases, shapes)
  return any { { "message.text", "says", phrases, label = { en = "asks for the order", zh = "问订单" } },
               shaped(shapes, { en = "asks for the order", zh = "问订单" }) }
end

-- What is paid now leaves as late as the shop allows itself.
local function sent_if_ordered(ctx, event)
  local kind = settings.dispatch_counts
  local due = time.add(ctx.now, settings.dispatch_within, kind ~= "all" and kind or nil)
  local name = event.buyer and word(event.buyer.name)
  local blanks = { name = name or "", _name = name and " " .. name or "" }
  put_day(blanks, "due_", due)
  return due and { say("sent_if_ordered", blanks) } or nil
end

rule "says that it goes astray" {
  on = "message.received",
  label = { en = "Says that the parcel goes the wrong way", zh = "说包裹走错了路" },
  when = { shaped(text.astray_shapes, { en = "goes astray", zh = "走错了路" }),
           none { { "message.text", "says", text.not_astray, label = { en = "not about the way", zh = "说的不是路线" } } },
           calm },
  settle = "3s", claims = "reply", priority = 61,
  run = function(event, ctx)
    local actions = answer(ctx, event, true)
    return #actions > 0 and actions or ask_a_person(ctx, event)
  end,
}

rule "asks where the parcel is" {
  on = "message.received",
  label = { en = "Asks where the parcel is", zh = "问包裹到哪了" },
  when = { asks(text.where_is_it, text.where_shapes), nothing_else, none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 60,
  run = function(event, ctx)
    local actions = answer(ctx, event)
    return #actions > 0 and actions or ask_a_person(ctx, event)
  end,
}

rule "asks when it is sent, or when it arrives" {
  on = "message.received",
  label = { en = "Asks when it is sent, or when it arrives", zh = "问什么时候发货、什么时候到" },
  when = { asks(text.sent_yet, text.when_shapes), nothing_else, none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 59,
  run = function(event, ctx) return answer(ctx, event) end,
}

rule "asks how the order is" {
  on = "message.received",
  label = { en = "Asks how the order is", zh = "问订单怎么样了" },
  when = { shaped(text.state_shapes, { en = "asks us to look at the order", zh = "请我们看看订单" }), nothing_else,
           none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 58,
  run = function(event, ctx) return answer(ctx, event) end,
}

-- Who has ordered means that order, unless they speak of the next one. Of the time on the road
-- courier knows.
rule "asks when it would be sent" {
  on = "message.received",
  label = { en = "Asks before ordering when it would be sent", zh = "还没下单，问什么时候发货" },
  when = { shaped(text.dispatch_shapes, { en = "asks when it is sent", zh = "问什么时候发货" }), nothing_else, calm,
           { "settings.watch_dispatch", "is", true } },
  settle = "3s", claims = "reply", priority = 57,
  run = function(event, ctx)
    local actions = says(event.message.text, text.if_ordered) and {} or answer(ctx, event)
    return #actions > 0 and actions or sent_if_ordered(ctx, event)
  end,
}
