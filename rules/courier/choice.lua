-- The choice: who can carry a parcel and why the others cannot, and which of them is the best.

local sheet, couriers, phrase = part "sheet", part "couriers", part("words").phrase
local is_meant, named, names_of = couriers.is_meant, couriers.named, couriers.names_of

-- Weights as people write them.
local function grams(weight)
  if weight < 1000 then return weight .. "g" end
  return ("%.3f"):format(weight / 1000):gsub("%.?0+$", "") .. "kg"
end

-- What a parcel is worth, against what the courier insures; nil when it can be carried.
local function why_not_insured(band, parcel)
  if not parcel.value or not band.insured then return nil end
  if parcel.value:currency() ~= band.insured:currency() then
    return { "why_other_currency", { currency = band.currency } }
  end
  if band.insured < parcel.value then
    return { "why_value", { value = parcel.value:shown(), most = band.insured:shown() } }
  end
end

-- Why the row cannot carry the parcel, as a text and its blanks; else nil, and what it costs.
local function why_not(row, parcel)
  local band = sheet.read_band(row)
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
  band.fee = sheet.fee_for(band, weight)
  if not band.fee then return { "why_fee", {} } end
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

-- Which of the reasons of several rows says most: one about a row whose weights are right.
local telling = { why_region = 0, why_light = 1, why_heavy = 2 }

local function says_more(why, other)
  local rank, rank_other = telling[why[1]] or 3, telling[other[1]] or 3
  if rank ~= rank_other then return rank > rank_other end
  if rank == 3 then return phrase(why[1], why[2]) < phrase(other[1], other[2]) end
  return why.limit > other.limit
end

-- What one courier would take for it, or why it cannot.
local function quote_of(courier, rows, parcel)
  local best, why = nil, { "why_region", { region = parcel.place.as } }
  for _, row in ipairs(rows or {}) do
    local reason, band = why_not(row, parcel)
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
local function survey(offered, parcel)
  local rows, able, reasons = sheet.rows_for(offered, parcel.place), {}, {}
  for _, name in ipairs(names_of(offered.couriers)) do
    local quote, why = quote_of(name, rows[name], parcel)
    if quote then able[#able + 1] = quote else reasons[name] = why end
  end
  return able, reasons
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
  local least = tonumber(settings.on_time_min:match("^[%d.]+"))
  return sift(able, reasons, function(quote)
    return quote.rate and quote.rate < least and
      { "why_rate", { rate = sheet.percent(quote.rate), least = sheet.percent(least) } } or nil
  end)
end

local function why_less_sure(quote, winner)
  if not quote.rate then return { "why_rate_unknown", {} } end
  local rate, other = sheet.percent(quote.rate), sheet.percent(winner.rate)
  return { "why_less_sure", { rate = rate, other = other } }
end

-- Why the winner is better than this one; the first thing in which they differ.
local function why_lost(quote, winner, urgent)
  if urgent and quote.rate ~= winner.rate then return why_less_sure(quote, winner) end
  if quote.fee ~= winner.fee then
    return { "why_dearer", { fee = quote.fee:shown(), other = winner.fee:shown() } }
  end
  if quote.rate ~= winner.rate then return why_less_sure(quote, winner) end
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
local function rank(ctx, offered, parcel)
  local able, reasons = survey(offered, parcel)
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

-- `speak` is `note` for the people of the shop, else the buyer is told.
local function told(rejected, speak)
  local list = {}
  speak = speak or phrase
  for i, one in ipairs(rejected) do
    list[i] = { courier = one.courier, why = speak(one.why[1], one.why[2]) }
  end
  return list
end

-- Those with the same reason are named together.
local function in_one_line(rejected, speak)
  local parts, by_why = {}, {}
  speak = speak or phrase
  for _, one in ipairs(told(rejected, speak)) do
    local part = by_why[one.why]
    if part then
      part.names = part.names .. speak("list_comma") .. one.courier
    else
      part = { names = one.courier, why = one.why }
      parts[#parts + 1], by_why[one.why] = part, part
    end
  end
  for i, part in ipairs(parts) do
    parts[i] = speak("reason", { couriers = part.names, why = part.why })
  end
  return table.concat(parts, speak("semicolon"))
end

return { grams = grams, rank = rank, told = told, in_one_line = in_one_line }
