-- Conduct: when to be quiet, what is no objection, both languages, and the memory of a conversation.

local sheet = { products = [[
sku,name,list_price,fact,unit,units,lasts_days,years_of_use,warranty,fact_en,name_en,unit_en,warranty_en
pot,紫砂壶,730.00,原矿紫泥。,次,730,,2,保修一年,original clay.,clay pot,pot of tea,a year's warranty
tea,龙井,199.00,清明前采。,泡,83,80,,,,,,
]] }

-- A person looks after the conversation.
story "quiet while a person of the shop is there" {
  tables = sheet, item = "pot",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "我来答" } } },
  buyer "太贵了", wait "5s", silence(),
  wait "31m", buyer "太贵了", wait "5s", shop "average_over_time",
  event { type = "conversation.assigned", data = { conversation = { id = "c-1", owner = "human" } } },
  buyer "值吗", wait "5s", silence(),
  event { type = "conversation.assigned", data = { conversation = { id = "c-1", owner = "bot" } } },
  buyer "值吗", wait "5s", shop "affirm",
}

-- Temper before business.
story "quiet while a complaint is open" {
  tables = sheet, item = "pot", facts = { conversation = { complaint = true } },
  buyer "太贵了", wait "5s", buyer "值吗", wait "5s", buyer "算了，不要了", wait "1m", silence(),
}

story "what the shop's own program sent is no person" {
  tables = sheet, item = "pot",
  event { type = "message.sent", data = { sender = { role = "bot" }, message = { text = "您好" } } },
  buyer "太贵了", wait "5s", shop "average_over_time",
}

-- What the platform sends back of our own words is no person either, whatever role it gives them.
story "our own words come back, and it goes on" {
  tables = sheet, item = "pot", seed = 0,
  buyer "太贵了", wait "5s", shop "按用2年来算，730元分摊到每天大约1元，您这样看会不会轻松些？",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "按用2年来算，730元分摊到每天大约1元，您这样看会不会轻松些？" } } },
  buyer "值吗", wait "5s", shop "affirm",
}

story "a word that only looks like ours is a person's" {
  tables = sheet, item = "pot",
  buyer "太贵了", wait "5s", shop "average_over_time",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "是有点贵" } } },
  buyer "值吗", wait "5s", silence(),
  wait "31m", buyer "值吗", wait "5s", shop "affirm",
}

story "quiet after an order, until the conversation is over" {
  tables = sheet, item = "pot",
  buyer "太贵了", wait "5s", shop "average_over_time",
  event { type = "order.created", data = { order = { id = "o-1" } } },
  buyer "不要了", wait "5s", silence(),
  buyer "值吗", wait "5s", silence(),
  event { type = "conversation.closed", data = {} },
  buyer "太贵了", wait "5s", shop "average_over_time",
}

-- The platform's button says it as well as words do.
story "who names a price after a no is spoken to again" {
  tables = sheet, item = "pot", settings = { gentle_try = false },
  buyer "算了", wait "5s", shop "grace",
  event { type = "offer.received", data = { item = { sku = "pot" }, offer = { price = "650.00" } } },
  wait "5s", buyer "太贵了", wait "5s", shop "average_over_time",
}

story "about an order it is no objection" {
  tables = sheet, item = "pot",
  buyer { message = { text = "不要了" }, order = { id = "o-1" } }, wait "5s", silence(),
}

-- Who comes back is welcome.
story "who asks for it again after a no is answered again" {
  tables = sheet, item = "pot", settings = { gentle_try = false },
  buyer "算了", wait "5s", shop "grace",
  buyer "太贵了", wait "5s", silence(),
  buyer "想来想去，还是想要", wait "5s", silence(),
  buyer "就是太贵了", wait "5s", shop "average_over_time",
}

story "a no comes before its reason, and a reason before the wish to think" {
  tables = sheet, item = "pot", settings = { gentle_try = false },
  buyer "太贵了，我再考虑一下", wait "5s", shop "average_over_time",
  buyer "最近没钱，还是不买了", wait "5s", shop "grace",
}

story "a burst is one turn" {
  tables = sheet, item = "pot",
  buyer "这个", wait "1s", buyer "太贵了", wait "1s", buyer "真的太贵", wait "5s", shop "average_over_time", wait "1m",
}

story "the same message twice is one" {
  tables = sheet, item = "pot",
  event { type = "message.received", id = "m-1", data = { message = { text = "太贵了" } } },
  event { type = "message.received", id = "m-1", data = { message = { text = "太贵了" } } },
  wait "5s", shop "average_over_time", wait "5m",
}

story "it remembers which goods" {
  tables = sheet,
  buyer { message = { text = "值吗" }, item = { sku = "tea" } }, wait "5s", shop "80天",
  buyer "太贵了", wait "5s", shop "price_of_one_use",
}

-- The buyer's language.
story "an English buyer hears English, with the cells in English" {
  tables = sheet, item = "pot",
  buyer "this is too expensive", wait "5s", shop "¥1 a day",
  buyer "is it really worth it?", wait "5s", shop "original clay",
  buyer "let me think about it", wait "5s", shop "ask_what_is_unclear",
  buyer "no thanks", wait "5s", shop "grace",
}

story "what nobody translated is not said to an English buyer" {
  tables = sheet, item = "tea",
  buyer "why is it so expensive?", wait "5s", shop "¥2.49",
  buyer "still, that is too expensive", wait "5s", shop "ask_what_matters",
}

story "every objection in English" {
  tables = sheet, item = "pot",
  buyer "I saw it cheaper elsewhere", wait "5s", shop "one_by_one",
  buyer "money is tight right now", wait "5s", shop "your_own_use",
  buyer "can you make it cheaper please?", wait "5s", silence(),
  buyer "or i won't buy", wait "5s", silence(),
  buyer "I'm not interested", wait "5s", shop "grace",
}

-- What only sounds like it.
local function no_objection(text)
  story("no objection: " .. text) { tables = sheet, item = "pot", buyer(text), wait "5s", silence() }
end

for _, text in ipairs {
  "贵姓", "贵店几点开门", "我是贵州的", "这壶贵重吗", "不贵", "买贵了能退差价吗", "比昨天贵了", "又涨价了，怎么贵了",
  "今天价格怎么变了", "高山茶有吗", "微信里没钱，能用支付宝吗", "卡里钱不够可以分开付吗", "盖子盖紧了吗",
  "你们考虑出个小号的吗", "帮我想想办法", "订单帮我再看看", "我商量好了", "袋子不要了", "不要放辣", "这个不要了可以退吗",
  "还要不要了？", "算了我找人代收吧", "快递费太贵了", "安装有点贵", "值班的在吗", "什么值得注意", "到时候拒收",
  "网上说这个壶好用", "超市里有卖吗", "比实体店便宜好多啊", "不是不想买", "谢谢", "好的", "在吗",
  "is it broken?", "how do I pay?", "my order arrived broken", "don't want it to break", "what do you think?",
} do no_objection(text) end
