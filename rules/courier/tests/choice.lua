-- The choice for courier.requested: who can carry it, which of them, what it costs, and why not.

local head = "courier,region,min_weight_g,max_weight_g,first_weight_g,first_fee,step_weight_g," ..
  "step_fee,currency,days,on_time_rate,cod,insured_max\n"

local sheet = { couriers = head .. [[
顺丰,浙江,1,3000,1000,12.00,500,1.00,CNY,1,99%,yes,20000
顺丰,浙江,3001,20000,3000,16.00,1000,2.00,CNY,1,99%,yes,20000
顺丰,西藏,1,20000,1000,26.00,500,8.00,CNY,5,96%,no,20000
中通,浙江,1,3000,1000,4.50,1000,1.00,CNY,2,97%,no,3000
中通,西藏,1,3000,1000,15.00,1000,12.00,CNY,6,86%,no,3000
圆通,浙江,1,20000,1000,4.50,1000,1.50,CNY,2,95%,yes,2000
申通,浙江,1,20000,1000,3.00,1000,1.00,CNY,2,70%,no,2000
邮政,*,1,5000,1000,9.00,500,2.00,CNY,7,90%,yes,
]] }

local function asks(parcel)
  return event { type = "courier.requested", data = { parcel = parcel, order = { id = "o-1" } } }
end

local function chosen(courier, fee, days, rejected)
  return acts { type = "courier.choose",
    data = { courier = courier, fee = fee, currency = "CNY", days = days, order = { id = "o-1" },
             rejected = rejected } }
end

-- §3 columns of the table; not urgent: cheapest among those with an acceptable rate; and why the
-- others lost.
story "the cheapest of those that are on time often enough" {
  tables = sheet,
  asks { region = "浙江", weight_g = 800 },
  chosen("中通", "4.50", 2, {
    { courier = "圆通", why = "准时率95%，不如97%" },
    { courier = "邮政", why = "运费9元，比4.50元贵" },
    { courier = "顺丰", why = "运费12元，比4.50元贵" },
    { courier = "申通", why = "准时率70%，低于要求的80%" },
  }),
}

story "what is often enough is a setting" {
  tables = sheet, settings = { on_time_min = "60%" },
  asks { region = "浙江", weight_g = 800 }, chosen("申通", "3.00", 2),
}

story "and where none is on time often enough, a human decides" {
  tables = sheet, settings = { on_time_min = "99.5%" },
  asks { region = "浙江", weight_g = 800 }, alerts "no_courier",
}

-- §3 urgent: highest on-time rate, price second.
story "urgent: the one that is on time most often" {
  tables = sheet,
  asks { region = "浙江", weight_g = 800, urgent = true },
  acts { type = "courier.choose", data = { courier = "顺丰", fee = "12.00", rejected = {
    { courier = "中通", why = "准时率97%，不如99%" }, { courier = "圆通", why = "准时率95%，不如99%" },
    { courier = "邮政", why = "准时率90%，不如99%" },
    { courier = "申通", why = "准时率70%，不如99%" },
  } } },
}

story "urgent, and equally punctual: the cheaper" {
  tables = { couriers = head .. "甲,浙江,1,9000,1000,8,1000,1,CNY,1,97%,no,\n" ..
                                "乙,浙江,1,9000,1000,7,1000,1,CNY,1,0.97,no,\n" },
  asks { region = "浙江", weight_g = 800, urgent = true },
  chosen("乙", "7.00", 1, { { courier = "甲", why = "运费8元，比7元贵" } }),
}

-- §3 fee = first weight + each started step.
story "each step that is begun costs, and none before" {
  tables = sheet, settings = { on_time_min = "98%" },
  asks { region = "浙江", weight_g = 1 }, chosen("顺丰", "12.00", 1),
  asks { region = "浙江", weight_g = 1000 }, chosen("顺丰", "12.00", 1),
  asks { region = "浙江", weight_g = 1001 }, chosen("顺丰", "13.00", 1),
  asks { region = "浙江", weight_g = 1500 }, chosen("顺丰", "13.00", 1),
  asks { region = "浙江", weight_g = 1501 }, chosen("顺丰", "14.00", 1),
}

-- §3 several rows for one courier and region are weight bands.
story "the band of its weight" {
  tables = sheet, settings = { on_time_min = "98%" },
  asks { region = "浙江", weight_g = 3000 }, chosen("顺丰", "16.00", 1),
  asks { region = "浙江", weight_g = 3001 }, chosen("顺丰", "18.00", 1),
  asks { region = "浙江", weight_g = 20000 }, chosen("顺丰", "50.00", 1),
  asks { region = "浙江", weight_g = 20001 }, alerts { kind = "no_courier" },
}

