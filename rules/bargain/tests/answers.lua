-- What a buyer answers to an offer: a plain yes, another number, a wish for a small gift.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,compare,tagged
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,清明前手工采摘。,泡,83,80,一杯奶茶18元,
plain-1,白瓷盖碗,199.00,168.00,CNY,,素面没有贴花。,,,,,
fixed-1,白毫银针,320.00,,CNY,竹茶勺,只采春天头一批单芽。,泡,25,25,,
pot-1,紫砂壶,688.00,580.00,CNY,,,次,,1825,,
dear-1,全手工壶,2680.00,2400.00,CNY,,,,,,,
]] }

story "a plain yes to an offer takes it" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "好吧好吧，就这样！谢谢", wait "5s", shop "deal", accepts "193.00",
}

story "a yes in two languages, in traditional characters and in a burst" {
  tables = sheet,
  buyer { message = { text = "便宜点" }, item = { sku = "plain-1" } }, wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "ok, thanks", wait "5s", shop "deal", accepts "193.00",
  buyer { message = { text = "便宜点" }, item = { sku = "tea-250" } }, wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "謝謝您", wait "1s", buyer "可以", wait "5s", shop "deal", accepts "193.00",
}

story "a yes before any offer, or with something else in it, takes nothing" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "好的", wait "5s", silence(),
  buyer "便宜点", wait "5s", shop "thinking", wait "1s", buyer "好", wait "5s", silence(),
  wait "45s", shop "concede", offers "193.00",
  buyer "好，什么时候发货", wait "5s", silence(),
  buyer "谢谢", wait "5s", silence(),
}

story "a yes to a gift or to a colleague is no yes to the price" {
  tables = sheet, item = "tea-250",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "不便宜我就走了", wait "5s", shop "gift", gives "桂花茶样",
  buyer "好的", wait "5s", silence(),
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  event { type = "message.sent", data = { sender = { role = "agent" }, message = { text = "180给您" } } },
  buyer "好的", wait "5s", silence(),
}

story "another number with no more than a question to it is a bid" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "哦，那175呢", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "1百5不行的话1百8呢", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "180是几月的价呢", wait "5s", silence(),
  buyer "那250g呢", wait "5s", silence(),
}

story "how much less is no bid" {
  tables = sheet, item = "plain-1",
  buyer "能少10块吗", wait "5s", shop "justify",
  buyer "再少20块", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜30，160行不行", wait "5s", shop "decline", declines "160.00",
}

story "what is named for several pieces presses on once the bargain is open" {
  tables = sheet, item = "plain-1",
  buyer "买两个能便宜点吗", wait "5s", shop "justify",
  buyer "一个180", wait "1s", buyer "两个360", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "那我要两个", wait "5s", silence(),
}

story "a small thing is given when it is asked for, the one named, once" {
  tables = sheet, item = "tea-250",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "再送个竹茶勺我就下单", wait "5s", shop "gift", gives "竹茶勺",
  buyer "再送点东西嘛", wait "5s", shop "gift_stays", wait "5m", silence(),
}

