-- Which courier carries a parcel: for the shop when it asks, and for buyers who ask which one, how
-- long and how much. All of it from the table `couriers`; what the table does not say is not said.
--
-- `survey` finds who can carry the parcel and why others cannot, `rank` puts the best first. Names
-- of couriers and places are found by `mentions`, also where they are misspelt by sound.

pack {
  name = "courier", version = "1.0.0", api = 1,
  about = "Picks the courier for a parcel, and tells buyers which one, how long and how much",
}

settings {
  on_time_min = { type = "share", default = "80%",
    about = { en = "a parcel that is not urgent goes only with couriers that are on time so often",
              zh = "不急的包裹，准时率低于它的不选；表里没写准时率的不受限" } },
  buyer_pays = { type = "boolean", default = true,
    about = { en = "the buyer pays the fee and is told it; false: the shop pays it",
              zh = "运费由买家出，告诉买家多少钱；false 就说“运费由我们承担”" } },
  usual_weight_g = { type = "integer", default = 0, min = 0, max = 1000000,
    about = { en = "what a parcel of the shop weighs, when nothing else says it; 0: not known",
              zh = "没有别处写重量时，一个包裹按多少克算；0 就是不知道" } },
  answers = { type = "boolean", default = true,
    about = { en = "answer the questions of buyers",
              zh = "回答买家；false 就只在系统来问时选快递" } },
}

tables {
  couriers = {
    courier = { about = { en = "the name of the courier", zh = "快递的名字" } },
    region = { about = { en = "where to: a province, a city, a country, or * for everywhere",
                         zh = "送到哪里：省、市、国家，* 是各地" }, required = true },
    min_weight_g = { about = { en = "the lightest parcel of the line; empty: any",
                               zh = "这一行最轻多少克；空着就不限" } },
    max_weight_g = { about = { en = "the heaviest parcel of the line; empty: any",
                               zh = "这一行最重多少克；空着就不限" } },
    first_weight_g = { about = { en = "the grams that first_fee pays for",
                                 zh = "首重多少克" }, required = true },
    first_fee = { about = { en = "what they cost", zh = "首重多少钱" }, required = true },
    step_weight_g = { about = { en = "the grams of each further step; empty: there are none",
                                zh = "续重每一步多少克；空着就没有续重" } },
    step_fee = { about = { en = "what each step that is begun costs", zh = "续重每一步多少钱" } },
    currency = { about = { en = "of the fees; empty: the shop's",
                           zh = "运费的货币；空着就是店铺的" } },
    days = { about = { en = "how long it takes, 3 or 2-3", zh = "几天到，3 或 2-3" } },
    on_time_rate = { about = { en = "how often it is on time, 97%", zh = "准时率，97%" } },
    cod = { about = { en = "yes: takes cash on delivery", zh = "能货到付款就填 yes" } },
    insured_max = { about = { en = "the most a parcel may be worth; empty: no bound",
                              zh = "最多保价多少；空着就不限" } },
  },
  products = {
    weight_g = { about = { en = "what a piece weighs with its wrapping, in grams",
                           zh = "连包装的克数" } },
  },
}

local most_weight = 1000000000

-- ---- Words

-- As conditions see it, with full stops that patterns of bytes can be cut at. To look for every name
-- in a very long text would take all steps of a run, so its beginning has to do.
local function plain(message)
  message = normal(message):gsub("。", ".")
  if #message > 1000 then message = message:sub(1, 1000):gsub("[\xC0-\xFF][\x80-\xBF]*$", "") end
  return message
end

-- A sentence of the texts, filled in, that is not sent by itself.
local function phrase(name, blanks)
  return say(name, blanks, { conversation = "-" }).data.text
end

local function is_word(byte)
  return byte ~= nil and byte < 128 and string.char(byte):find("%w") ~= nil
end

-- Whether the text from `from` to `to` stands by itself: in "sfx" there is no "sf".
local function stands_alone(message, from, to)
  local begins = is_word(message:byte(from)) and is_word(message:byte(from - 1))
  local ends = is_word(message:byte(to)) and is_word(message:byte(to + 1))
  return not begins and not ends
end

