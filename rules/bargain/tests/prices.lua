-- The buyer names a price, in words or by the platform's button.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,compare,tagged
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,清明前手工采摘。,泡,83,80,一杯奶茶18元,
plain-1,白瓷盖碗,199.00,168.00,CNY,,素面没有贴花。,,,,,
fixed-1,白毫银针,320.00,,CNY,竹茶勺,只采春天头一批单芽。,泡,25,25,,
]] }

story "the list price closes the deal at once" {
  tables = sheet, item = "tea-250",
  buyer_offers "199.00", shop "deal", accepts "199.00", wait "5m",
}

story "more than the list price is taken as the list price" {
  tables = sheet, item = "tea-250",
  buyer_offers "250.00", shop "deal", accepts "199.00",
}

-- Of the trade: a price that is named at or above ours closes, at ours.
story "at or above the price on the table: accepted, never above it" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer_offers "195.00", shop "deal", accepts "193.00",
  buyer_offers "150.00", shop "agreed",
}

story "the price on the table in words" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "那就193吧，我拍了", wait "5s", shop "deal", accepts "193.00",
}

story "taking the price without naming it" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "好的，成交", wait "5s", shop "deal", accepts "193.00",
}

story "a first bid above the floor gets a reason, not a cut" {
  tables = sheet, item = "plain-1",
  buyer "一口价180行不行", wait "5s", shop "justify", wait "5m",
}

story "a bid early in the ladder brings one rung" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "180行不行", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "180卖不卖", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
}

-- Of the trade: between floor and rung a bid is met once, late.
story "late in the ladder the bid is met, once" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer_offers "180.00", shop "thinking", wait "45s", shop "meet", accepts "180.00",
  buyer "175行不行", wait "5s", shop "agreed", wait "5m",
}

-- Of the trade: at the end it closes with who names a fair price.
story "after the last rung a fair bid is still met" {
  tables = sheet, item = "plain-1", settings = { steps = { "1%" }, persistent_steps = {} },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut", offers "197.00",
  buyer "便宜点", wait "5s", shop "no_further",
  buyer "170我就买", wait "5s", shop "thinking", wait "45s", shop "meet", accepts "170.00",
}

story "a bid that is no less than the next rung is met, not undercut" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "195可以吗", wait "5s", shop "thinking", wait "45s", shop "meet", accepts "195.00",
}

story "the floor itself is met, a cent less is not" {
  tables = sheet, item = "plain-1", settings = { steps = { "1%" }, persistent_steps = {} },
  buyer "便宜点", wait "5s", shop "justify",
  buyer_offers "167.99", shop "decline", declines "167.99",
  buyer_offers "168.00", shop "thinking", wait "45s", shop "meet", accepts "168.00",
}

-- Of the trade: under the floor a kind no, and the gift.
story "under the floor: a kind no with a gift, the gift once" {
  tables = sheet, item = "tea-250",
  buyer "100块卖不卖", wait "5s", shop "decline_with_gift", declines "100.00", gives "桂花茶样",
  buyer "120行吗", wait "5s", shop "decline", declines "120.00",
  buyer_offers "0.01", shop "decline", declines "0.01", wait "5m",
}

story "a bid on a product without a floor is declined, whatever it is" {
  tables = sheet, item = "fixed-1",
  buyer_offers "319.00", shop "decline_with_gift", declines "319.00", gives "竹茶勺",
  buyer "310行不行", wait "5s", shop "decline", declines "310.00",
  buyer_offers "320.00", shop "deal", accepts "320.00",
}

story "a bare number answers an offer" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "一百八", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "160吧", wait "5s", shop "decline", declines "160.00",
}

story "quantities, sizes, order numbers and far-off numbers are no bids" {
  tables = sheet, item = "plain-1",
  buyer "10点前能发货吗，可以吗", wait "5s", silence(),
  buyer "3盒行不行", wait "5s", silence(),
  buyer "订单号 4811223344556677 可以吗", wait "5s", silence(),
  buyer "发顺丰12元可以吗", wait "5s", silence(),
  buyer "便宜点", wait "5s", shop "justify",
  buyer "我要12个", wait "5s", silence(),
  buyer "15", wait "5s", silence(),
  buyer "用90度的水泡可以吗", wait "5s", silence(), wait "5m",
}

story "a sum for several pieces is an ask at most, never a bid" {
  tables = sheet, item = "plain-1",
  buyer "两盒180行不行", wait "5s", silence(),
  buyer "买两盒能便宜点吗，180行不行", wait "5s", shop "justify",
}

story "the price that is complained about is no bid" {
  tables = sheet, item = "plain-1",
  buyer "199能便宜点吗", wait "5s", shop "justify",
  buyer "别家才卖150呢，你们180行不行", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "193还是贵，能再少点吗", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
}

story "a bid named while the shop thinks is what it thinks about" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking",
  buyer "195行不行", wait "5s", silence(), wait "45s", shop "meet", accepts "195.00",
}

story "taking the price while the shop thinks ends the thinking" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "再便宜点", wait "5s", shop "thinking",
  buyer_offers "193.00", shop "deal", accepts "193.00",
  wait "10m", silence(),
}

story "in English" {
  tables = sheet, item = "plain-1", language = "en",
  buyer "Can you do 180?", wait "5s", shop "justify",
  buyer "Would you take 180?", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "what's your best price", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "How about $90", wait "5s", shop "decline", declines "90.00",
  buyer "ok deal", wait "5s", shop "deal", accepts "189.00",
}

story "a persistent buyer's fair bid is met, too" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "187.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "185.40",
  buyer "180我就买", wait "5s", shop "thinking", wait "45s", shop "meet", accepts "180.00",
}

story "a full-width comma divides two prices" {
  tables = sheet, item = "tea-250",
  buyer "别家才150，180行不行", wait "5s", shop "justify",
  buyer "别家才150，180行不行", wait "5s", shop "thinking",
  wait "45s", shop "concede", offers "193.00",
}
