-- The ladder: a reason, small cuts that shrink, a gift before the last, a kind last word.

local sheet = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,compare,tagged
tea-250,西湖龙井,199.00,168.00,CNY,桂花茶样|竹茶勺,清明前手工采摘。,泡,83,80,一杯奶茶18元,
plain-1,白瓷盖碗,199.00,168.00,CNY,,,,,,,
tight-1,青瓷杯,199.00,196.00,CNY,,一套从同一窑里挑的。,,,,,
tagged-1,桂花乌龙,58.00,50.00,CNY,,用当年的鲜桂花窨制。,泡,20,20,,yes
fixed-1,白毫银针,320.00,,CNY,竹茶勺,只采春天头一批单芽。,泡,25,25,,
days-1,紫砂壶,688.00,580.00,CNY,,,次,,1825,,
versus-1,龙井小罐,108.00,95.00,CNY,,,,,,tea-250,
]] }

-- Of the trade: the last price is never shown first.
story "the first ask gets a reason and no cut" {
  tables = sheet, item = "tea-250",
  buyer "能便宜点吗", wait "5s", shop "justify",
  wait "10m", silence(),
}

story "a first ask in traditional characters and full width is the same ask" {
  tables = sheet, item = "tea-250",
  buyer "可以便宜點嗎？", wait "5s", shop "justify",
  buyer "打個９折行不行", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

-- Of the trade: quote in small units, spread the cost over its time of use.
story "a reason is counted out only from what the sheet has" {
  tables = sheet, item = "days-1",
  buyer "有优惠吗", wait "5s", shop "0.38元", wait "5m",
}

-- Of the trade: compare with something known.
story "another product of the sheet can be the comparison" {
  tables = sheet, item = "versus-1",
  buyer "能少点吗", wait "5s", shop "西湖龙井", wait "5m",
}

story "without any fact nothing is made up" {
  tables = sheet, item = "plain-1",
  buyer "能便宜点吗", wait "5s", shop "no_fact", wait "5m",
}

-- Of the trade: give way step by step, each smaller than the last; be generous
-- in small things; show reluctance first and firmness at the end.
story "each further ask is thought over and brings a smaller cut, the gift before the last" {
  tables = sheet, item = "tea-250", settings = { persistent_steps = {} },
  buyer "便宜点吧", wait "5s", shop "justify",
  buyer "再少点吧", wait "5s", shop "thinking", wait "45s", shop "concede",
  offers { price = "193.00", currency = "CNY", list_price = "199.00", round = 1, final = false },
  buyer "还能再低吗", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "再优惠点", wait "5s", shop "gift", gives "桂花茶样",
  buyer "抹个零吧", wait "5s", shop "thinking", wait "45s", shop "last_cut",
  offers { price = "187.00", round = 3, final = true },
  buyer "最后再少一点", wait "5s", shop "no_further",
  buyer "再便宜点嘛", wait "5s", shop "no_further", wait "10m",
}

story "the shop can do without the gift" {
  tables = sheet, item = "tea-250", settings = { gift_before_last = false, steps = { "2%" }, persistent_steps = {} },
  buyer "便宜点", wait "5s", shop "justify",
  buyer "再少点", wait "5s", shop "thinking", wait "45s", shop "last_cut",
  offers { price = "195.00", final = true },
  buyer "再少点", wait "5s", shop "no_further",
}

-- Of the trade: who asks five times and more gets many tiny cuts, then none.
story "a persistent haggler gets many tiny cuts, then a firm word" {
  tables = sheet, item = "tea-250",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "189.00",
  buyer "便宜点", wait "5s", shop "gift", gives "桂花茶样",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "187.40",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "186.40",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut",
  offers { price = "185.80", final = true },
  buyer "便宜点", wait "5s", shop "no_further",
  buyer "便宜点", wait "5s", shop "no_further", wait "10m",
}

story "between the usual steps and the tiny ones the price is held, not called final" {
  tables = sheet, item = "plain-1", settings = { steps = { "3%" } },
  buyer "便宜点", wait "5s", shop "no_fact",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede",
  offers { price = "193.00", final = false },
  buyer "便宜点", wait "5s", shop "hold",
  buyer "便宜点", wait "5s", shop "hold",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "191.40",
}

story "steps that do not shrink are made to" {
  tables = sheet, item = "plain-1", settings = { steps = { "1%", "4%", "4%" }, persistent_steps = {} },
  buyer "便宜点", wait "5s", shop "no_fact",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "197.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "195.40",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut", offers "194.00",
}

story "a step that would go under the floor stops on it and is the last" {
  tables = sheet, item = "tight-1",
  buyer "便宜点", wait "5s", shop "justify",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut",
  offers { price = "196.00", final = true },
  buyer "便宜点", wait "5s", shop "no_further",
  buyer "便宜点", wait "5s", shop "no_further",
  buyer "便宜点", wait "5s", shop "no_further", wait "10m",
}

-- Of the trade: what is agreed stays above the floor, whatever the settings.
story "steps as wide as the price never reach under the floor" {
  tables = sheet, item = "plain-1", settings = { steps = { "90%", "80%" }, persistent_steps = { "50%" } },
  buyer "便宜点", wait "5s", shop "no_fact",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut", offers "168.00",
  buyer "便宜点", wait "5s", shop "no_further",
}

story "the largest cut of the shop holds like a floor" {
  tables = sheet, item = "plain-1", limits = { largest_cut = "4%" },
  buyer "便宜点", wait "5s", shop "no_fact",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
  buyer "便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut", offers "191.04",
  buyer "便宜点", wait "5s", shop "no_further",
}

-- Of the trade: a printed price leaves less room.
story "goods with a printed price get fewer and smaller cuts" {
  tables = sheet, item = "tagged-1",
  buyer "能打折吗", wait "5s", shop "justify",
  buyer "便宜点吧", wait "5s", shop "thinking", wait "45s", shop "concede", offers "57.40",
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "last_cut",
  offers { price = "57.10", final = true },
  buyer "再便宜点", wait "5s", shop "no_further",
  buyer "再便宜点", wait "5s", shop "no_further",
}

-- Of the trade: a floor that is missing means no cut at all.
story "without a floor there is no cut, only a reason and the truth" {
  tables = sheet, item = "fixed-1",
  buyer "能便宜点吗", wait "5s", shop "justify",
  buyer "再少点吧", wait "5s", shop "fixed_price",
  buyer "最低多少", wait "5s", shop "fixed_price",
  buyer "便宜点", wait "5s", shop "fixed_price",
  buyer "便宜点", wait "5s", shop "fixed_price",
  buyer "便宜点", wait "5s", shop "fixed_price", wait "10m",
}

story "a largest cut of nothing means nothing" {
  tables = sheet, item = "tea-250", limits = { largest_cut = "0%" },
  buyer "能便宜点吗", wait "5s", shop "justify",
  buyer "再少点吧", wait "5s", shop "fixed_price", wait "10m",
}

story "without a sheet there is no cut" {
  item = "tea-250",
  buyer "能便宜点吗", wait "5s", shop "fixed_price",
  buyer "再少点吧", wait "5s", shop "fixed_price", wait "10m",
}

story "a product that the sheet does not know is not cut" {
  tables = sheet, item = "unknown-9",
  buyer "能便宜点吗", wait "5s", shop "fixed_price",
  buyer_offers "10.00", shop "fixed_price", wait "10m",
}

story "who does not say which product is asked for it" {
  tables = sheet,
  buyer "能便宜点吗", wait "5s", shop "which_item",
  buyer { message = { text = "这款，能便宜点吗" }, item = { sku = "tea-250" } }, wait "5s", shop "justify",
  buyer "再便宜点", wait "5s", shop "thinking", wait "45s", shop "concede", offers "193.00",
}

story "another currency is another sign" {
  tables = { products = [[
sku,name,list_price,floor_price,currency,gifts,fact,unit,units,lasts_days,compare,tagged
pot-1,Teapot,200.00,170.00,USD,,Fired twice.,,,,,
]] }, item = "pot-1", language = "en", currency = "USD",
  buyer "Any discount?", wait "5s", shop "justify",
  buyer "Come on, a bit cheaper please", wait "5s", shop "thinking", wait "45s", shop "$194", offers "194.00",
}
