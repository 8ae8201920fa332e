-- "到哪了", "怎么还没到", "where is my parcel": answered with what is true, from what was told.

local function about(type, more, shipment)
  local order = { id = "t-1" }
  for key, value in pairs(more or {}) do order[key] = value end
  local chen = type == "order.created" and { id = "b-1", name = "陈静" } or nil
  return event { type = type, data = { order = order, shipment = shipment, buyer = chen } }
end

local parcel = { tracking_number = "ZT1", courier = "中通", from_region = "浙江", region = "上海" }

local function asks(words) return buyer { message = { text = words }, order = { id = "t-1" } } end

story "from the order to the doorstep, the truth at each step" {
  settings = { stuck_after = "30h", warn_before = "0s" },
  about("order.created"), asks "到哪了", wait "3s", shop "not_paid",
  about("order.paid"), asks "发货了吗", wait "3s", shop "最晚 1月7日发出",
  wait "1h", about("order.shipped", nil, parcel), asks "到哪儿了呀", wait "3s", shop "单号 ZT1，预计 1月7日前送到",
  wait "1h", about("shipment.updated", nil, { status = "in_transit", location = "嘉兴转运中心" }),
  asks "我的快递到哪里了", wait "3s", shop "嘉兴转运中心",
  wait "30h", alerts "shipment_stuck", asks "物流怎么不动了", wait "3s", shop "stuck_at",
  wait "17h", alerts "delivery_overdue", shop "late_at",
  asks "怎么还没到", wait "3s", shop "late_at",
  about("order.delivered"), clears "delivery_overdue", clears "shipment_stuck",
  asks "我的包裹呢？到哪了", wait "3s", shop "1月7日已经送达",
}

story "not sent in time, and asked" {
  settings = { warn_before = "0s" },
  about("order.created"), about("order.paid"), wait "48h", alerts "dispatch_overdue",
  shop "not_sent_late",
  asks "怎么还不发货啊", wait "3s", shop "1月7日发出",
  about("order.cancelled"), clears "dispatch_overdue", asks "怎么还没到", wait "3s", shop "cancelled",
}

story "asked before it is told: said once" {
  settings = { warn_before = "0s" }, shop = { hours = "09:00-22:00" },
  about("order.created", { ship_by = "2026-01-06" }), about("order.paid"),
  wait "38h", alerts "dispatch_overdue", wait "2h", asks "发货了没", wait "3s", shop "not_sent_late",
  wait "12h", silence(),
}

story "at the limit a question is met with the offer, and a person" {
  settings = { watch_stuck = false, rising = { "1d" }, tell_buyers = false },
  about("order.created"), about("order.shipped", nil, parcel), wait "48h",
  alerts "delivery_overdue",
  wait "24h", alerts "delivery_overdue", asks "包裹还没收到", wait "3s", shop "limit_either", hands_off(),
}

story "back again, refunded, asked for" {
  about("order.created"), about("order.paid"), about("order.refund_requested"),
  asks "怎么还没发货", wait "3s", shop "refunding",
  about("order.refunded"), asks "怎么还没发货", wait "3s", shop "refunded",
}

story "the parcel that came back" {
  about("order.created"), about("order.shipped", nil, parcel), about("order.returned"),
  asks "快递到哪了", wait "3s", shop "returned",
}

-- The message need not name its order: the buyer's open ones are known from the orders made.
story "the order is known from the conversation" {
  about("order.created"), about("order.paid"), buyer "怎么还没发货", wait "3s", shop "订单 t-1", wait "2h",
}

story "or from the buyer, in another conversation" {
  about("order.created"), about("order.paid"),
  buyer { message = { text = "什么时候发货" }, conversation = { id = "c-9" } }, wait "3s",
  shop { text = "陈静您好，订单 t-1 已经付款，还没有交给快递，最晚 1月7日发出。", conversation = { id = "c-9" } },
}

story "of several the open ones are answered; a number picks one" {
  about("order.created"), about("order.delivered"),
  event { type = "order.created", data = { order = { id = "t-2" } } },
  event { type = "order.created", data = { order = { id = "t-3" } } },
  buyer "我的东西怎么还没到", wait "3s", shop "订单 t-3", shop "订单 t-2",
  buyer "t-1到哪了", wait "3s", shop "已经送达",
}

story "when all are over, the last" {
  about("order.created"), about("order.delivered"), buyer "快递怎么还没到", wait "3s", shop "delivered",
}

-- No fact: a human, never a guess.
story "an order nobody told us of: a person" {
  asks "到哪了", wait "3s", shop "unknown", hands_off "买家问订单 t-1，我们没有它的记录，请看一下。",
}

story "no order at all: a person, once" {
  buyer "我的白茶怎么还没到", wait "3s", shop "no_order", hands_off "买家问包裹，可我们找不到对应的订单，请看一下。",
  buyer "到底到哪了", wait "3s", silence(),
}

