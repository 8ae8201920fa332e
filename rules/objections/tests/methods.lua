-- Every objection with every method of the trade, and each only with its fact.

local head = "sku,name,list_price,floor_price,fact,unit,units,lasts_days,years_of_use,pieces,compare_to,smaller,origin,rating,sold_count,warranty,services,promotion,promotion_ends,not_saved_on\n"

-- One product with one fact each, beside it nothing that could be said.
local function sheet(row, others)
  local columns = {}
  for column in head:gmatch("[^,\n]+") do table.insert(columns, tostring(row[column] or "")) end
  return { products = head .. table.concat(columns, ",") .. "\n" .. (others or "") }
end

local function product(facts)
  local row = { sku = "pot", name = "紫砂壶", list_price = "730.00" }
  for name, value in pairs(facts or {}) do row[name] = value end
  return row
end

local bare = sheet(product())

-- ---- 1 let me think

-- 1: ask what is unclear; needs no fact.
story "1 let me think: asks what is unclear" {
  tables = bare, item = "pot",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
}

-- 1: what is gained by ordering now, only with a real promotion and its real end.
story "1 let me think: a promotion that runs, the second time" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2999-11-30" },
  buyer "再看看吧", wait "5s", shop "ask_what_is_unclear",
  buyer "我还是想想", wait "5s", shop "11月30日",
  buyer "再想想", wait "5s", shop "no_hurry",
  buyer "想一想再说", wait "5s", silence(),
}

story "1 let me think: the promotion of the product goes before that of the shop" {
  tables = sheet(product { promotion = "买壶送壶垫", promotion_ends = "2999-12-01T20:00:00+08:00" }),
  item = "pot", settings = { promotion = "满199减20", promotion_ends = "2999-11-30" },
  buyer "考虑考虑", wait "5s", shop "ask_what_is_unclear",
  buyer "再考虑考虑", wait "5s", shop "买壶送壶垫",
}

story "1 let me think: a promotion that is over, or has no end, is no reason" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2020-11-30" },
  buyer "再看看吧", wait "5s", shop "ask_what_is_unclear", buyer "再看看", wait "5s", shop "no_hurry",
}

story "1 let me think: a promotion without an end is no reason" {
  tables = bare, item = "pot", settings = { promotion = "满199减20" },
  buyer "再看看吧", wait "5s", shop "ask_what_is_unclear", buyer "再看看", wait "5s", shop "no_hurry",
}

story "1 let me think: an end that is no day is none" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2999-13-45" },
  buyer "再看看吧", wait "5s", shop "ask_what_is_unclear", buyer "再看看", wait "5s", shop "no_hurry",
}

-- The last day is a day of the shop's own zone, to its end, and not a second longer.
story "1 let me think: the promotion is spoken of to the end of its last day" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2026-11-30" },
  begins = "2026-11-30T23:59:40+08:00",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
  buyer "再想想", wait "5s", shop "11月30日",
}

story "1 let me think: with the day the promotion is over" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2026-11-30" },
  begins = "2026-11-30T23:59:52+08:00",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
  buyer "再想想", wait "5s", shop "no_hurry",
}

story "1 let me think: a promotion ends at its hour by the shop's clocks" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2026-11-30 20:00" },
  begins = "2026-11-30T19:59:40+08:00",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
  buyer "再想想", wait "5s", shop "11月30日",
}

story "1 let me think: the day is that of the shop's zone, not of London" {
  tables = bare, item = "pot", settings = { promotion = "满199减20", promotion_ends = "2026-11-30" },
  shop = { time_zone = "America/New_York" }, begins = "2026-12-01T04:59:40Z",
  buyer "我考虑一下", wait "5s", shop "ask_what_is_unclear",
  buyer "再想想", wait "5s", shop "11月30日",
}

-- ---- 2 too expensive

-- 2: compare with like goods: only where ours is the better buy.
story "2 too expensive: compares with like goods by the price of one use" {
  tables = sheet(product { compare_to = "tin", unit = "泡", units = 100 },
                 "tin,小罐,90.00,,,泡,10,,,,,,,,,,,,,\n"),
  item = "pot",
  buyer "太贵了", wait "5s", shop "compare_with_like",
}

story "2 too expensive: like goods that are the better buy are left out" {
  tables = sheet(product { compare_to = "tin", unit = "泡", units = 10 },
                 "tin,小罐,90.00,,,泡,10,,,,,,,,,,,,,\n"),
  item = "pot",
  buyer "太贵了", wait "5s", shop "price_of_one_use",
}

