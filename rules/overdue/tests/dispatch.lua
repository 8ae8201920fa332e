-- Not handed over in time: warned before, again when it passes; the buyer is told, the refund
-- offered where the settings allow.

local function created(id, more)
  local order = { id = id or "t-1", price = "199.00", currency = "CNY", region = "浙江" }
  for key, value in pairs(more or {}) do order[key] = value end
  local chen = { id = "b-1", name = "陈静" }
  return event { type = "order.created", data = { order = order, buyer = chen } }
end

local function about(type, id, more)
  local order = { id = id or "t-1" }
  for key, value in pairs(more or {}) do order[key] = value end
  return event { type = type, data = { order = order } }
end

local function shipped(id, more)
  local shipment = { tracking_number = "SF1", courier = "顺丰", from_region = "浙江", region = "浙江" }
  for key, value in pairs(more or {}) do shipment[key] = value end
  local data = { order = { id = id or "t-1" }, shipment = shipment }
  return event { type = "order.shipped", data = data }
end

-- The line "not shipped in time": before the deadline, again when it passes; the buyer hears it.
story "paid and not handed over: warned before, alerted after, the buyer told" {
  created(), about("order.paid"),
  wait "45h59m59s", silence(),
  wait "1s", alerts { kind = "dispatch_due_soon", severity = "warning", order = { id = "t-1" },
                      text = "订单 t-1 还没发货，请在 2026-01-07 10:00 前交给快递。" },
  wait "1h59m59s", silence(),
  wait "1s", alerts { kind = "dispatch_overdue", severity = "critical", order = { id = "t-1" } },
  shop "not_sent_late",
  shipped(), clears { kind = "dispatch_due_soon", order = { id = "t-1" } },
  clears { kind = "dispatch_overdue", order = { id = "t-1" } },
  about("order.delivered"), wait "30d", silence(),
}

story "the refund is offered where the settings allow, and a person is asked to see to it" {
  settings = { offer_refund = true, warn_before = "0s" },
  created(), about("order.paid"), wait "48h", alerts "dispatch_overdue", shop "not_sent_refund",
  hands_off(),
  about("order.refunded"), clears "dispatch_overdue", wait "30d", silence(),
}

-- At one instant events come before timers.
story "handed over at the very second of the deadline is in time" {
  settings = { warn_before = "0s", watch_stuck = false, watch_delivery = false },
  created(), about("order.paid"), wait "47h59m59s",
  event { type = "order.shipped", time = "2026-01-07T10:00:00+08:00",
    data = { order = { id = "t-1" } } },
  wait "3d", silence(),
}

story "handed over a second after it is late" {
  settings = { warn_before = "0s", watch_stuck = false, watch_delivery = false },
  created(), about("order.paid"), wait "48h", alerts "dispatch_overdue", shop "not_sent_late",
  wait "1s", shipped(), clears "dispatch_overdue", wait "3d", silence(),
}

story "what the order says wins over the setting; a date is the whole of its day" {
  created(nil, { ship_by = "2026-01-06" }), about("order.paid"),
  wait "35h59m59s", silence(), wait "1s", alerts "dispatch_due_soon",
  wait "2h", alerts "dispatch_overdue", shop "not_sent_late",
  about("order.cancelled"), clears "dispatch_due_soon", clears "dispatch_overdue", wait "30d",
  silence(),
}

story "the time may be counted in working hours, without holidays" {
  settings = { dispatch_within = "10h", dispatch_counts = "working", warn_before = "0s" },
  shop = { hours = "09:00-18:00", holidays = { "2026-01-06" } },
  created(), about("order.paid"), -- eight hours are left of Monday, and the ninth is on Wednesday
  wait "48h59m59s", silence(), wait "1h1s", alerts "dispatch_overdue", shop "not_sent_late",
}

