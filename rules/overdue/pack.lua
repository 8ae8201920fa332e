-- Watches every order from payment to the doorstep: warns the shop before and when something is
-- late, tells the buyer before they ask, and answers what is true when they do.
--
-- Each event about an order adds what it says to what is known (part orders); then the alarms are
-- aimed anew at what is known (part alarms). So it does not matter in which order events arrive, nor
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

local orders, due_times, alarms = part "orders", part "due", part "alarms"
local tells = part "tells"
local happened, earlier, learn = orders.happened, orders.earlier, orders.learn
local endings, know_buyer, learn_order = orders.endings, orders.know_buyer, orders.learn_order
local delivery_due, dispatch_due = due_times.delivery_due, due_times.dispatch_due
local patience, aim, raised = alarms.patience, alarms.aim, alarms.raised
local next_step, plan, raise = alarms.next_step, alarms.plan, alarms.raise
local at_limit, tell = tells.at_limit, tells.tell

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

part "asked"
