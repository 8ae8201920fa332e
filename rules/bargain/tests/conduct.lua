-- Conduct: pauses, threats, authority, other products, orders, and what is no haggling at all.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,compare,tagged
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,清明前手工采摘。,泡,83,80,一杯奶茶18元,
plain-1,白瓷盖碗,199.00,168.00,CNY,,素面没有贴花。,,,,,
cup-6,青瓷品茗杯,120.00,102.00,CNY,,一套从同一窑里挑的。,,,,,
fixed-1,白毫银针,320.00,,CNY,竹茶勺,只采春天头一批单芽。,泡,25,25,,
]] }

story "a burst of short messages is one ask" {
  tables = sheet, item = "plain-1",
  buyer "在吗", wait "1s", buyer "便宜点", wait "1s", buyer "再便宜点", wait "1s", buyer "行吗", wait "5s",
  shop "justify", wait "5m",
}

story "asks in the pause are counted, not answered twice" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking",
  buyer "快点，再便宜点", wait "5s", silence(),
  buyer "能再少点吗", wait "5s", silence(),
  wait "45s", shop "concede", offers { price = "193.00", round = 1 },
  wait "10m", silence(),
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "191.40",
}

story "the same message twice is one ask" {
  tables = sheet, item = "plain-1",
  event { type = "message.received", id = "m-1", data = { message = { text = "便宜点" } } },
  event { type = "message.received", id = "m-1", data = { message = { text = "便宜点" } } },
  wait "5s", shop "justify", wait "5m",
}

-- Of the trade: think before each cut.
story "the pause is as long as the shop says" {
  tables = sheet, item = "plain-1", settings = { thinking_min = "90s", thinking_max = "90s" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "87s", silence(), wait "2s", shop "concede", offers "193.00",
}

story "a pause with its ends the wrong way round is still a pause" {
  tables = sheet, item = "plain-1", settings = { thinking_min = "30s", thinking_max = "5s" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "20s", silence(), wait "15s", shop "concede", offers "193.00",
}

-- Of the trade: who threatens to leave gets the gift or one small cut.
story "a threat to leave is answered with the gift, not with a drop" {
  tables = sheet, item = "tea-250",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "再便宜点，不然不买了", wait "5s", shop "gift", gives "桂花茶样",
  buyer "不便宜就不买了", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

story "without a gift a threat brings one small cut" {
  tables = sheet, item = "plain-1",
  buyer "能便宜点吗", wait "5s", shop "justify",
  buyer "不然我就不买了，不然不买", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  wait "10m", silence(),
}

story "a threat as the first word: the gift, or a reason" {
  tables = sheet, item = "tea-250",
  buyer "太贵了不买了", wait "5s", shop "gift", gives "桂花茶样",
  buyer { message = { text = "不便宜点我就不买了" }, item = { sku = "plain-1" } }, wait "5s", shop "justify", wait "5m",
}

-- Of the trade: agents have an authority, and beyond it the supervisor decides.
story "a cut beyond the authority goes to the supervisor, once" {
  tables = sheet, item = "plain-1", authority = { cut = "4%" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "ask_supervisor", hands_off(), wait "5m", silence(),
}

story "an authority of nothing means every cut is asked for" {
  tables = sheet, item = "plain-1", authority = { cut = "0%" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "ask_supervisor", hands_off(), wait "5m", silence(),
  event { type = "conversation.assigned", data = { conversation = { id = "c-1", owner = "bot" } } },
  buyer "便宜点", wait "5s", shop "beyond_us",
}

story "a bid beyond the authority goes to the supervisor, too" {
  tables = sheet, item = "plain-1", authority = { cut = "10%" }, settings = { steps = { "1%" } },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "170我就买", wait "5s", shop "ask_supervisor", hands_off { reason = "authority_exceeded: plain-1, 170.00 CNY" },
}

story "each product has its own bargain" {
  tables = sheet,
  buyer { message = { text = "便宜点" }, item = { sku = "plain-1" } }, wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "concede",
  offers { price = "193.00", item = { sku = "plain-1" } },
  buyer { message = { text = "这个能便宜点吗" }, item = { sku = "cup-6" } }, wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "concede",
  offers { price = "116.00", item = { sku = "cup-6" } },
  buyer { message = { text = "再便宜点" }, item = { sku = "plain-1" } }, wait "5s", shop "thinking", wait "45s",
  shop "concede", offers { price = "189.00", item = { sku = "plain-1" } },
}

story "two products thought over at once are both answered" {
  tables = sheet,
  buyer { message = { text = "便宜点" }, item = { sku = "plain-1" } }, wait "5s", shop "justify",
  buyer { message = { text = "便宜点" }, item = { sku = "cup-6" } }, wait "5s", shop "justify",
  buyer { message = { text = "便宜点" }, item = { sku = "plain-1" } }, wait "5s", shop "thinking",
  buyer { message = { text = "便宜点" }, item = { sku = "cup-6" } }, wait "5s", shop "thinking",
  wait "45s", shop "concede", offers { item = { sku = "cup-6" } }, shop "concede", offers { item = { sku = "plain-1" } },
}

story "an order in the pause: no offer afterwards" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking",
  event { type = "order.created", data = { order = { id = "o-1", price = "199.00", currency = "CNY" } } },
  wait "10m", silence(),
  buyer "便宜点", wait "5s", shop "ordered", wait "5m", silence(),
}

story "an order of something else leaves the bargain alone" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking",
  event { type = "order.created", data = { order = { id = "o-1", items = { { sku = "cup-6" } } } } },
  wait "45s", shop "concede", offers "193.00",
  event { type = "order.paid", data = { order = { id = "o-2", items = { { sku = "plain-1" } } } } },
  buyer_offers "180.00", shop "ordered",
}

story "after the deal the word stands, through order and payment" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "193成交", wait "5s", shop "deal", accepts "193.00",
  buyer "再便宜点嘛", wait "5s", shop "agreed", wait "5m", silence(),
  event { type = "order.created", data = { order = { id = "o-1" } } },
  buyer "再便宜点嘛", wait "5s", shop "agreed",
  buyer "不便宜就不买了", wait "5s", shop "agreed",
  buyer_offers "100.00", shop "agreed", wait "10m",
}

story "the end of the conversation ends the thinking; the price offered stays" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking",
  event { type = "conversation.closed" }, wait "10m", silence(),
  buyer "能便宜点吗", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers { price = "189.00", round = 2 },
}

story "days later an ask is a first ask again, from the price that was offered" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  wait "4d", buyer "能便宜点吗", wait "5s", shop "justify",
  buyer_offers "199.00", shop "deal", accepts "193.00",
}