-- The longest of the words with which the text begins, or nil.
local function starts(message, words)
  local found = nil
  for _, word in ipairs(words) do
    local here = message:sub(1, #word) == word and stands_alone(message, 1, #word)
    if here and (not found or #found < #word) then found = word end
  end
  return found
end

local function ends(message, words)
  local found = nil
  for _, word in ipairs(words) do
    local from = #message - #word + 1
    local here = from > 0 and message:sub(from) == word and
      stands_alone(message, from, #message)
    if here and (not found or #found < #word) then found = word end
  end
  return found
end

local function contains(message, words)
  for _, word in ipairs(words) do
    local from, to = message:find(word, 1, true)
    while from do
      if stands_alone(message, from, to) then return true end
      from, to = message:find(word, from + 1, true)
    end
  end
  return false
end

-- Takes words away from the end as long as there are any; the second value is the last one taken.
local function strip_end(message, words)
  local last, word = nil, nil
  message = message:gsub("%s+$", "")
  repeat
    word = ends(message, words)
    if word then message, last = message:sub(1, -1 - #word):gsub("%s+$", ""), word end
  until not word
  return message, last
end

local function strip_start(message, words)
  local word
  message = message:gsub("^%s+", "")
  repeat
    word = starts(message, words)
    if word then message = message:sub(#word + 1):gsub("^%s+", "") end
  until not word
  return message
end

-- Lines like "西藏: 西藏, Tibet" as a list of names: what to look for, how it is written, whose it is.
-- A name with a question mark also means something else, and counts only beside a word of sending.
local function read_names(lines, list)
  for _, line in ipairs(lines) do
    local id, rest = line:match("^(.-): (.*)$")
    for name in rest:gmatch("[^,]+") do
      name = name:gsub("^ ", "")
      local plain, doubt = name:gsub("%?$", "")
      local look, as = normal(plain), is_word(plain:byte(1)) and plain or id
      list[#list + 1] = { look = look, as = as, id = id, doubtful = doubt > 0 }
    end
  end
  return list
end

local function by_look(names)
  local map = {}
  for _, name in ipairs(names) do map[name.look] = map[name.look] or name end
  return map
end

local courier_names = read_names(text.couriers, {})
local province_names = read_names(text.provinces, {})
local place_names = read_names(text.cities, read_names(text.provinces, {}))

local known_couriers, known_provinces = by_look(courier_names), by_look(province_names)

-- A city is called by its own name.
for _, name in ipairs(place_names) do
  if not known_provinces[name.look] and not is_word(name.look:byte(1)) then name.as = name.look end
end

local function looks(names)
  local list = {}
  for i, name in ipairs(names) do list[i] = name.look end
  return list
end

local function add_mentions(found, message, names)
  for _, name in ipairs(names) do
    local from, to = message:find(name.look, 1, true)
    while from do
      if stands_alone(message, from, to) then
        found[#found + 1] = { from = from, to = to, name = name }
      end
      from, to = message:find(name.look, to + 1, true)
    end
  end
end

-- Where the names stand, from left to right; of those that overlap the first and longest.
local function mentions(message, names, more)
  local found, kept, last = {}, {}, 0
  add_mentions(found, message, names)
  add_mentions(found, message, more)
  table.sort(found, function(a, b)
    if a.from ~= b.from then return a.from < b.from end
    return a.to > b.to
  end)
  for _, mention in ipairs(found) do
    if mention.from > last then
      kept[#kept + 1], last = mention, mention.to
    end
  end
  return kept
end

-- ---- Places

-- "南京路" is a street, wherever it lies.
local function is_street(message, mention)
  return starts(message:sub(mention.to + 1), text.streets) ~= nil
end

local function place_of(mention, whole)
  return { province = mention.name.id, as = mention.name.as, text = whole }
end

-- The place of an address: the first that is named. nil for an empty one; a place that nobody knows
-- has no province, and only a row that names it, or "*", is for it.
local function place_of_address(address)
  if type(address) ~= "string" or not address:find("%S") then return nil end
  local message = plain(address)
  for _, mention in ipairs(mentions(message, place_names, {})) do
    if not is_street(message, mention) then return place_of(mention, message) end
  end
  return { as = address, text = message }
end

-- How sure it is that a talk's place is where the parcel goes: 3 "到西藏", 2 "我在西藏", 1 "西藏几天到",
-- 0 "西藏红景天", which may be goods, "从西藏发货", or a street.
local function sureness(message, mention)
  local before, after = message:sub(1, mention.from - 1), message:sub(mention.to + 1)
  before, after = before:gsub("%s+$", ""), after:gsub("^%s+", "")
  local origin = ends(before, text.from_there) or starts(after, text.sent_from_there)
  if origin or is_street(message, mention) then return 0 end
  if ends(before, text.to_there) then return 3 end
  if ends(before, text.is_there) then return 2 end
  local district = after:match("^[^%w%s%p]+")
  for _, mark in ipairs(text.districts) do
    local at = district and district:find(mark, 1, true)
    if at and at <= 13 and not contains(district:sub(1, at - 1), text.to_there) then return 1 end
  end
  if after == "" or after:find("^%p") or starts(after, text.after_a_place) then return 1 end
  return 0
end

-- Names of regions that are the table's own, like "苏州" or "US".
local function own_places(regions)
  local list = {}
  for cell in pairs(regions) do
    local look = normal(cell)
    if cell ~= "*" and not known_provinces[look] then
      local mention = mentions(look, place_names, {})[1]
      list[#list + 1] = { look = look, as = cell, id = mention and mention.name.id }
    end
  end
  return list
end

-- The place that a buyer names as where it goes, or nil.
local function place_in_talk(message, regions)
  local best, most, texts = nil, 0, {}
  for _, mention in ipairs(mentions(message, place_names, own_places(regions))) do
    local sure = sureness(message, mention)
    if sure > most then best, most = mention, sure end
    texts[#texts + 1] = mention
  end
  if not best then return nil end
  local words = {}
  for _, mention in ipairs(texts) do
    local same = mention == best or mention.name.id and mention.name.id == best.name.id
    if same then words[#words + 1] = mention.name.look end
  end
  return place_of(best, table.concat(words, " "))
end

-- How well a row's region fits the place: 3 named itself, 2 its province, 1 everywhere, nil not.
local function region_fits(cell, place)
  if cell == "*" then return 1 end
  local look = normal(cell)
  local province = known_provinces[look]
  if province then return province.id == place.province and 2 or nil end
  return contains(place.text, { look }) and 3 or nil
end

-- ---- The table

local function trim(cell)
  return cell and cell:match("^%s*(.-)%s*$") or ""
end

local function whole(cell, empty)
  cell = trim(cell)
  if cell == "" then return empty end
  return #cell <= 12 and cell:find("^%d+$") and math.tointeger(tonumber(cell)) or nil
end

-- A share in millionths: "97%", "0.97" and "97" are the same.
local function rate_of(cell)
  local digits, percent = trim(cell):match("^(%d+%.?%d*)%s*(%%?)$")
  local rate = tonumber(digits)
  if not rate then return nil end
  if percent == "%" or rate > 1 then rate = rate / 100 end
  return rate <= 1 and math.floor(rate * 1000000 + 0.5) or nil
end

local function percent(rate)
  return ("%.1f"):format(rate / 10000):gsub("%.0$", "") .. "%"
end

local function amount(cell, currency)
  local good, price = pcall(money, trim(cell), currency)
  return good and money("0", currency) <= price and price or nil
end

-- "3" and "2-3": what is said, and the longest.
local function days_of(cell)
  cell = trim(cell)
  local longest = math.tointeger(tonumber(cell:match("(%d+)%D*$") or ""))
  return math.tointeger(tonumber(cell)) or cell ~= "" and cell or nil, longest or math.maxinteger
end

local yes = { yes = true, y = true, ["true"] = true, ["1"] = true, ["是"] = true, ["可"] = true,
              ["可以"] = true, ["支持"] = true, ["有"] = true }

-- A row that can be reckoned with, or nil, and the name of the column that cannot be read.
local function read_band(row, ctx)
  local currency = trim(row.currency) ~= "" and trim(row.currency) or ctx.shop.currency
  local band = {
    least = whole(row.min_weight_g, 0), most = whole(row.max_weight_g, most_weight),
    first = whole(row.first_weight_g), first_fee = amount(row.first_fee, currency),
    step = whole(row.step_weight_g, 0), currency = currency,
    rate = rate_of(row.on_time_rate), cod = yes[normal(trim(row.cod))] or false,
  }
  band.days, band.longest = days_of(row.days)
  local free_steps = trim(row.step_fee) == "" and band.step == 0
  band.step_fee = amount(free_steps and "0" or row.step_fee, currency)
  if trim(row.insured_max) ~= "" then band.insured = amount(row.insured_max, currency) end
  for _, check in ipairs {
    { "min_weight_g", band.least }, { "max_weight_g", band.most },
    { "first_weight_g", band.first }, { "first_fee", band.first_fee },
    { "step_weight_g", band.step }, { "step_fee", band.step_fee },
    { "on_time_rate", band.rate or trim(row.on_time_rate) == "" },
    { "insured_max", band.insured or trim(row.insured_max) == "" },
  } do
    if not check[2] then return nil, check[1] end
  end
  return band
end

-- First weight, and each step that is begun; nil when the row does not say what a step costs, or
-- the sum is too big for money.
local function fee_for(band, weight)
  local above = weight - band.first
  if above <= 0 then return band.first_fee end
  if band.step == 0 then
    return band.step_fee == band.step_fee * 0 and band.first_fee or nil
  end
  local good, fee = pcall(function()
    return band.first_fee + band.step_fee * ((above + band.step - 1) // band.step)
  end)
  return good and fee or nil
end

-- The table in one pass: all couriers, and the rows of each region, each with its courier's name.
local function read_table(ctx)
  local sheet, trimmed = { couriers = {}, regions = {} }, {}
  for key, row in pairs(ctx.tables.couriers) do
    local name, cell = row.courier or key, row.region or ""
    trimmed[name], trimmed[cell] = trimmed[name] or trim(name), trimmed[cell] or trim(cell)
    name, cell = trimmed[name], trimmed[cell]
    local rows = sheet.regions[cell]
    if not rows then
      rows = {}
      sheet.regions[cell] = rows
    end
    rows[#rows + 1], sheet.couriers[name] = { name, row }, true
  end
  sheet.regions[""] = nil
  return sheet
end

-- The rows of each courier that are for the place: those that name it best.
local function rows_for(sheet, place)
  local by_courier = {}
  for cell, rows in pairs(sheet.regions) do
    local fit = region_fits(cell, place)
    for _, row in ipairs(fit and rows or {}) do
      local own = by_courier[row[1]]
      if not own or own.fit < fit then
        own = { fit = fit }
        by_courier[row[1]] = own
      end
      if own.fit == fit then own[#own + 1] = row[2] end
    end
  end
  return by_courier
end

-- ---- Choosing

-- Weights as people write them.
local function grams(weight)
  if weight < 1000 then return weight .. "g" end
  return ("%.3f"):format(weight / 1000):gsub("%.?0+$", "") .. "kg"
end

local function show(fee)
  if fee:currency() == "CNY" then return phrase("yuan", { amount = fee }) end
  return fee:short() .. " " .. fee:currency()
end

-- What a parcel is worth, against what the courier insures; nil when it can be carried.
local function why_not_insured(band, parcel)
  if not parcel.value or not band.insured then return nil end
  if parcel.value:currency() ~= band.insured:currency() then
    return { "why_other_currency", { currency = band.currency } }
  end
  if band.insured < parcel.value then
    return { "why_value", { value = show(parcel.value), most = show(band.insured) } }
  end
end

-- Why the row cannot carry the parcel, as a text and its blanks; else nil, and what it costs.
local function why_not(row, parcel, ctx)
  local band, unread = read_band(row, ctx)
  if not band then return { "why_row", { column = unread, cell = row[unread] or "" } } end
  local weight = parcel.weight or math.max(band.least, 1)
  if weight < band.least then
    return { "why_light", { least = grams(band.least) }, limit = -band.least }
  end
  if band.most < weight then
    return { "why_heavy", { most = grams(band.most) }, limit = band.most }
  end
  if parcel.cod and not band.cod then return { "why_cod", {} } end
  local insurance = why_not_insured(band, parcel)
  if insurance then return insurance end
  band.fee = fee_for(band, weight)
  if not band.fee then
    return { "why_row", { column = "step_weight_g", cell = row.step_weight_g or "" } }
  end
  return nil, band
end

-- Whether a comes before b for the parcel: the fee, or how often it is on time; then the rest, and
-- in the end the name, so that the order of the rows never matters.
local function before(a, b, urgent)
  local rate_a, rate_b = a.rate or -1, b.rate or -1
  if urgent and rate_a ~= rate_b then return rate_a > rate_b end
  if a.fee ~= b.fee then return a.fee < b.fee end
  if rate_a ~= rate_b then return rate_a > rate_b end
  if a.longest ~= b.longest then return a.longest < b.longest end
  return a.courier < b.courier
end

local function names_of(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

-- Which of the reasons of several rows says most: one about a row whose weights are right.
local telling = { why_region = 0, why_light = 1, why_heavy = 2 }

local function says_more(why, other)
  local rank, rank_other = telling[why[1]] or 3, telling[other[1]] or 3
  if rank ~= rank_other then return rank > rank_other end
  if rank == 3 then return phrase(why[1], why[2]) < phrase(other[1], other[2]) end
  return why.limit > other.limit
end

-- What one courier would take for it, or why it cannot.
local function quote_of(courier, rows, parcel, ctx)
  local best, why = nil, { "why_region", { region = parcel.place.as } }
  for _, row in ipairs(rows or {}) do
    local reason, band = why_not(row, parcel, ctx)
    if reason and says_more(reason, why) then why = reason end
    if band then
      band.courier = courier
      if not best or band.fee:currency() == best.fee:currency() and
         before(band, best, parcel.urgent) then best = band end
    end
  end
  return best, why
end

-- Those that can carry it, and the reasons of the others by name.
local function survey(ctx, sheet, parcel)
  local rows, able, reasons = rows_for(sheet, parcel.place), {}, {}
  for _, name in ipairs(names_of(sheet.couriers)) do
    local quote, why = quote_of(name, rows[name], parcel, ctx)
    if quote then able[#able + 1] = quote else reasons[name] = why end
  end
  return able, reasons
end

-- The id that a name of the table has in the texts: "顺丰速运（陆运）" is 顺丰.
local function id_of(courier)
  local look = normal(courier)
  local known = known_couriers[look] or (mentions(look, courier_names, {})[1] or {}).name
  return known and known.id or "=" .. look
end

local function is_meant(courier, ids)
  return ids ~= nil and (ids[id_of(courier)] or ids["=" .. normal(courier)]) and true or false
end

-- Keeps those for whom `why` has no reason, and notes it for the others.
local function sift(able, reasons, why)
  local kept = {}
  for _, quote in ipairs(able) do
    local reason = why(quote)
    if reason then reasons[quote.courier] = reason else kept[#kept + 1] = quote end
  end
  return kept
end

local function any_meant(able, ids)
  for _, quote in ipairs(able) do
    if is_meant(quote.courier, ids) then return true end
  end
  return false
end

local function named(ids)
  local list = {}
  for _, as in pairs(ids) do list[#list + 1] = as end
  return table.concat(list, phrase("list_comma"))
end

-- What the buyer does not want falls out; of what the buyer wants one is taken if one can.
local function sift_by_wish(able, reasons, parcel)
  able = sift(able, reasons, function(quote)
    return is_meant(quote.courier, parcel.excluded) and { "why_excluded", {} } or nil
  end)
  local wanted = parcel.wanted and next(parcel.wanted) ~= nil
  if not wanted or not (parcel.only or any_meant(able, parcel.wanted)) then return able, false end
  return sift(able, reasons, function(quote)
    return not is_meant(quote.courier, parcel.wanted) and
      { "why_wish", { wanted = named(parcel.wanted) } } or nil
  end), true
end

-- Fees of several currencies cannot be compared: the shop's counts, or else the first one's.
local function sift_by_currency(ctx, able, reasons)
  local common = able[1] and able[1].currency
  for _, quote in ipairs(able) do
    if quote.currency == ctx.shop.currency then common = quote.currency end
  end
  return sift(able, reasons, function(quote)
    return quote.currency ~= common and
      { "why_other_currency", { currency = quote.currency } } or nil
  end)
end

local function sift_by_rate(able, reasons)
  local least = rate_of(settings.on_time_min)
  return sift(able, reasons, function(quote)
    return quote.rate and quote.rate < least and
      { "why_rate", { rate = percent(quote.rate), least = percent(least) } } or nil
  end)
end

-- Why the winner is better than this one; the first thing in which they differ.
local function why_lost(quote, winner, urgent)
  if urgent and quote.rate ~= winner.rate then
    if not quote.rate then return { "why_rate_unknown", {} } end
    return { "why_less_sure", { rate = percent(quote.rate), other = percent(winner.rate) } }
  end
  if quote.fee ~= winner.fee then
    return { "why_dearer", { fee = show(quote.fee), other = show(winner.fee) } }
  end
  if quote.rate ~= winner.rate then
    if not quote.rate then return { "why_rate_unknown", {} } end
    return { "why_less_sure", { rate = percent(quote.rate), other = percent(winner.rate) } }
  end
  if quote.longest ~= winner.longest then return { "why_slower", {} } end
  return { "why_equal", { other = winner.courier } }
end

-- What the buyer wants and the table does not have.
local function add_unknown(rejected, winner, wanted)
  for id, as in pairs(wanted or {}) do
    local known = winner and is_meant(winner.courier, { [id] = as })
    for _, one in ipairs(rejected) do known = known or is_meant(one.courier, { [id] = as }) end
    if not known then rejected[#rejected + 1] = { courier = as, why = { "why_unknown", {} } } end
  end
end

-- The best for the parcel, or nil; the others that can carry it, in order; and why each of the
-- others is not the one: { { courier =, why = { text, blanks } } … }, those that can first.
local function rank(ctx, sheet, parcel)
  local able, reasons = survey(ctx, sheet, parcel)
  local wished, losers, rejected = false, {}, {}
  able, wished = sift_by_wish(able, reasons, parcel)
  able = sift_by_currency(ctx, able, reasons)
  if not parcel.urgent and not wished then able = sift_by_rate(able, reasons) end
  table.sort(able, function(a, b) return before(a, b, parcel.urgent) end)
  for i = 2, #able do
    losers[#losers + 1] = able[i]
    rejected[#rejected + 1] = { courier = able[i].courier,
                                why = why_lost(able[i], able[1], parcel.urgent) }
  end
  for _, name in ipairs(names_of(reasons)) do
    rejected[#rejected + 1] = { courier = name, why = reasons[name] }
  end
  add_unknown(rejected, able[1], parcel.wanted)
  return able[1], losers, rejected
end

local function told(rejected)
  local list = {}
  for i, one in ipairs(rejected) do
    list[i] = { courier = one.courier, why = phrase(one.why[1], one.why[2]) }
  end
  return list
end

-- Those with the same reason are named together.
local function in_one_line(rejected)
  local parts, by_why = {}, {}
  for _, one in ipairs(told(rejected)) do
    local part = by_why[one.why]
    if part then
      part.names = part.names .. phrase("list_comma") .. one.courier
    else
      part = { names = one.courier, why = one.why }
      parts[#parts + 1], by_why[one.why] = part, part
    end
  end
  for i, part in ipairs(parts) do
    parts[i] = phrase("reason", { couriers = part.names, why = part.why })
  end
  return table.concat(parts, phrase("semicolon"))
end

-- ---- What a buyer says of couriers

-- What words of refusal before a name come to: "excluded" for "能不能别发", but "wanted" for
-- "发不发", "为什么不发", "不发顺丰吗" and "不发顺丰我就不买".
local function judged_before(lead, rest)
  local stem, verb = strip_end(lead, text.sending)
  local word = ends(stem, text.unwanted)
  if not word then return nil end
  local head = stem:sub(1, -1 - #word)
  local question = verb and ends(head, { verb }) or ends(head, { word:sub(-3) })
  if question and word:sub(1, 3) == "不" then return "wanted" end
  if ends(head, text.why_not) or ends(head, text.if_not) then return "wanted" end
  if starts(rest, text.or_else) then return "only" end
  if word == "不" and starts(rest, text.question_marks) and not ends(head, text.can) then
    return "wanted"
  end
  return "excluded"
end

-- "excluded" for "圆通不行", "wanted" for "圆通不行吗".
local function judged_after(rest, clause)
  local word = starts(strip_start(rest, text.in_between), text.unwanted_after)
  if not word then return nil end
  local firm = starts(word, text.firmly_unwanted)
  return not firm and contains(clause, text.question_marks) and "wanted" or "excluded"
end

-- What is said of the names from `first` to `last`, which stand together: "excluded", "besides" for
-- what else there is, "only", "wanted", or nil when they are but mentioned.
local function verdict(lead, rest)
  local clause = rest:match("^[^,.;!\n]*")
  if ends(strip_end(lead, text.sending), text.nothing_but) then return "only" end
  if ends(strip_end(lead, {}), text.unless) then
    return contains(rest, text.not_others) and "only" or "wanted"
  end
  if ends(strip_end(lead, text.sending), text.besides) then
    if contains(rest, text.not_others) then return "only" end
    return contains(rest, text.what_else) and "besides" or "excluded"
  end
  local judged = judged_before(lead, clause) or judged_after(rest, clause)
  if judged then return judged end
  if ends(strip_end(lead, text.sending), text.only) or starts(rest, text.only_after) then
    return "only"
  end
  local _, verb = strip_end(lead, text.sending)
  local asked = verb or ends(lead, text.asking_before) or
    starts(strip_start(rest, text.in_between), text.asking_after)
  return asked and "wanted" or nil
end

-- A doubtful name, "顺风" or "京东", is a courier's only beside a word of sending, or another's name.
local function is_sure(message, mention, joined)
  if not mention.name.doubtful or joined then return true end
  local lead, rest = message:sub(1, mention.from - 1), message:sub(mention.to + 1)
  return ends(lead, text.sure_before) ~= nil or starts(rest, text.sure_after) ~= nil or
    starts(rest, text.sends_after) ~= nil
end

-- The names in groups that are said in one breath, "圆通和申通", each with what stands around it.
local function groups_of(message, couriers)
  local own, groups, end_of_last = {}, {}, 0
  for name in pairs(couriers) do
    local look = normal(name)
    local unknown = not known_couriers[look]
    if unknown then own[#own + 1] = { look = look, as = name, id = "=" .. look } end
  end
  for _, mention in ipairs(mentions(message, courier_names, own)) do
    local gap, group = message:sub(end_of_last + 1, mention.from - 1), groups[#groups]
    local between, rest = strip_start(gap, text.courier_words), message:sub(mention.to + 1)
    local joined = group and (strip_start(between, text.joins) == "" or
      between == "," and starts(rest, text.all_of_them))
    local other = starts(rest, text.no_courier_after)
    if not other and is_sure(message, mention, joined) then
      if not joined then
        group = { ids = {}, lead = gap:match("[^,.;!\n]*$"), from = mention.from }
        groups[#groups + 1] = group
      end
      group.ids[mention.name.id] = mention.name.as
      group.to, end_of_last = mention.to, mention.to
    end
  end
  return groups
end

local function add_all(set, ids)
  for id, as in pairs(ids) do set[id] = as end
end

-- { wanted =, excluded =, besides = sets of ids, only = boolean, named = any at all }. While we
-- talk about sending, `talking`, a name alone is a wish.
local function wishes_in(message, couriers, talking)
  local said = { wanted = {}, excluded = {}, besides = {}, only = false, named = false }
  local groups = groups_of(message, couriers)
  for i, group in ipairs(groups) do
    local to = groups[i + 1] and groups[i + 1].from - 1 or #message
    local rest = strip_start(message:sub(group.to + 1, to), text.courier_words)
    if groups[i + 1] and groups[i + 1].lead ~= "" then
      rest = rest:sub(1, math.max(0, #rest - #groups[i + 1].lead))
    end
    local alone = talking and group.lead == "" and strip_start(rest, text.in_between) == ""
    local what = verdict(group.lead, rest) or alone and "wanted" or nil
    said.named = said.named or what ~= nil
    if what == "only" then said.only = true end
    if what then add_all(said[what == "only" and "wanted" or what], group.ids) end
  end
  for id in pairs(said.excluded) do said.wanted[id] = nil end
  return said
end

-- A word that counts unless it is denied: "急" but not "不急".
local function wants(message, words, denials)
  return contains(message, words) and not contains(message, denials)
end

local digits = { ["半"] = 0.5, ["一"] = 1, ["二"] = 2, ["两"] = 2, ["三"] = 3, ["四"] = 4, ["五"] = 5,
                 ["六"] = 6, ["七"] = 7, ["八"] = 8, ["九"] = 9, ["十"] = 10 }

-- The weight that a buyer names, in grams, or nil. Grams alone are what a packet holds.
local function weight_in(message)
  for _, unit in ipairs { { "公斤", 1000 }, { "千克", 1000 }, { "kgs?%f[%A]", 1000 }, { "斤", 500 } } do
    local number = message:match("(%d+%.?%d*) ?" .. unit[1])
    if not number then
      local word = message:match("([\xe4-\xe9][\x80-\xbf][\x80-\xbf])" .. unit[1])
      number = word and digits[word]
    end
    local weight = tonumber(number) and math.ceil(tonumber(number) * unit[2])
    if weight and weight > 0 and weight <= most_weight then return weight end
  end
end

-- ---- What is remembered

local function set_or_nil(set)
  return next(set) ~= nil and set or nil
end

-- Where the wishes of a talk lie: with the conversation, and with the order it is about.
local function memories(ctx, event)
  local list = {}
  if event.conversation and event.conversation.id then list[1] = ctx.state.conversation end
  if event.order and event.order.id then list[#list + 1] = ctx.state.order end
  return list
end

local function recall(ctx, event, name)
  for _, memory in ipairs(memories(ctx, event)) do
    if memory[name] ~= nil then return memory[name] end
  end
end

local function merged(old, new, without)
  local set = {}
  add_all(set, old or {})
  add_all(set, new or {})
  for id in pairs(without or {}) do set[id] = nil end
  return set_or_nil(set)
end

-- A refusal is kept until the buyer wants that courier after all; a wish when it was no question.
local function remember(ctx, event, message, said, place)
  local question = contains(message, text.question_marks) or contains(message, text.can)
  for _, memory in ipairs(memories(ctx, event)) do
    memory.excluded = merged(memory.excluded, said.excluded, said.wanted)
    memory.wanted = merged(memory.wanted, nil, said.excluded)
    if set_or_nil(said.wanted) and not question then
      memory.wanted, memory.only = said.wanted, said.only or nil
    end
    if not memory.wanted then memory.only = nil end
    if place then memory.place = place end
  end
end

-- ---- Answers to buyers

local function product_of(ctx, event)
  local sku = event.item and event.item.sku
  return sku and ctx.tables.products and ctx.tables.products[sku] or nil
end

local function value_of(holder, ctx)
  local price, currency = holder and holder.price, holder and holder.currency
  if price == nil then return nil end
  local good, value = pcall(money, price, currency or ctx.shop.currency)
  return good and value or nil
end

local function usual_weight(ctx, event)
  local row = product_of(ctx, event)
  local weight = row and whole(row.weight_g) or settings.usual_weight_g
  return weight > 0 and weight or nil
end

-- What the answer is about: this turn, what was asked before the place was known, and what the
-- buyer said earlier.
local function parcel_of_talk(ctx, event, message, said, place)
  local c = ctx.state.conversation
  local asked = c.asking or {}
  local wanted = set_or_nil(said.wanted) or asked.wanted or recall(ctx, event, "wanted")
  return {
    place = place, weight = weight_in(message) or asked.weight or usual_weight(ctx, event),
    value = value_of(event.item, ctx),
    urgent = wants(message, text.urgent, text.not_urgent) or asked.urgent or false,
    cod = wants(message, text.cod, text.not_cod) or asked.cod or false,
    wanted = wanted, only = set_or_nil(said.wanted) and said.only or asked.only,
    excluded = merged(recall(ctx, event, "excluded"), said.besides, said.wanted),
    refused = set_or_nil(said.excluded) or asked.refused,
  }
end

-- "约3天到，1.2kg运费18元", of what the table and the settings say.
local function terms(quote, parcel)
  local parts = {}
  if quote.days then parts[1] = phrase("takes", { days = quote.days }) end
  if not settings.buyer_pays then
    parts[#parts + 1] = phrase("we_pay")
  elseif parcel.weight then
    parts[#parts + 1] = phrase("costs", { weight = grams(parcel.weight), fee = show(quote.fee) })
  elseif quote.step > 0 then
    parts[#parts + 1] = phrase("costs_first", {
      first = grams(quote.first), fee = show(quote.first_fee),
      step = grams(quote.step), more = show(quote.step_fee),
    })
  else
    parts[#parts + 1] =
      phrase("costs", { weight = grams(quote.first), fee = show(quote.first_fee) })
  end
  return table.concat(parts, phrase("comma"))
end

-- Why it is this one, when there was a choice and the buyer did not make it.
local function grounds(quote, losers, parcel)
  local second = losers[1]
  if not second or is_meant(quote.courier, parcel.wanted) then return "" end
  if parcel.urgent then
    if not quote.rate or quote.rate == second.rate then return "" end
    return phrase("is_surest", { rate = percent(quote.rate) })
  end
  if not parcel.weight or not settings.buyer_pays or quote.fee == second.fee then return "" end
  return phrase("is_cheapest")
end

local function others_of(losers, parcel)
  local list = {}
  for i = 1, math.min(#losers, 2) do
    list[i] = phrase("other", { courier = losers[i].courier, terms = terms(losers[i], parcel) })
  end
  return #list > 0 and phrase("others", { list = table.concat(list, phrase("semicolon")) }) or ""
end

-- Why none of the couriers that the buyer wants is the one.
local function why_not_wanted(rejected, wanted)
  for _, one in ipairs(rejected) do
    if is_meant(one.courier, wanted) then return phrase(one.why[1], one.why[2]) end
  end
end

local function nobody(parcel, rejected)
  local reasons = in_one_line(rejected)
  local where = { region = parcel.place.as, reasons = reasons }
  return { say("nobody", where), alert { kind = "no_courier", text = phrase("no_courier", where) } }
end

-- The best one, said as it was asked for.
local function reply(parcel, quote, losers, rejected)
  local blanks = { region = parcel.place.as, courier = quote.courier, terms = terms(quote, parcel),
                   more = grounds(quote, losers, parcel) .. others_of(losers, parcel) }
  if is_meant(quote.courier, parcel.wanted) then return say("can_send", blanks) end
  if parcel.wanted then
    blanks.wanted, blanks.why = named(parcel.wanted), why_not_wanted(rejected, parcel.wanted)
    return say("cannot_send", blanks)
  end
  if parcel.refused then
    blanks.refused = named(parcel.refused)
    return say("not_that_one", blanks)
  end
  return say("recommends", blanks)
end

-- Without a place nothing is said of days and fees; what was asked waits for it, and is asked for
-- again only with a new question.
local function ask_for_the_place(ctx, parcel, couriers)
  ctx.state.conversation.asking = {
    wanted = parcel.wanted, only = parcel.only or nil, refused = parcel.refused,
    urgent = parcel.urgent or nil, cod = parcel.cod or nil, weight = parcel.weight,
  }
  local names = table.concat(names_of(couriers), phrase("list_comma"))
  return { say("which_place", { couriers = names }) }
end

-- What has been sent is sent: the answer is what the shipment says.
local function answer_shipped(shipment)
  if not shipment.courier then return nil end
  return { say(shipment.number and "sent_with_number" or "sent", shipment) }
end

-- `asks` is "which", "terms" (how long or how much, which may be of the courier named before), or
-- nil when the buyer only names a courier or the place.
local function answer(ctx, event, asks)
  local message, c = plain(event.message.text), ctx.state.conversation
  local sheet = read_table(ctx)
  local talking = c.asking ~= nil or recall(ctx, event, "place") ~= nil
  local said = wishes_in(message, sheet.couriers, talking)
  local place = place_in_talk(message, sheet.regions)
  if not asks and not said.named and not (c.asking and place) then return nil end
  local shipment = event.order and event.order.id and ctx.state.order.shipment
  if shipment then return answer_shipped(shipment) end
  remember(ctx, event, message, said, place)
  place = place or recall(ctx, event, "place")
  local parcel = parcel_of_talk(ctx, event, message, said, place)
  if asks == "terms" and not parcel.wanted then
    parcel.wanted = merged(c.last, nil, parcel.excluded)
  end
  c.last = parcel.wanted
  if not place then return ask_for_the_place(ctx, parcel, sheet.couriers) end
  c.asking = nil
  local quote, losers, rejected = rank(ctx, sheet, parcel)
  if not quote and parcel.only then
    parcel.only = nil
    quote, losers, rejected = rank(ctx, sheet, parcel)
  end
  if not quote then return nobody(parcel, rejected) end
  return { reply(parcel, quote, losers, rejected) }
end

-- ---- The shop asks

local function flag(value)
  return value == true or value == 1 or value == "true" or value == "1"
end

-- What the event says of the parcel; nil, and the text of why not, when it lacks what is needed.
local function parcel_of_event(ctx, event)
  local told_, order = event.parcel, event.order and event.order.id
  local place = place_of_address(told_.region) or order and ctx.state.order.place or nil
  local weight = told_.weight_g == nil and usual_weight(ctx, event) or
    whole(tostring(told_.weight_g or ""))
  local value = told_.value ~= nil and
    value_of({ price = told_.value, currency = told_.currency }, ctx) or nil
  if not place then return nil, "no_place" end
  if not weight or weight < 1 or weight > most_weight then return nil, "no_weight" end
  if told_.value ~= nil and not value then return nil, "no_value" end
  return { place = place, weight = weight, value = value, urgent = flag(told_.urgent),
           cod = flag(told_.cod) }
end

-- The wish in the parcel itself, or what the buyer said in the talk. A courier that is only named,
-- "顺丰", is wanted.
local function add_wish(ctx, event, sheet, parcel)
  local wish = event.parcel.wish
  parcel.excluded = recall(ctx, event, "excluded")
  parcel.wanted, parcel.only = recall(ctx, event, "wanted"), recall(ctx, event, "only")
  if type(wish) ~= "string" then return end
  local message = plain(wish)
  local said = wishes_in(message, sheet.couriers)
  if not said.named then
    for _, group in ipairs(groups_of(message, sheet.couriers)) do
      add_all(said.wanted, group.ids)
    end
  end
  parcel.urgent = parcel.urgent or wants(message, text.urgent, text.not_urgent)
  parcel.cod = parcel.cod or wants(message, text.cod, text.not_cod)
  if set_or_nil(said.wanted) then parcel.wanted, parcel.only = said.wanted, said.only end
  parcel.excluded = merged(merged(parcel.excluded, said.excluded), said.besides, said.wanted)
  parcel.wanted = merged(parcel.wanted, nil, said.excluded)
end

local function raise(ctx, event, reason)
  if event.order and event.order.id then ctx.state.order.unsent = true end
  return { alert { kind = "no_courier", text = reason } }
end

-- The choice, and the end of an earlier alert about the same order.
local function announce(ctx, event, quote, rejected)
  local actions = { choose { courier = quote.courier, fee = quote.fee, days = quote.days,
                             rejected = told(rejected) } }
  if not (event.order and event.order.id) then return actions end
  ctx.facts.order.courier = { courier = quote.courier, fee = quote.fee:amount(),
                              currency = quote.fee:currency(), days = quote.days }
  if ctx.state.order.unsent then
    ctx.state.order.unsent = nil
    actions[2] = clear { kind = "no_courier" }
  end
  return actions
end

-- ---- The rules

rule "chooses a courier" {
  on = "courier.requested",
  label = "The shop asks who shall carry a parcel",
  when = { { "event.type", "present" } },
  run = function(event, ctx)
    if not event.parcel then return raise(ctx, event, phrase("no_place")) end
    if not ctx.tables.couriers then return raise(ctx, event, phrase("no_table")) end
    local parcel, missing = parcel_of_event(ctx, event)
    if not parcel then return raise(ctx, event, phrase(missing)) end
    local sheet = read_table(ctx)
    add_wish(ctx, event, sheet, parcel)
    local quote, _, rejected = rank(ctx, sheet, parcel)
    if quote then return announce(ctx, event, quote, rejected) end
    return raise(ctx, event, phrase("no_courier", { region = parcel.place.as,
                                                    reasons = in_one_line(rejected) }))
  end,
}

local calm = {
  { "settings.answers", "is", true },
  any { { "facts.conversation.complaint", "absent" },
        { "facts.conversation.complaint", "is", false } },
}

-- Either of the patterns, in whichever language.
local function either(patterns)
  return "(?:" .. table.concat(patterns, "|") .. ")"
end

local not_yet_sent =
  none { { "message.text", "says", text.after_sending, label = "about a parcel that is sent" } }

local asks_the_terms = any {
  all { { "message.text", "matches", either(text.asks_how_long), label = "asks how long" },
        none { { "message.text", "matches", either(text.other_times) } } },
  { "message.text", "matches", either(text.asks_how_much), label = "asks what it costs" },
  all { { "message.text", "says", looks(place_names), label = "names a place" },
        { "message.text", "matches", either(text.asks_of_a_place), label = "asks about it" } },
}

rule "asks which courier" {
  on = "message.received",
  label = "Asks which courier",
  when = {
    { "message.text", "matches", either(text.asks_which), label = "asks which courier" },
    not_yet_sent, all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 31,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event, "which") or nil
  end,
}

rule "asks for the terms" {
  on = "message.received",
  label = "Asks how long or how much",
  when = { asks_the_terms, not_yet_sent, all(calm) },
  settle = "3s",
  claims = "reply",
  priority = 30,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event, "terms") or nil
  end,
}

rule "names a courier" {
  on = "message.received",
  label = "Wants a courier, or any but that one",
  when = {
    any { { "message.text", "says", looks(courier_names), label = "names a courier" },
          { "message.text", "says", text.may_name_one, label = "may name one of the table" } },
    not_yet_sent, all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 29,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event) or nil
  end,
}

rule "tells the place" {
  on = "message.received",
  label = "Says where it goes, after we asked",
  when = { { "state.conversation.asking", "present" }, all(calm) },
  settle = "3s",
  claims = "reply",
  priority = 28,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event) or nil
  end,
}

rule "knows where it goes" {
  on = { "order.created", "order.paid" },
  label = "The order says where it goes",
  run = function(event, ctx)
    local order = event.order
    if not order or not order.id then return nil end
    local place = place_of_address(order.region) or place_of_address(order.address)
    ctx.state.order.place = place or ctx.state.order.place
    if not event.conversation or not event.conversation.id then return nil end
    local c = ctx.state.conversation
    c.place = place or c.place
    for _, wish in ipairs { "wanted", "only", "excluded" } do ctx.state.order[wish] = c[wish] end
  end,
}

rule "is sent" {
  on = "order.shipped",
  label = "What carries it is settled",
  run = function(event, ctx)
    local shipment = event.shipment
    if not event.order or not event.order.id or not shipment then return nil end
    ctx.state.order.shipment = { courier = shipment.courier, number = shipment.tracking_number }
  end,
}
