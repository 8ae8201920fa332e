-- A question about what is on is answered with what is written down; the rest is a person's to say.

local sheet = { products = [[
sku,name,list_price,promotion,promotion_ends
pot,紫砂壶,730.00,,
cup,品茗杯,45.00,第二件半价,2999-12-01
]] }
local on = { promotion = "全店满199减20", promotion_ends = "2999-11-30" }

story "what is on: told once, with its last day; who asks on, asks a person" {
  tables = sheet, item = "pot", settings = on,
  buyer "有满减吗", wait "5s", shop "全店满199减20",
  buyer "满减怎么算", wait "5s", shop "ask_what_is_on", hands_off(),
}

story "what is on: the promotion of the product goes before that of the shop" {
  tables = sheet, item = "cup", settings = on,
  buyer "有什么活动", wait "5s", shop "第二件半价",
}

story "what is on: known without any goods at hand" {
  tables = sheet, settings = on,
  buyer "店里有优惠券吗", wait "5s", shop "11月30日",
}

story "what is on: nothing is written down, so a person is asked" {
  tables = sheet, item = "pot", buyer "有优惠券吗", wait "5s", shop "ask_what_is_on", hands_off(),
}

story "what is on: over, or without an end, it is not spoken of" {
  tables = sheet, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2020-11-30" },
  buyer "活动还有吗", wait "5s", shop "ask_what_is_on", hands_off(),
}

story "what is on: without an end a person is asked" {
  tables = sheet, item = "pot", settings = { promotion = "满199减20" },
  buyer "满199减20怎么用", wait "5s", shop "ask_what_is_on", hands_off(),
}

story "what is on: a shop that says when nothing is" {
  tables = sheet, item = "pot", settings = { no_promotion = "say" },
  buyer "有什么活动吗", wait "5s", shop "nothing_is_on",
  buyer "那优惠券有没有", wait "5s", shop "ask_what_is_on", hands_off(),
}

story "what is on: said in answer, it is no news to who thinks about it" {
  tables = sheet, item = "pot", settings = on,
  buyer "有满减吗", wait "5s", shop "what_is_on",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
  buyer "再想想", wait "5s", shop "no_hurry",
}

story "what is on: once more in the next conversation" {
  tables = sheet, item = "pot", settings = on,
  buyer "有满减吗", wait "5s", shop "what_is_on",
  event { type = "conversation.closed", data = {} },
  buyer "有满减吗", wait "5s", shop "what_is_on",
}

story "what is on: it is told after a no, and the no stands" {
  tables = sheet, item = "pot", settings = { promotion = "全店满199减20", promotion_ends = "2999-11-30", gentle_try = false },
  buyer "算了，不要了", wait "5s", shop "grace",
  buyer "有满减吗", wait "5s", shop "what_is_on",
  buyer "太贵了", wait "5s", silence(),
}

story "what is on: nobody is told while a complaint is open" {
  tables = sheet, item = "pot", settings = on, facts = { conversation = { complaint = true } },
  buyer "有满减吗", wait "5s", silence(),
}

story "what is on: in English, only what somebody translated" {
  tables = { products = "sku,name,list_price,promotion,promotion_ends,promotion_en\n" ..
             "cup,品茗杯,45.00,第二件半价,2999-12-01,the second at half price\npot,紫砂壶,730.00,买壶送杯,2999-12-01,\n" },
  shop = { language = "zh" },
  buyer { message = { text = "Do you have any coupons?" }, item = { sku = "cup" } }, wait "5s",
  shop "the second at half price",
}

story "what is on: what nobody translated a person is asked about" {
  tables = sheet, item = "pot", settings = on,
  buyer "Do you have any coupons?", wait "5s", shop "ask_what_is_on", hands_off(),
}

-- ---- How buyers put it

local function asks(asked, ...)
  story("asks what is on: " .. asked) {
    tables = sheet, item = "pot", settings = on, buyer(asked), wait "5s", ...
  }
end

for _, asked in ipairs {
  "有满减吗", "有没有满减", "滿減有嗎", "这个参加满减吗", "满减能叠加吗", "优惠券怎么领", "券在哪里领", "有券么", "能用券不",
  "还有红包没", "现在有什么活动", "最近有啥活动呀", "近期有什么活动不", "店里做活动吗", "活动到什么时候", "活动什么时候结束", "这个活动还有吗",
  "什么时候有活动", "双11有活动吗", "没活动价么", "有秒杀吗", "可以参加第二件半价的活动吗", "第2件半价还有吗", "满199减20能用吗", "两件八折的活动是到什么时候呢",
  "优惠到什么时候截止", "周年庆有啥优惠吗", "想买壶怎么领取优惠券", "满多少减多少啊", "有学生价吗", "新人价有吗", "能用国补吗",
} do asks(asked, shop "what_is_on") end

-- What is on is told in Chinese, and nobody has translated it.
for _, asked in ipairs {
  "any coupons?", "Is there a promo code?", "is it still on sale?", "when does the sale end?",
  "can I use a voucher on this?", "do you have any promotions", "are there any special offers?",
} do asks(asked, shop "ask_what_is_on", hands_off()) end

-- One's own voucher, a promise made elsewhere, and words that only look like it.
for _, said in ipairs {
  "退款了优惠券怎么不退", "优惠券会退回来吗", "我这个月的运费券什么时候发", "券什么时候到账", "说给我补券呢", "优惠券没到", "我的牙刷券什么时候到",
  "我的会员优惠券怎么没了",
  "有活动扳手吗", "这个适合户外活动吗", "好的有活动我再来", "领了券了", "用了券", "活动价很划算", "收到红包了谢谢",
  "I did not get the voucher you promised", "is the sales rep there?", "I used the coupon", "nice sale",
} do
  story("asks nothing about what is on: " .. said) {
    tables = sheet, item = "pot", settings = on, buyer(said), wait "5s", silence(),
  }
end