story "2 too expensive: compares by price where nothing else is known" {
  tables = sheet(product { compare_to = "big" }, "big,大壶,990.00,,,,,,,,,,,,,,,,,\n"), item = "pot",
  buyer "有点贵啊", wait "5s", shop "大壶",
}

-- 2: split into parts.
story "2 too expensive: splits it into its parts" {
  tables = sheet(product { pieces = "茶壶一把|茶杯四只" }), item = "pot",
  buyer "好贵", wait "5s", shop "365元",
}

-- 2: average over time of use.
story "2 too expensive: averages over the years of use" {
  tables = sheet(product { years_of_use = 2 }), item = "pot",
  buyer "这也太贵了吧", wait "5s", shop "1元",
}

story "2 too expensive: averages over the days it lasts" {
  tables = sheet(product { lasts_days = 73 }), item = "pot",
  buyer "价格有点高", wait "5s", shop "10元",
}

-- 2: a sincere compliment: with a reason from the sheet.
story "2 too expensive: a compliment with its reason" {
  tables = sheet(product { fact = "宜兴原矿紫泥。" }), item = "pot",
  buyer "贵了点", wait "5s", shop "宜兴原矿紫泥",
}

story "2 too expensive: all methods, each once, in one conversation" {
  tables = sheet(product { compare_to = "big", pieces = "壶|盖", years_of_use = 2, unit = "次", units = 730, fact = "原矿紫泥。" },
                 "big,大壶,990.00,,,,,,,,,,,,,,,,,\n"),
  item = "pot",
  buyer "太贵了", wait "5s", shop "compare_with_like",
  buyer "太贵了", wait "5s", shop "split_into_parts",
  buyer "還是太貴", wait "5s", shop "average_over_time",
  buyer "太贵了", wait "5s", shop "price_of_one_use",
  buyer "贵啊", wait "5s", shop "compliment",
  buyer "太贵了", wait "5s", shop "ask_what_matters",
  buyer "太贵了", wait "5s", shop "no_hurry",
  buyer "太贵了", wait "5s", silence(),
}

story "2 too expensive: nothing is known, so it asks" {
  tables = bare, item = "pot",
  buyer "太贵了", wait "5s", shop "ask_what_matters",
}

story "2 too expensive: no sheet and no goods, so it asks" {
  buyer "太贵了", wait "5s", shop "ask_what_matters",
}

-- ---- 3 hard times

-- 3: shrink it to the person's own need.
story "3 hard times: a smaller one" {
  tables = sheet(product { smaller = "mini" }, "mini,小壶,130.00,,,,,,,,,,,,,,,,,\n"), item = "pot",
  buyer "最近手头紧", wait "5s", shop "130元",
}

story "3 hard times: a smaller one that costs more is none" {
  tables = sheet(product { smaller = "mini" }, "mini,小壶,990.00,,,,,,,,,,,,,,,,,\n"), item = "pot",
  buyer "没钱啊", wait "5s", shop "ask_what_matters",
}

story "3 hard times: one's own share" {
  tables = sheet(product { unit = "次", units = 730 }), item = "pot",
  buyer "现在经济不景气", wait "5s", shop "your_own_use",
}

-- 3: the example of other buyers; only real numbers count, and only ones worth it.
story "3 hard times: how many were sold" {
  tables = sheet(product { sold_count = 386 }), item = "pot",
  buyer "行情不好啊", wait "5s", shop "386",
}

story "3 hard times: three sold are no example, nor is a word" {
  tables = sheet(product { sold_count = 3 }), item = "pot",
  buyer "行情不好啊", wait "5s", shop "ask_what_matters",
}

story "3 hard times: a number that is none" {
  tables = sheet(product { sold_count = "很多" }), item = "pot",
  buyer "等发工资再来买", wait "5s", shop "ask_what_matters",
}

-- ---- 4 can it be cheaper

-- 4: handed over to bargain: here nothing is said.
story "4 cheaper: is left to bargain" {
  tables = sheet(product { fact = "原矿紫泥。", warranty = "保修一年" }), item = "pot",
  buyer "能便宜点吗", wait "5s", silence(),
  buyer "太贵了，便宜点", wait "5s", silence(),
  buyer "600卖不卖", wait "5s", silence(),
  buyer "不然不买了", wait "5s", silence(),
  buyer "太贵了不买了", wait "5s", silence(),
}

