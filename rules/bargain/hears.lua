-- What a text says: a yes, a price that the buyer names, and how such lines look.

local function first_word(message, words)
  for _, word in ipairs(words) do
    if message:sub(1, #word) == word then return word end
  end
end

-- Whether it is a yes and nothing else: "好的，谢谢" is, "好，包邮吗" is not.
local function is_yes(message)
  local yes = false
  while message ~= "" do
    local agrees = first_word(message, text.yes)
    local word = agrees or first_word(message, text.beside_a_yes)
    if not word then return false end
    yes, message = yes or agrees ~= nil, message:sub(#word + 1)
  end
  return yes
end

local function in_currency(amount, currency)
  local good, price = pcall(money, amount, currency)
  return good and price or nil
end

-- A number far from the price is none of a bargain.
local function is_likely(good, price, least)
  return price ~= nil and good.list:share(least) <= price
end

-- What the discount makes of the price that the buyer names ("八折" of the list price, "再减20" of
-- ours), the highest that is less than ours, or else any; nil: there is none.
local function discounted(written, message, good, standing)
  if says(message, text.promotions) then return nil end
  local low, high
  for _, found in ipairs(discounts(written)) do
    local off = found.off and in_currency(found.off:amount(), good.list:currency())
    local price = found.left and good.list:share(found.left, "down") or off and standing - off
    local likely = is_likely(good, price, "10%")
    if likely and price < standing and (not low or low < price) then low = price end
    if likely and standing <= price and price <= good.list then high = price end
  end
  return low or high
end

-- The price for one piece that the buyer names, or nil. Of several it is the highest that is less
-- than ours: the others are what it costs now, or elsewhere. A number far from the price is none,
-- nor is our own price in a complaint about it; a discount counts where no price is named. There is
-- none when several pieces are spoken of, since it may be their sum: then the second value is true.
local function named_price(written, message, asking, good, standing)
  local low, high
  local without = written
  for _, less in ipairs(text.less_by) do without = without:gsub(less .. " ?%d+", less) end
  for _, found in ipairs(prices(without)) do
    local price = in_currency(found.price:amount(), good.list:currency())
    local likely = is_likely(good, price, found.marked and "10%" or "30%")
    if likely and price < standing and (not low or low < price) then low = price end
    if likely and standing <= price and price <= good.list then high = price end
  end
  low = low or discounted(written, message, good, standing)
  if says(message, text.several) then return nil, low ~= nil end
  return low or not asking and high or nil, false
end

-- ---- Patterns for conditions

local number = "[0-9]|[一二两三四五六七八九][百千]|[二三四五六七八九]十|" ..
  "[十百千][一二三四五六七八九]|[a-z]ty\\b|hundred"
-- A line that is hardly more than a number, and no count of things and no question: "那180吧".
local bare_number = table.concat {
  [[(?m)^[^0-9\n双满]{0,6}]],
  [[(?:(?:[0-9]{1,3},[0-9]{3}|[0-9]{2,6})(?:\.[0-9]{1,2})?|[一二两三四五六七八九十百千]{2,6})]],
  [[(?! ?[0-9盒罐件个份套饼包斤克颗杯泡天号点年岁度码寸月%:-]| ?(?:ml|g|kg|cm|pcs)\b)]],
  [[[^0-9\n的有是吗呢]{0,8}$]],
}
-- "那66呢", "5百8不行的话6百呢".
local and_for = [[(?m)[0-9一二两三四五六七八九十百千.]{2,7}(?:块钱?|元)?呢(?:$|[,.?!~。 ])]]

-- A discount that is asked for, and is not only spoken of: "88折", "五折卖不卖", "减20块吧", "$20 off".
local discount = table.concat {
  [[[0-9一二三四五六七八九对半] ?折(?:$|[,.?!~。 行可能卖吧呗吗么嘛好成总怎我拿给呢])]],
  [[|半价(?:$|[,.?!~。 行可能卖吧呗吗么嘛好成怎我拿给呢])]],
  [[|(?:立减|减|便宜|优惠|降|让)(?:我|个|掉)?(?:[0-9]{1,4}|[一二两三四五六七八九]?[十百][一二三四五六七八九]?)]],
  [[(?:块钱?|元)?(?:$|[,.?!~。 行可能吧呗吗么嘛好成怎我拿呢])]],
  [[|\bhalf (?:price|off)|[0-9] ?(?:dollars|bucks|yuan|%|percent)? ?off\b]],
}

return { in_currency = in_currency, is_yes = is_yes, named_price = named_price, number = number,
         bare_number = bare_number, and_for = and_for, discount = discount }
