-- The buyer names a discount. It is an offer of the price that it makes: a share of the list price,
-- or so much off what we ask now. Of the trade: what the buyer names is taken at or above our rung,
-- met late between floor and rung, declined with the gift under the floor.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,清明前手工采摘。
plain-1,白瓷盖碗,199.00,168.00,CNY,,素面没有贴花。
odd-1,茶漏,59.90,50.00,CNY,,网眼很细。
]] }

story "a share under the floor is declined to the cent, with the gift" {
  tables = sheet, item = "tea-250",
  buyer "八折行不行", wait "5s", shop "decline_with_gift", declines "159.20", gives "桂花茶样",
  buyer "五折卖不卖", wait "5s", shop "decline", declines "99.50",
  buyer "半价卖我吧", wait "5s", shop "decline", declines "99.50",
}

story "the first discount above the floor gets a reason, as any first bid" {
  tables = sheet, item = "plain-1",
  buyer "88折", wait "5s", shop "justify",
  buyer "打个八八折吧", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

story "shares of the list price, exact" {
  tables = sheet, item = "odd-1",
  buyer "打個８折", wait "5s", shop "decline", declines "47.92",
  buyer "七五折卖吗", wait "5s", shop "decline", declines "44.92",
  buyer "can you do 20% off?", wait "5s", shop "decline", declines "47.92",
  buyer "便宜两成行吗", wait "5s", shop "decline", declines "47.92",
}

story "an amount off is off the price that we ask now" {
  tables = sheet, item = "plain-1",
  buyer "减40块行吗", wait "5s", shop "decline", declines "159.00",
  buyer "减20块行吗", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "再减3块行吗", wait "5s", shop "thinking", wait "45s", shop "meet", accepts "190.00",
}

story "late in the ladder a discount is met" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "九折，行就拍", wait "5s", shop "thinking", wait "45s", shop "meet", accepts "179.10",
}

story "a discount that leaves more than our price closes at our price" {
  tables = sheet, item = "plain-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "98折我就买", wait "5s", shop "deal", accepts "193.00",
}

story "a price that is named goes before a discount" {
  tables = sheet, item = "plain-1",
  buyer "打八折，160行不行", wait "5s", shop "decline", declines "160.00",
}

story "vouchers and what is on for everybody are no bids" {
  tables = sheet, item = "plain-1",
  buyer "八折券有吗", wait "5s", buyer "八折券怎么用", wait "5s", buyer "有满减吗", wait "5s",
  buyer "满300减50是吗", wait "5s", buyer "全场八折吗", wait "5s", buyer "第二件半价吗", wait "5s",
  buyer "打八折了吗现在", wait "5s", buyer "优惠20怎么领", wait "5s",
  buyer "is there a 20% off coupon?", wait "5s", buyer "is it half price now?", wait "5m", silence(),
}

story "what only looks like a discount" {
  tables = sheet, item = "plain-1",
  buyer "这把伞是三折的吗", wait "5s", buyer "九成新吗", wait "5s", buyer "能折叠吗", wait "5s",
  buyer "比上次便宜了20", wait "5s", buyer "含量85%吗", wait "5m", silence(),
}

story "how much a guess leaves is an ask at most" {
  tables = sheet, item = "plain-1",
  buyer "七八折行不行", wait "5s", shop "justify",
}
