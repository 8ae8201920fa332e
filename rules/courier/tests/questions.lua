-- What buyers ask: which courier, how long, how much, this one, any but that one.

local sheet = { couriers = [[
courier,region,min_weight_g,max_weight_g,first_weight_g,first_fee,step_weight_g,step_fee,currency,days,on_time_rate,cod,insured_max
顺丰,浙江,1,20000,1000,12.00,500,1.00,CNY,1,99%,yes,20000
顺丰,西藏,1,20000,1000,26.00,500,8.00,CNY,5,96%,no,20000
中通,浙江,1,20000,1000,4.50,1000,1.00,CNY,2,97%,no,300
中通,西藏,1,20000,1000,15.00,1000,12.00,CNY,6,86%,no,300
邮政,西藏,1,20000,1000,13.00,500,4.50,CNY,8,90%,yes,50000
]], products = "sku,list_price,floor_price,weight_g\ntea,199,168,1200\npot,688,580,\n" }

-- §3 发什么快递 / 几天到 / 运费多少 / can you send SF gets the same answer as text.
story "which courier: the courier, the days, the fee" {
  tables = sheet,
  buyer "寄到浙江发什么快递", wait "5s", shop "给您发中通：约2天到，1kg以内运费4.50元，超出后每1kg加1元。",
}

story "how long" {
  tables = sheet,
  buyer "到西藏几天到呀", wait "5s", shop "邮政：约8天到",
  buyer "how long does shipping to Zhejiang take?", wait "5s", shop {},
}

story "how much, for the weight that is said" {
  tables = sheet,
  buyer "三公斤寄到浙江运费多少", wait "5s",
  shop "给您发中通：约2天到，3kg以内运费6.50元。送得到的几家里，它的运费最低。另外也可以选：顺丰约1天到，3kg以内运费16元。",
}

story "how much, for the weight in the sheet" {
  tables = sheet, item = "tea",
  buyer "到西藏运费怎么算", wait "5s", shop "邮政：约8天到，1.2kg以内运费17.50元",
}

story "can you send this one: yes, on its terms" {
  tables = sheet,
  buyer "能发顺丰吗，到浙江", wait "5s", shop "can_send",
  buyer "运费多少", wait "5s", shop "运费12元",
  buyer "发什么快递", wait "5s", shop "recommends",
}

story "can you send this one: no, and why, and which instead" {
  tables = sheet,
  buyer "可以发邮政吗，寄浙江", wait "5s", shop "邮政不到浙江",
  buyer "能发京东吗", wait "5s", shop "京东我们目前没有合作",
}

story "anything but this one" {
  tables = sheet,
  buyer "到西藏，除了邮政都行", wait "5s", shop "not_that_one",
  buyer "要几天到", wait "5s", shop "给您发中通：约6天到",
  buyer "anything but ZTO", wait "5s", shop "顺丰",
  buyer "那就不要顺丰", wait "5s", shop "nobody", alerts "no_courier",
}

-- Ask for the region when it is not known, rather than guess.
story "the place is asked for, and the question waits for it" {
  tables = sheet,
  buyer "能发生通或者顺风吗", wait "5s", shop "which_place",
  buyer "嗯", wait "5s", silence(),
  buyer "拉萨", wait "5s", shop "can_send",
  buyer "浙江", wait "5s", silence(),
}

story "goods, streets and where it comes from are not where it goes" {
  tables = sheet,
  buyer "西藏红景天发什么快递", wait "5s", shop "which_place",
  buyer "从浙江发到西藏几天", wait "5s", shop "邮政",
}

story "a place that is far for all of them" {
  tables = sheet,
  buyer "到台湾运费多少", wait "5s", shop "中通、邮政、顺丰不到台湾", alerts { kind = "no_courier", conversation = { id = "c-1" } },
}

-- §3 urgent, COD, insured value, as buyers say it.
story "urgent, cash on delivery, and what it is worth" {
  tables = sheet,
  buyer "很急，到浙江发什么快递", wait "5s", shop "准时率最高，99%",
  buyer "能货到付款吗，到西藏发哪家快递", wait "5s", shop "给您发邮政",
  buyer { message = { text = "到浙江发什么快递" }, item = { sku = "pot", price = "688.00", currency = "CNY" } },
  wait "5s", shop "给您发顺丰",
}

story "where the shop pays, no fee is named" {
  tables = sheet, settings = { buyer_pays = false },
  buyer "到西藏运费多少", wait "5s", shop "邮政：约8天到，运费由我们承担",
}

story "days that the table does not have are not said" {
  tables = { couriers = "courier,region,first_weight_g,first_fee\n飞马,浙江,1000,5\n" },
  buyer "到浙江几天到", wait "5s", shop "给您发飞马：1kg以内运费5元。",
  buyer "能发飞马吗", wait "5s", shop "can_send",
}

story "the order says where it goes; what is sent is sent" {
  tables = sheet,
  event { type = "order.created", data = { order = { id = "o-1", region = "浙江省" } } },
  buyer { message = { text = "发什么快递" }, order = { id = "o-1" } }, wait "5s", shop "给您发中通",
  event { type = "order.shipped", data = { order = { id = "o-1" },
    shipment = { tracking_number = "SF1", courier = "顺丰" } } },
  buyer { message = { text = "发什么快递" }, order = { id = "o-1" } }, wait "5s", shop "发的是顺丰，运单号SF1",
}

story "a burst is one question" {
  tables = sheet,
  buyer "在吗", wait "1s", buyer "发什么快递", wait "1s", buyer "浙江", wait "5s", shop "给您发中通", wait "1m",
}

story "silent where it is somebody else's turn" {
  tables = sheet,
  buyer "我的快递单号多少", wait "5s", buyer "什么时候发货", wait "5s", buyer "顺丰显示已签收，没收到", wait "5s",
  buyer "一路顺风", wait "5s", buyer "京东白条能用吗", wait "5s", buyer "退款几天到账", wait "5s", buyer "包邮吗", wait "5s",
  buyer "where is my parcel", wait "5s", buyer "邮政编码是多少", wait "5s", buyer "能便宜点吗", wait "5s",
  buyer "快递怎么还没到", wait "5s", buyer "我在浙江", wait "5s", silence(),
}

-- Temper before business: who is angry is not told of fees. The shop's own question is answered.
story "silent to a buyer while a complaint is open" {
  tables = sheet, facts = { conversation = { complaint = true } },
  buyer "到浙江发什么快递", wait "5s", buyer "能发顺丰吗", wait "5s", buyer "运费多少", wait "1m", silence(),
  event { type = "courier.requested", data = { parcel = { region = "浙江", weight_g = 500 } } },
  acts { type = "courier.choose", data = { courier = "中通" } },
}

story "silent without a table, and when told to be" {
  buyer "发什么快递", wait "5s", silence(),
}
story "silent when the shop says so" {
  tables = sheet, settings = { answers = false },
  buyer "到浙江发什么快递", wait "5s", silence(),
}
