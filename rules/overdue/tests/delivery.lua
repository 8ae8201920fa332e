-- On the way: the promised date or the days of the route, alerts that grow graver, buyers told.

local function order(more)
  local data = { id = "t-1", region = "江苏" }
  for key, value in pairs(more or {}) do data[key] = value end
  local chen = { id = "b-1", name = "陈静" }
  return event { type = "order.created", data = { order = data, buyer = chen } }
end

local function about(type)
  return event { type = type, data = { order = { id = "t-1" } } }
end

local function shipped(more)
  local shipment = { tracking_number = "ZT1", courier = "中通", from_region = "浙江", region = "江苏" }
  for key, value in pairs(more or {}) do shipment[key] = value end
  return event { type = "order.shipped", data = { order = { id = "t-1" }, shipment = shipment } }
end

local function scan(place, time, status)
  local shipment = { status = status or "in_transit", location = place }
  return event { type = "shipment.updated", time = time,
                 data = { order = { id = "t-1" }, shipment = shipment } }
end

local couriers = [[
id,courier,region,days
1,中通,云南,4
2,中通,*,6
3,顺丰,云南,2-3
4,顺丰,云南,1
]]

-- The lines "expected arrival" and "overdue in transit": Jiangsu, Zhejiang, Shanghai take two days.
story "late: alerts that grow graver on day 1, 3 and 7; an offer at the limit; cleared once" {
  settings = { watch_stuck = false },
  order(), about("order.paid"), wait "1h", shipped(),
  wait "47h59m59s", silence(),
  wait "1s", alerts { kind = "delivery_overdue", severity = "info", order = { id = "t-1" },
                      text = "订单 t-1 应在 2026-01-07 11:00 前送到，还没有签收，请向快递追查。" },
  shop "late",
  wait "1d", alerts { kind = "delivery_overdue", severity = "warning" },
  wait "2d", alerts { kind = "delivery_overdue", severity = "critical" },
  wait "4d", alerts { kind = "delivery_overdue", severity = "critical", order = { id = "t-1" } },
  shop "limit_either", hands_off(),
  wait "30d", silence(),
  about("order.delivered"), clears { kind = "delivery_overdue", order = { id = "t-1" } },
  about("order.completed"), about("order.delivered"), wait "30d", silence(),
}

story "delivered at the very second is in time" {
  settings = { watch_stuck = false },
  order(), shipped(), wait "47h",
  event { type = "order.delivered", time = "2026-01-07T10:00:00+08:00",
    data = { order = { id = "t-1" } } },
  wait "30d", silence(),
}

story "delivered a second later is late" {
  settings = { watch_stuck = false },
  order(), shipped(), wait "48h1s", alerts "delivery_overdue", shop "late",
  about("order.delivered"),
  clears "delivery_overdue", wait "30d", silence(),
}

-- The promised date wins, and a date is the end of that day.
story "a promised date is kept until its midnight" {
  settings = { watch_stuck = false },
  order({ promised_by = "2026-01-09" }), shipped(),
  wait "109h59m59s", silence(), wait "1s", alerts "delivery_overdue", shop "1月9日",
  about("order.delivered"), clears "delivery_overdue",
}

story "a promised date of a shop in another zone" {
  settings = { watch_stuck = false }, shop = { time_zone = "America/New_York" },
  order({ promised_by = "2026-01-06" }), shipped(),
  wait "50h59m59s", silence(), wait "1s", alerts "delivery_overdue", shop "late",
}

story "the promised date passes and it is not even sent" {
  settings = { watch_dispatch = false },
  order({ promised_by = "2026-01-06" }), about("order.paid"),
  wait "38h", alerts { kind = "delivery_overdue", severity = "info" }, shop "1月6日发出",
  about("order.cancelled"), clears "delivery_overdue",
}

story "what the courier expects is believed where nothing is promised" {
  settings = { watch_stuck = false },
  order(), shipped { expected_by = "2026-01-08T18:00:00+08:00" }, wait "79h59m", silence(),
  wait "1m", alerts "delivery_overdue", shop "late",
}

-- Others from the courier table.
story "far away: the days of the courier table" {
  settings = { watch_stuck = false }, tables = { couriers = couriers },
  order({ region = "云南省" }), shipped { region = "云南省昆明市", courier = "中通快递" },
  wait "95h59m", silence(), wait "1m", alerts "delivery_overdue", shop "late",
}

story "of several rows the longest; of a range the longer" {
  settings = { watch_stuck = false }, tables = { couriers = couriers },
  shipped { region = "云南", courier = "顺丰" }, wait "71h59m", silence(), wait "1m",
  alerts "delivery_overdue", shop "late",
}

story "a region without a row: the row for everywhere" {
  settings = { watch_stuck = false }, tables = { couriers = couriers },
  shipped { region = "甘肃" }, wait "143h59m", silence(), wait "1m", alerts "delivery_overdue",
  shop "late",
}