story "tenths of a fen never get lost" {
  tables = { couriers = head .. "甲,浙江,1,99000,1000,0.10,1000,0.10,CNY,1,97%,no,\n" },
  asks { region = "浙江", weight_g = 3000 }, chosen("甲", "0.30", 1, {}),
}

-- §3 a missing row means the courier does not go there; `*` is everywhere.
story "who has no row does not go there, and * goes everywhere" {
  tables = sheet,
  asks { region = "海南", weight_g = 800 },
  chosen("邮政", "9.00", 7, {
    { courier = "中通", why = "不到海南" }, { courier = "圆通", why = "不到海南" },
    { courier = "申通", why = "不到海南" }, { courier = "顺丰", why = "不到海南" },
  }),
}

story "a row of its own goes before *" {
  tables = { couriers = head .. "甲,*,1,9000,1000,5,1000,1,CNY,4,97%,no,\n" ..
                                "甲,西藏,1,2000,1000,20,1000,9,CNY,8,97%,no,\n" },
  asks { region = "西藏", weight_g = 900 }, chosen("甲", "20.00", 8),
  asks { region = "浙江", weight_g = 900 }, chosen("甲", "5.00", 4),
  asks { region = "西藏", weight_g = 5000 }, alerts "no_courier",
}

-- Regions: long and short names, English, addresses that hold the province, cities.
story "a place by any of its names" {
  tables = sheet,
  asks { region = "西藏", weight_g = 500 }, chosen("邮政", "9.00", 7),
  asks { region = "西藏自治区", weight_g = 5000, value = "100" }, chosen("邮政", "25.00", 7),
  asks { region = "Tibet", weight_g = 5001 }, chosen("顺丰", "98.00", 5),
  asks { region = "西藏自治区拉萨市城关区北京中路35号", weight_g = 5001 }, chosen("顺丰", "98.00", 5),
  asks { region = "拉萨", weight_g = 5001 }, chosen("顺丰", "98.00", 5),
  asks { region = "上海市黄浦区浙江中路1号", weight_g = 5001 }, alerts "no_courier",
  asks { region = "浙江中路1号", weight_g = 5001 }, alerts "no_courier",
}

story "the table may name cities, and places abroad" {
  tables = { couriers = head .. "甲,江苏省,1,9000,1000,5,1000,1,CNY,2,97%,no,\n" ..
                                "甲,苏州,1,9000,1000,4,1000,1,CNY,1,97%,no,\n" ..
                                "甲,US,1,9000,1000,99,1000,50,CNY,9,97%,no,\n" },
  asks { region = "江苏南京", weight_g = 500 }, chosen("甲", "5.00", 2),
  asks { region = "江苏省苏州市姑苏区", weight_g = 500 }, chosen("甲", "4.00", 1),
  asks { region = "Seattle, US", weight_g = 500 }, chosen("甲", "99.00", 9),
  asks { region = "Russia", weight_g = 500 }, alerts "no_courier",
}

-- §3 and can carry the parcel: weight, cash on delivery, insured value.
story "who cannot carry it is out, and says why" {
  tables = sheet,
  asks { region = "浙江", weight_g = 800, cod = true },
  chosen("圆通", "4.50", 2, {
    { courier = "邮政", why = "运费9元，比4.50元贵" }, { courier = "顺丰", why = "运费12元，比4.50元贵" },
    { courier = "中通", why = "这里不能货到付款" }, { courier = "申通", why = "这里不能货到付款" },
  }),
  asks { region = "浙江", weight_g = 800, value = "2000.00", currency = "CNY" },
  chosen("中通", "4.50", 2),
  asks { region = "浙江", weight_g = 800, value = "3000.01", currency = "CNY" },
  chosen("邮政", "9.00", 7, {
    { courier = "顺丰", why = "运费12元，比9元贵" },
    { courier = "中通", why = "最多保价3000元，不够3000.01元" },
    { courier = "圆通", why = "最多保价2000元，不够3000.01元" },
    { courier = "申通", why = "最多保价2000元，不够3000.01元" },
  }),
  asks { region = "西藏", weight_g = 30000, cod = true },
  alerts { kind = "no_courier", order = { id = "o-1" } },
}

-- §3 ties are broken stably: fee, then rate, then days, then the name, however the rows stand.
story "what is equal goes by name, whichever way the rows lie" {
  tables = { couriers = head .. "乙,浙江,1,9000,1000,5,1000,1,CNY,2,97%,no,\n" ..
                                "甲,浙江,1,9000,1000,5,1000,1,CNY,2,97%,no,\n" ..
                                "丁,浙江,1,9000,1000,5,1000,1,CNY,3,97%,no,\n" },
  asks { region = "浙江", weight_g = 800 },
  chosen("乙", "5.00", 2, { { courier = "甲", why = "和乙一样，按名字排在后面" },
                            { courier = "丁", why = "路上天数更多" } }),
}