-- 4: gain and loss, the price honestly, what a lower price would lose: where nobody haggles.
story "4 cheaper: a shop that does not haggle says why" {
  shop = { packs = { bargain = false } },
  tables = sheet(product { fact = "原矿紫泥。", warranty = "保修一年", not_saved_on = "手工拍打成型" }), item = "pot",
  buyer "能便宜点吗", wait "5s", shop "gain_and_loss",
  buyer "再便宜点", wait "5s", shop "honest_price",
  buyer "就不能少点吗，能便宜就买", wait "5s", shop "what_would_be_lost",
  buyer "打个折吧", wait "5s", shop "no_hurry",
  buyer "打个折吧", wait "5s", silence(),
}

story "4 cheaper: each only with its fact" {
  shop = { packs = { bargain = false } }, tables = bare, item = "pot",
  buyer "能便宜点吗", wait "5s", shop "honest_price", buyer "再便宜点", wait "5s", shop "no_hurry",
}

-- ---- 5 cheaper elsewhere

-- 5: quality, price and after-sales, one by one.
story "5 cheaper elsewhere: one by one" {
  tables = sheet(product { origin = "宜兴黄龙山", warranty = "保修一年" }), item = "pot",
  buyer "别家才600", wait "5s", shop "宜兴黄龙山",
}

-- 5: what our service includes; never a word against the other shop.
story "5 cheaper elsewhere: what our service includes" {
  tables = sheet(product { services = "破损包赔|送货上门" }), item = "pot", settings = { services = { "七天无理由" } },
  buyer "拼多多上便宜多了", wait "5s", shop "破损包赔、送货上门、七天无理由",
  buyer "你们比淘宝其他店贵", wait "5s", shop "ask_what_matters",
}

story "5 cheaper elsewhere: without quality or after-sales it is not all three" {
  tables = sheet(product { origin = "宜兴" }), item = "pot",
  buyer "隔壁店更便宜", wait "5s", shop "ask_what_matters",
}

-- ---- 6 is it worth it

-- 6: investment over time.
story "6 worth it: over time" {
  tables = sheet(product { years_of_use = 2 }), item = "pot",
  buyer "值这个价吗", wait "5s", shop "1元",
}

-- 6: affirm and explain; evidence: rating and warranty.
story "6 worth it: affirmed, then rated, then under warranty" {
  tables = sheet(product { fact = "原矿紫泥。", rating = "4.9", warranty = "保修一年" }), item = "pot",
  buyer "值不值啊", wait "5s", shop "affirm",
  buyer "真的值吗", wait "5s", shop "4.9",
  buyer "花这么多值得吗", wait "5s", shop "保修一年",
  buyer "值得买吗", wait "5s", shop "ask_what_matters",
}

story "6 worth it: a poor rating is not shown off, nor one that cannot be" {
  tables = sheet(product { rating = "3.9" }), item = "pot",
  buyer "值吗", wait "5s", shop "ask_what_matters",
}

story "6 worth it: what was said over time once is not said again" {
  tables = sheet(product { years_of_use = 2, fact = "原矿紫泥。" }), item = "pot",
  buyer "太贵了", wait "5s", shop "average_over_time",
  buyer "值吗", wait "5s", shop "affirm",
}

-- ---- 7 no, I don't want it

-- 7: accept with grace.
story "7 no: accepted with grace, then quiet" {
  tables = bare, item = "pot",
  buyer "算了，不要了", wait "5s", shop "grace",
  buyer "不买了", wait "5s", silence(),
  buyer "太贵了", wait "5s", silence(),
  wait "1d", silence(),
}

-- 7: share honestly.
story "7 no: one honest word, then grace, then nothing" {
  tables = sheet(product { fact = "原矿紫泥。" }), item = "pot",
  buyer "我不想买了", wait "5s", shop "share_honestly",
  buyer "不要了", wait "5s", shop "grace",
  buyer "不要了", wait "5s", silence(),
}

-- 7: one gentle try at most, then stop.
story "7 no: one gentle try" {
  tables = sheet(product { smaller = "mini", fact = "原矿紫泥。" }, "mini,小壶,130.00,,,,,,,,,,,,,,,,,\n"), item = "pot",
  buyer "还是不买了", wait "5s", shop "gentle_try",
  buyer "不用了谢谢", wait "5s", shop "grace",
  buyer "算了", wait "5s", silence(),
}

story "7 no: a clear no hears no try" {
  tables = sheet(product { fact = "原矿紫泥。" }), item = "pot",
  buyer "没兴趣，别再发了", wait "5s", shop "grace", buyer "没兴趣", wait "5s", silence(),
}

story "7 no: a shop that never tries" {
  tables = sheet(product { fact = "原矿紫泥。" }), item = "pot", settings = { gentle_try = false },
  buyer "不买了", wait "5s", shop "grace",
}