-- The day comes from the same setting that the shop is warned by.
story "before ordering: the day by which it would be sent" {
  settings = { dispatch_within = "72h" },
  buyer "你们几时发货", wait "3s", shop "1月8日发出",
  buyer "现在下单多久能发货", wait "3s", shop "sent_if_ordered",
  buyer "when would you ship it if I order now", wait "3s", shop "sent_if_ordered",
  buyer "几天能到", wait "3s", silence(),
  about("order.created"), about("order.paid"),
  buyer "几时发货", wait "3s", shop "not_sent",
  buyer "那如果现在再买一罐什么时候发货", wait "3s", shop "sent_if_ordered",
}

story "in working hours, where the shop counts them so" {
  settings = { dispatch_within = "9h", dispatch_counts = "working" }, shop = { hours = "10:00-16:00" },
  buyer "多久能发货", wait "3s", shop "1月6日发出",
}

story "look at my order, please: the truth about it" {
  about("order.created"), about("order.paid"),
  asks "帮我看一下订单", wait "3s", shop "not_sent", asks "我这个订单现在什么状态", wait "3s", shop "not_sent",
  asks "帮我查下订单怎么取消", wait "3s", asks "这个订单能开发票吗", wait "3s", silence(),
}

story "it goes astray: where it was last, and a person" {
  about("order.created"), about("order.paid"),
  asks "你们把包裹送错站点了", wait "3s", shop "not_sent",
  about("order.shipped", nil, parcel), asks "快递怎么发到广州去了", wait "3s", shop "astray", hands_off(),
  about("shipment.updated", nil, { status = "in_transit", location = "广州白云" }),
  asks "我的包裹送错站点了吧", wait "3s", shop "astray_at", hands_off(),
  asks "颜色发错了", wait "3s", asks "你们发错货了", wait "3s", silence(),
  about("order.delivered"), asks "包裹送错地址啦", wait "3s", shop "delivered",
}

story "where the buyer is met is learnt from a message, too" {
  settings = { warn_before = "0s" },
  buyer "你好", wait "3s",
  event { type = "order.created", data = { order = { id = "t-1" },
    conversation = { id = "c-1" } } },
  event { type = "order.paid", data = { order = { id = "t-1" }, conversation = { id = "c-1" } } },
  wait "48h", alerts "dispatch_overdue", shop { conversation = { id = "c-1" } },
}

story "a burst of questions is answered once" {
  about("order.created"), about("order.paid"),
  buyer "在吗", wait "1s", buyer "到哪了", wait "1s", buyer "怎么还没到", wait "3s", shop "not_sent",
  wait "1m",
}

story "many ways to ask" {
  about("order.created"), about("order.paid"),
  buyer "請問什麼時候發貨", wait "3s", shop "not_sent", buyer "到哪裡了", wait "3s", shop "not_sent",
  buyer "都三天了还没收到", wait "3s", shop "not_sent", buyer "你们到底发没发，怎么还不发", wait "3s", shop "not_sent",
  buyer "催一下快递", wait "3s", shop "not_sent", buyer "几号能到", wait "3s", shop "not_sent",
  buyer "有没有发货", wait "3s", shop "not_sent", buyer "物流一直没更新", wait "3s", shop "not_sent",
  buyer "快递单号发我一下", wait "3s", shop "not_sent", buyer "多久能到货", wait "3s", shop "not_sent",
}

story "what only sounds like it" {
  about("order.created"), about("order.paid"),
  buyer "退款到哪了", wait "3s", buyer "优惠券什么时候到账", wait "3s", buyer "差价怎么还没到", wait "3s",
  buyer "可以一起发货吗", wait "3s", buyer "送货时间可以改到周日吗", wait "3s",
  buyer "收到了，很喜欢", wait "3s", buyer "发票什么时候发", wait "3s", buyer "保质期到哪天", wait "3s",
  buyer "能到哪些地方", wait "3s", buyer "能便宜点吗", wait "3s", silence(),
  wait "1m",
}

story "in English" {
  language = "en",
  about("order.created"), about("order.paid"),
  asks "Where is my parcel?", wait "3s",
  shop "Hello 陈静, order t-1 is paid and not with the courier yet; it leaves by January 7",
  about("order.shipped", nil, parcel), asks "it still hasn't arrived", wait "3s",
  shop "on_its_way_by",
  asks "has it shipped?", wait "3s", shop "on_its_way_by", asks "when will my order arrive",
  wait "3s", shop "on_its_way_by",
  asks "I have not received my package", wait "3s", shop "on_its_way_by",
  asks "how is the weather over there", asks "when do you have this in blue", wait "3s", silence(),
  about("order.delivered"), asks "where's my order", wait "3s", shop "delivered",
}

-- Temper before business.
story "silent while a complaint is open" {
  facts = { conversation = { complaint = true } },
  about("order.created"), about("order.paid"), asks "怎么还没到！", wait "1m", silence(),
}