story "in the night the shop hears it at once, the buyer when the shop opens" {
  shop = { hours = "09:00-22:00" },
  created(nil, { ship_by = "2026-01-06" }), about("order.paid"),
  wait "38h", alerts "dispatch_due_soon", alerts "dispatch_overdue",
  wait "8h59m", silence(), wait "1m", shop "not_sent_late", wait "6h", silence(),
}

story "in the night, and sent before the shop opens: the buyer need not be told" {
  shop = { hours = "09:00-22:00" }, settings = { warn_before = "0s", watch_stuck = false },
  created(nil, { ship_by = "2026-01-06" }), about("order.paid"), wait "38h",
  alerts "dispatch_overdue",
  wait "1h", shipped(), clears "dispatch_overdue", wait "1d", silence(),
}

story "how long it may lie, and how early the shop is warned, are settings" {
  settings = { dispatch_within = "10h", warn_before = "30m" },
  created(), about("order.paid"),
  wait "9h29m", silence(), wait "1m", alerts "dispatch_due_soon",
  wait "29m", silence(), wait "1m", alerts "dispatch_overdue", shop "not_sent_late",
}

story "not paid is not owed" { created(), wait "30d", silence() }

story "cancelled before its time: nothing" {
  created(), about("order.paid"), wait "1h", about("order.cancelled"), wait "30d", silence(),
}

story "a repeated payment does not put it off" {
  settings = { warn_before = "0s" },
  created(), about("order.paid"), wait "24h", about("order.paid"), about("order.paid"),
  wait "24h", alerts "dispatch_overdue", shop "not_sent_late",
}

story "sent is known before paid is: nothing" {
  settings = { watch_stuck = false, watch_delivery = false },
  shipped(), about("order.paid"), created(), wait "30d", silence(),
}

story "payment and order of one instant, the other way round" {
  settings = { warn_before = "0s" },
  about("order.paid"), created(nil, { ship_by = "2026-01-06T10:00:00+08:00" }),
  wait "24h", alerts "dispatch_overdue", shop "not_sent_late",
}

story "what was paid long ago is learnt late: the alert bears the time it was due" {
  settings = { warn_before = "0s" },
  event { type = "order.paid", data = { order = { id = "t-1",
    paid_at = "2026-01-02T10:00:00+08:00" } } },
  wait "4s", silence(), wait "1s", alerts "dispatch_overdue", shop "1月4日发出",
}

story "after an outage everything comes at once: what is done is not called late" {
  settings = { watch_delivery = false, watch_stuck = false },
  event { type = "order.paid", data = { order = { id = "t-1",
    paid_at = "2026-01-02T10:00:00+08:00" } } },
  wait "2s", shipped(), wait "30d", silence(),
}

story "an owner who does not want it is not warned" {
  settings = { watch_dispatch = false }, created(), about("order.paid"), wait "30d", silence(),
}

story "buyers are not told when the owner does not want it" {
  settings = { tell_buyers = false, warn_before = "0s" },
  created(), about("order.paid"), wait "48h", alerts "dispatch_overdue", wait "5d", silence(),
}

story "who wants the money back hears of no delays" {
  settings = { warn_before = "0s" },
  created(), about("order.paid"), wait "1h", about("order.refund_requested"),
  wait "47h", alerts "dispatch_overdue", silence(),
  about("order.refunded"), clears "dispatch_overdue",
}

story "each order by itself" {
  settings = { warn_before = "0s", watch_stuck = false, watch_delivery = false },
  created("t-1"), about("order.paid", "t-1"), created("t-2"), about("order.paid", "t-2"),
  wait "1h", shipped("t-1"), wait "47h", alerts { kind = "dispatch_overdue",
  order = { id = "t-2" } },
  shop "订单 t-2", wait "5d", silence(),
}

story "a person speaks with the buyer: the shop is alerted, the buyer left to the person" {
  settings = { warn_before = "0s" },
  created(), about("order.paid"), wait "47h55m",
  event { type = "conversation.assigned", data = { conversation = { id = "c-1", owner = "human" } } },
  wait "5m", alerts "dispatch_overdue", wait "20m", silence(),
}