story "where there is no gift none is promised" {
  tables = sheet, item = "plain-1",
  buyer "送个杯子吗", wait "5s", silence(),
  buyer "便宜点", wait "5s", shop "justify",
  buyer "送个杯子吧", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

story "goods with a fixed price may still bring a gift" {
  tables = sheet, item = "fixed-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "一分都不能少？", wait "5s", shop "fixed_price",
  buyer "那送不送东西", wait "5s", shop "gift", gives "竹茶勺",
}

story "years are counted as years" {
  tables = sheet, item = "pot-1",
  buyer "有优惠吗", wait "5s", shop "5年", wait "5m",
}

story "numbers as people write them" {
  tables = sheet, item = "dear-1",
  buyer "2,680还能谈吗", wait "5s", shop "no_fact",
  buyer "2,450", wait "5s", shop "thinking", wait "45s", shop "concede", offers "2600.00",
  buyer "两千三卖吗", wait "5s", shop "decline", declines "2300.00",
}

story "a hundred is a number, too" {
  tables = sheet, item = "plain-1",
  buyer "一百卖吗", wait "5s", shop "decline", declines "100.00",
}

story "what is sent another time, and coupons, are no gifts" {
  tables = sheet, item = "tea-250",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "约后天再送过来吧", wait "5s", silence(),
  buyer "能送我点优惠券吗", wait "5s", silence(),
}

story "an order placed after a long silence ends the bargain all the same" {
  tables = sheet, item = "tea-250",
  buyer "能便宜点吗", wait "5s", shop "justify",
  wait "9d",
  event { type = "order.created", data = { order = { id = "o-1", price = "199.00", currency = "CNY" } } },
  wait "1m",
  buyer "能便宜点吗", wait "5s", shop "订单", wait "5m",
  buyer "再少点吧", wait "5s", shop "订单", wait "5m", silence(),
}

local named = { products = [[
sku,name,list_price,floor_price,currency,gifts,gifts_en,fact,name_en
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,a sample of osmanthus tea|a bamboo tea scoop,手工采摘。,Longjing
cup-1,茶杯,120.00,102.00,CNY,杯垫|杯刷,a coaster,素面。,Cup
]] }

story "a gift has its English name for a buyer who writes English; the shop hears its own" {
  tables = named, item = "tea-250",
  buyer "could you go a bit lower, or i'll buy elsewhere", wait "5s", shop "a sample of osmanthus tea",
  gives "桂花茶样",
}

story "a gift can be asked for by its English name" {
  tables = named, item = "tea-250",
  buyer "hello, can you go a bit lower please?", wait "5s", shop "justify",
  buyer "could you throw in a bamboo tea scoop then?", wait "5s", shop "a bamboo tea scoop", gives "竹茶勺",
}

story "without a name for every gift none is guessed" {
  tables = named, item = "cup-1",
  buyer "would you take 50 for it please", wait "5s", shop "a small gift (杯垫)", declines "50.00", gives "杯垫",
}

-- Of the trade: what asks look like, in both scripts and widths and in English. Each is the first
-- word of a conversation about another product, and gets its reason.
local many = { products = [[
sku,name,list_price,floor_price,fact
p-1,甲,199.00,160.00,手工。
p-2,乙,199.00,160.00,手工。
p-3,丙,199.00,160.00,手工。
p-4,丁,199.00,160.00,手工。
p-5,戊,199.00,160.00,手工。
p-6,己,199.00,160.00,手工。
p-7,庚,199.00,160.00,手工。
p-8,辛,199.00,160.00,手工。
p-9,壬,199.00,160.00,手工。
]] }

local function ask(sku, words)
  return buyer { message = { text = words }, item = { sku = sku } }
end

story "what asks look like" {
  tables = many,
  ask("p-1", "便宜点"), wait "5s", shop "justify", ask("p-2", "少点吧"), wait "5s", shop "justify",
  ask("p-3", "有优惠吗"), wait "5s", shop "justify", ask("p-4", "打折吗"), wait "5s", shop "justify",
  ask("p-5", "最低多少"), wait "5s", shop "justify", ask("p-6", "抹个零吧"), wait "5s", shop "justify",
  ask("p-7", "能不能再低"), wait "5s", shop "justify",
  ask("p-8", "一口价180行不行"), wait "5s", shop "justify", ask("p-9", "88折"), wait "5s", shop "justify",
}

story "what asks look like in traditional characters, full width and English" {
  tables = many,
  ask("p-1", "便宜點"), wait "5s", shop "justify", ask("p-2", "有優惠嗎"), wait "5s", shop "justify",
  ask("p-3", "打９折行不行"), wait "5s", shop "justify", ask("p-4", "一口價１８０行不行"), wait "5s", shop "justify",
  ask("p-5", "ｃａｎ　ｙｏｕ　ｄｏ　１８０？"), wait "5s", shop "justify",
  ask("p-6", "can you do 180?"), wait "5s", shop "justify", ask("p-7", "any discount?"), wait "5s", shop "justify",
  ask("p-8", "could you do 10% off"), wait "5s", shop "justify", ask("p-9", "$20 off and i buy it"), wait "5s", shop "justify",
}
