-- Free postage: from the setting where it is said, of a person where it is not, and as a small thing
-- that may be given to who asks again. Of the trade: generous in small things; 包邮吗 is an ask.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样,清明前手工采摘。
plain-1,白瓷盖碗,199.00,168.00,CNY,,素面没有贴花。
fixed-1,白毫银针,320.00,,CNY,,只采春天头一批单芽。
]] }

story "postage is free, and that is the answer; it moves no price" {
  tables = sheet, item = "plain-1", settings = { free_postage = "always" },
  buyer "包邮吗", wait "5s", shop "postage_included",
  buyer "是不是包邮啊", wait "5s", shop "postage_included",
  buyer "便宜点", wait "5s", shop "justify",
}

story "postage is never free" {
  tables = sheet, item = "plain-1", settings = { free_postage = "never" },
  buyer "可以包郵嗎", wait "5s", shop "postage_extra",
  buyer "运费能免吗", wait "5s", shop "postage_extra",
  buyer "便宜点", wait "5s", shop "justify",
}

story "what nobody has told the shop is asked of a person" {
  tables = sheet, item = "plain-1",
  buyer "能包邮吗", wait "5s", shop "ask_postage", hands_off { reason = "买家问包不包邮，设置 free_postage 里没有说。" },
  wait "5m", silence(),
}

story "free postage as a small thing for who asks again, once" {
  tables = sheet, item = "plain-1", settings = { free_postage = "from_round_2" },
  buyer "包邮吗", wait "5s", shop "postage_extra",
  buyer "那给包邮呗", wait "5s", shop "gives_postage", gives "包邮",
  buyer "是包邮的吧", wait "5s", shop "postage_given",
}

story "a question about postage counts as an ask where postage can be given" {
  tables = sheet, item = "plain-1", settings = { free_postage = "from_round_2" },
  buyer "包邮吗", wait "5s", shop "postage_extra",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "那包个邮", wait "5s", shop "gives_postage", gives "包邮",
  buyer "好的", wait "5s", silence(),
}

story "free postage as a condition is an ask, too" {
  tables = sheet, item = "plain-1", settings = { free_postage = "from_round_2" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "包邮的话我就拍", wait "5s", shop "gives_postage", gives "包邮",
}

story "goods with a firm price can come with free postage, too" {
  tables = sheet, item = "fixed-1", settings = { free_postage = "from_round_2" },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "那包邮行吗", wait "5s", shop "gives_postage", gives "包邮",
}

story "after the deal nothing is added" {
  tables = sheet, item = "plain-1", settings = { free_postage = "from_round_2" },
  buyer_offers "199.00", shop "deal", accepts "199.00",
  buyer "包邮吗", wait "5s", shop "postage_extra",
}

story "in one breath with a lower price: both are answered" {
  tables = sheet, item = "plain-1", settings = { free_postage = "always" },
  buyer "包邮吗？能便宜点吗", wait "5s", shop "postage_included", shop "justify",
}

story "in one breath with a lower price, where nobody has said how postage is: the price first" {
  tables = sheet, item = "plain-1",
  buyer "包邮吗？能便宜点吗", wait "5s", shop "justify", wait "5m", silence(),
}

story "in English" {
  tables = sheet, item = "plain-1", language = "en", settings = { free_postage = "from_round_2" },
  buyer "Is it free shipping?", wait "5s", shop "postage_extra",
  buyer "come on, could you ship it for free?", wait "5s", shop "gives_postage", gives "free postage",
}

story "coupons and the least for free postage are no bargaining" {
  tables = sheet, item = "plain-1", settings = { free_postage = "always" },
  buyer "免邮券什么时候发", wait "5s", buyer "满多少包邮吗", wait "5s", buyer "免运费吗这个券", wait "5m", silence(),
}

story "nothing about postage while a complaint is open" {
  tables = sheet, item = "plain-1", settings = { free_postage = "always" },
  facts = { conversation = { complaint = true } },
  buyer "包邮吗", wait "5m", silence(),
}