-- §3 none fits: an alert with the reason, not a silent default.
story "none fits: the alert has every reason, and goes when one fits" {
  tables = { couriers = head .. "甲,浙江,1,9000,1000,5,1000,1,CNY,2,97%,no,\n" ..
                                "乙,江苏,1,9000,1000,5,1000,1,CNY,2,97%,no,\n" },
  asks { region = "浙江", weight_g = 9001 },
  alerts { kind = "no_courier", order = { id = "o-1" },
           text = "寄往浙江的包裹没有合适的快递。乙不到浙江；甲最重只收9kg" },
  asks { region = "浙江", weight_g = 9000 }, chosen("甲", "13.00", 2), clears "no_courier",
  asks { region = "浙江", weight_g = 9000 }, chosen("甲", "13.00", 2),
}

story "what the parcel does not say is not guessed" {
  tables = sheet,
  asks { weight_g = 800 }, alerts { kind = "no_courier", text = "包裹没有写寄到哪里，没法选快递。" },
  asks { region = "  ", weight_g = 800 }, alerts "no_courier",
  asks { region = "浙江" }, alerts { kind = "no_courier", text = "包裹没有写重量（weight_g，克），没法算运费。" },
  asks { region = "浙江", weight_g = 0 }, alerts "no_courier",
  asks { region = "浙江", weight_g = -5 }, alerts "no_courier",
  asks { region = "浙江", weight_g = 800, value = "很贵" }, alerts { kind = "no_courier", text = "包裹的价值看不懂，没法看保价够不够。" },
  event { type = "courier.requested", data = {} }, alerts "no_courier",
}

story "without a table there is nobody to choose" {
  asks { region = "浙江", weight_g = 800 }, alerts { kind = "no_courier", text = "没有快递价目表 tables/couriers.csv，没法选快递。" },
}

story "the order says where it goes, and the setting what it weighs" {
  tables = sheet, settings = { usual_weight_g = 1200 },
  event { type = "order.created", data = { order = { id = "o-1", address = "杭州市西湖区龙井路1号" } } },
  asks {}, chosen("中通", "5.50", 2),
}

story "what the table may leave out: the weights, the steps, the rate" {
  tables = { couriers = head .. "丁,浙江,,,1000,6,,,,2-3,,,\n" },
  asks { region = "浙江", weight_g = 900000 }, chosen("丁", "6.00", "2-3", {}),
}

story "cells with spaces around them, and shares however they are written" {
  tables = { couriers = head .. " 甲 , 浙江 , 1 ,9000,1000, 7 ,1000,1, CNY ,1,97,是,\n" ..
                                "乙,浙江省,1,9000,1000,7,1000,1,,1,0.98,no,\n" },
  asks { region = "浙江", weight_g = 800, cod = true }, chosen("甲", "7.00", 1),
  asks { region = "浙江", weight_g = 800 },
  chosen("乙", "7.00", 1, { { courier = "甲", why = "准时率97%，不如98%" } }),
}

story "a fee that is too big for money is not a fee" {
  tables = { couriers = head .. "甲,浙江,,,1,1,1,90000000000000,CNY,2,97%,no,\n" },
  asks { region = "浙江", weight_g = 1 }, chosen("甲", "1.00", 2),
  asks { region = "浙江", weight_g = 1000000000 },
  alerts { kind = "no_courier", text = "寄往浙江的包裹没有合适的快递。甲运费大得算不出来" },
}

story "fees of another currency are not compared" {
  tables = { couriers = head .. "甲,浙江,1,9000,1000,1,1000,1,USD,2,97%,no,\n" ..
                                "乙,浙江,1,9000,1000,6,1000,1,,2,97%,no,\n" },
  asks { region = "浙江", weight_g = 500 },
  chosen("乙", "6.00", 2, { { courier = "甲", why = "按USD计价，没法比较" } }),
}

story "in English for an English shop" {
  language = "en", tables = sheet,
  asks { region = "Hainan", weight_g = 800 },
  acts { type = "courier.choose", data = { courier = "邮政", rejected = {
    { courier = "中通", why = "does not go to Hainan" }, { courier = "圆通", why = "does not go to Hainan" },
    { courier = "申通", why = "does not go to Hainan" }, { courier = "顺丰", why = "does not go to Hainan" },
  } } },
}