story "no row at all: the setting" {
  settings = { watch_stuck = false, others_within = "3d" }, tables = { couriers = couriers },
  shipped { region = "甘肃", courier = "邮政" }, wait "71h59m", silence(), wait "1m",
  alerts "delivery_overdue", shop "late",
}

story "near only when it also leaves from near; where it leaves from may be a setting" {
  settings = { watch_stuck = false, ship_from = "上海市", nearby_within = "1d" },
  shipped { from_region = "广东", region = "江苏" }, wait "119h59m", silence(), wait "1m",
  alerts "delivery_overdue", shop "late",
  event { type = "order.shipped", data = { order = { id = "t-2" },
    shipment = { region = "Zhejiang" } } },
  wait "23h59m", silence(), wait "1m", alerts { kind = "delivery_overdue", order = { id = "t-1" } },
  alerts { kind = "delivery_overdue", order = { id = "t-2" } }, shop "late",
}

-- No scan for N hours.
story "a parcel that is not scanned is stuck; the next scan frees it" {
  settings = { watch_delivery = false, stuck_after = "24h" },
  order(), shipped(), wait "20h", scan "杭州", wait "23h59m", silence(),
  wait "1m", alerts { kind = "shipment_stuck", severity = "warning", order = { id = "t-1" } },
  wait "10d", silence(),
  scan "南京", clears { kind = "shipment_stuck", order = { id = "t-1" } },
  wait "24h", alerts "shipment_stuck", about("order.delivered"), clears "shipment_stuck",
  wait "30d", silence(),
}

-- Late scans, out of order, twice, after delivery.
story "late and repeated scans change nothing" {
  settings = { watch_delivery = false, stuck_after = "24h" },
  order(), shipped(), wait "10h", scan("南京", "2026-01-05T20:00:00+08:00"),
  wait "10h", scan("杭州", "2026-01-05T15:00:00+08:00"), scan("南京", "2026-01-05T20:00:00+08:00"),
  wait "13h59m", silence(), wait "1m", alerts "shipment_stuck",
  scan("杭州", "2026-01-05T15:00:00+08:00"), scan("南京", "2026-01-05T20:00:00+08:00"), silence(),
  about("order.delivered"), clears "shipment_stuck",
  scan "南京", scan "苏州", shipped(), about("order.paid"), wait "30d", silence(),
}

story "a shipment told twice, and later again, counts from the first" {
  settings = { watch_stuck = false },
  order(), shipped(), wait "24h", shipped(), shipped { courier = "顺丰" },
  wait "24h", alerts "delivery_overdue", shop "late",
}

-- Delivered, returned, cancelled or refunded clears every alert, once.
local function clears_all(how)
  local over = event { type = how.type, data = { order = { id = "t-1" },
                                                 shipment = { status = how.status } } }
  return story("all alerts are taken back once: " .. how.type .. (how.status or "")) {
    settings = { stuck_after = "48h" },
    order(), shipped(), wait "48h", alerts "delivery_overdue", shop "late", alerts "shipment_stuck",
    over, clears "delivery_overdue", clears "shipment_stuck", over,
    about("order.cancelled"), about("order.delivered"), wait "30d", silence(),
  }
end

for _, how in ipairs { { type = "order.delivered" }, { type = "order.completed" },
                       { type = "order.cancelled" }, { type = "order.refunded" },
                       { type = "order.returned" },
                       { type = "shipment.updated", status = "returned" },
                       { type = "shipment.updated", status = "Delivered" },
                       { type = "shipment.updated", status = "已签收" } } do
  clears_all(how)
end

story "other offers at the limit, and none" {
  settings = { watch_stuck = false, rising = { "1d" }, at_limit = "resend" },
  order(), shipped(), wait "48h", alerts "delivery_overdue", shop "late",
  wait "1d", alerts { kind = "delivery_overdue", severity = "warning" }, shop "limit_resend",
  hands_off(),
}

story "the refund alone at the limit" {
  settings = { watch_stuck = false, rising = { "1d" }, at_limit = "refund" },
  order(), shipped(), wait "48h", alerts "delivery_overdue", shop "late",
  wait "1d", alerts "delivery_overdue", shop "limit_refund", hands_off(),
}

story "a shop that offers nothing at the limit says again how it is" {
  settings = { watch_stuck = false, rising = { "1d" }, at_limit = "nothing" },
  order(), shipped(), wait "48h", alerts "delivery_overdue", shop "late", wait "1d",
  alerts "delivery_overdue",
  shop "late",
}

story "a promise learnt later moves what was late" {
  settings = { watch_stuck = false },
  shipped(), wait "48h", alerts "delivery_overdue", shop "late",
  order({ promised_by = "2026-01-08T10:00:00+08:00" }), clears "delivery_overdue",
  wait "24h", alerts { kind = "delivery_overdue", severity = "info" }, shop "late",
}

-- Temper before business: the shop hears of it, the angry buyer does not.
story "no word to a buyer while a complaint is open" {
  settings = { watch_stuck = false }, facts = { conversation = { complaint = true } },
  order(), shipped(), wait "48h", alerts "delivery_overdue", wait "10h", silence(),
}