story "what is said after the price was offered and is still an ask" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "还是有点贵", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

-- Of the trade: asking about what is on for everybody is no haggling.
story "a question about a promotion is no haggling" {
  tables = sheet, item = "plain-1",
  buyer "有满减吗", wait "5s", buyer "优惠券怎么领", wait "5s", buyer "有什么活动优惠吗", wait "5s",
  buyer "双11会便宜多少", wait "5s", buyer "有优惠券可以优惠点吗", wait "5s", buyer "明天降价吗", wait "5s",
  buyer "do you have a discount code", wait "5s", buyer "coupon?", wait "5m", silence(),
}

story "price protection after buying is no haggling" {
  tables = sheet, item = "plain-1",
  buyer "刚买就降价了，能退差价吗", wait "5s", buyer "可以申请价保吗，便宜了20", wait "5s",
  buyer "买贵了，便宜点的时候能补差吗", wait "5s", buyer "can I get a price match refund, it is cheaper now", wait "5m",
  silence(),
}

story "talk that only looks like haggling" {
  tables = sheet, item = "plain-1",
  buyer "比实体店便宜好多啊", wait "5s", buyer "你好在吗", wait "5s", buyer "这茶能降血压吗", wait "5s",
  buyer "有便宜点的款吗", wait "5s", buyer "少放点糖可以吗", wait "5s", buyer "水温低一点行吗", wait "5s",
  buyer "太贵了", wait "5s", buyer "现在价格还价格更贵了", wait "5s", buyer "成交量多少", wait "5m", silence(),
}

story "no bargaining while a complaint is open" {
  tables = sheet, item = "tea-250", facts = { conversation = { complaint = true } },
  buyer "便宜点", wait "5s", buyer "180行不行", wait "5s", buyer "不便宜我就不买了", wait "5m", silence(),
}

-- What the platform sends back of our own words, under the name of a colleague and without saying
-- for which action: the text tells, and the question whether the price is right still stands.
story "our own words come back: a yes still takes the price" {
  tables = sheet, item = "plain-1", seed = 0,
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "我们商量了一下，白瓷盖碗，给您193元。", offers "193.00",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "我们商量了一下，白瓷盖碗，给您193元。" } } },
  buyer "好的", wait "5s", shop "deal", accepts "193.00",
}

story "a colleague's word in between: a yes is about that" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "今天发货可以吗" } } },
  event { type = "conversation.assigned", data = { conversation = { id = "c-1", owner = "bot" } } },
  buyer "好的", wait "5s", silence(),
}
