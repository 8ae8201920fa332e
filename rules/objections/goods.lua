-- The goods, and what of them may be said; what is not known stays nil.

local function whole(cell)
  local number = cell and math.tointeger(tonumber(cell))
  return number and number > 0 and number or nil
end

local function above_one(cell)
  local number = whole(cell)
  return number and number > 1 and number or nil
end

-- The templates have their own full stops.
local function without_stop(sentence)
  local stop = sentence:sub(-3) == "。" and 3 or sentence:sub(-1) == "." and 1 or 0
  return sentence:sub(1, -1 - stop)
end

-- A cell of words. To a buyer of another language than the shop's it is worth something only when
-- somebody translated it (column fact_en beside fact).
local function words(ctx, cell)
  if not cell then return nil end
  local foreign = ctx.language ~= ctx.shop.language and ctx.language == "en"
  if foreign and cell:find("[\x80-\xff]") then return nil end
  return without_stop(cell)
end

local function parts_of(cell)
  local parts = {}
  for part in (cell or ""):gmatch("[^|]+") do
    part = part:match("^%s*(.-)%s*$")
    if part ~= "" then table.insert(parts, part) end
  end
  return parts
end

local function join(ctx, parts)
  if #parts == 0 then return nil end
  return table.concat(parts, ctx.language == "en" and ", " or "、")
end

local function find_row(ctx, sku)
  return sku and ctx.tables.products and ctx.tables.products[sku]
end

-- What it costs this buyer: a bargain may have gone under the list price.
local function standing_price(ctx, row, sku)
  local bargain = ctx.facts.conversation.bargain
  if not bargain or bargain.sku ~= sku or not bargain.price then return row.list_price end
  local good, price = pcall(money, bargain.price, bargain.currency)
  local lower = good and price:currency() == row.list_price:currency() and price < row.list_price
  return lower and price or row.list_price
end

-- ---- What is known, as blanks for the texts

-- A promotion that runs, and its last day in the shop's zone; nothing without an end that lies
-- ahead. A day without a time of day is over with that day.
local function add_promotion(ctx, row, known)
  local promotion, ends = row and row.promotion, row and row.promotion_ends
  if not promotion then promotion, ends = settings.promotion, settings.promotion_ends end
  local over = time.read(ends)
  if promotion == "" or not over or over <= ctx.now then return end
  local last = time.parts(over - 1)
  known.promotion, known.ends = words(ctx, promotion), time.show(over - 1, "date")
  known.month, known.day = last.month, last.day
end

local function add_use(ctx, row, price, known)
  local units, years, days = above_one(row.units), above_one(row.years_of_use), above_one(row.lasts_days)
  if units and words(ctx, row.unit) then
    known.per_use, known.unit = price:per(units, "up"):shown(), words(ctx, row.unit)
  end
  if years then
    known.years, known.per_day = years, price:per(years * 365, "up"):shown()
  elseif days then
    known.days, known.per_day = days, price:per(days, "up"):shown()
  end
end

local function add_parts(ctx, row, price, known)
  local parts = parts_of(words(ctx, row.pieces))
  if #parts < 2 then return end
  known.parts, known.count = join(ctx, parts), #parts
  known.per_part = price:per(#parts, "up"):shown()
end

-- Whether it is the better buy of two: by the price of one use where both have the same, else by
-- the price. Only then comparing is an answer to "too expensive".
local function is_better_buy(row, price, other)
  local units, others = above_one(row.units), above_one(other.units)
  if units and others and row.unit == other.unit then
    return price * others < other.list_price * units, units, others
  end
  return price < other.list_price
end

local function add_comparison(ctx, row, price, known)
  local other = find_row(ctx, row.compare_to)
  if not other or other.list_price:currency() ~= price:currency() then return end
  local better, units, others = is_better_buy(row, price, other)
  if not better or not words(ctx, other.name) then return end
  known.other, known.other_price = words(ctx, other.name), other.list_price:shown()
  if others then
    known.use, known.price_per_use = words(ctx, row.unit), price:per(units, "up"):shown()
    known.other_per_use = other.list_price:per(others, "down"):shown()
  end
end

local function add_smaller(ctx, row, price, known)
  local smaller = find_row(ctx, row.smaller)
  if not smaller or smaller.list_price:currency() ~= price:currency() then return end
  if price <= smaller.list_price then return end
  known.smaller, known.smaller_price = words(ctx, smaller.name), smaller.list_price:shown()
end

local function add_proof(ctx, row, known)
  local rating, sold = tonumber(row.rating), whole(row.sold_count)
  if rating and settings.rating_from <= rating and rating <= 5 then known.rating = row.rating end
  if sold and settings.sold_from <= sold then known.sold = sold end
  known.warranty = words(ctx, row.warranty)
end

local function add_services(ctx, row, known)
  local services = parts_of(words(ctx, row.services))
  for _, service in ipairs(settings.services) do
    if words(ctx, service) then table.insert(services, words(ctx, service)) end
  end
  known.services = join(ctx, services)
  known.after_sales = known.warranty or known.services
end

local function know(ctx, row, sku)
  local known = {}
  if not row then return known end
  local price = standing_price(ctx, row, sku)
  known.price, known.item = price:shown(), words(ctx, row.name)
  known.fact, known.origin = words(ctx, row.fact), words(ctx, row.origin)
  known.not_saved_on = words(ctx, row.not_saved_on)
  known.quality = known.origin or known.fact
  add_use(ctx, row, price, known)
  add_parts(ctx, row, price, known)
  add_comparison(ctx, row, price, known)
  add_smaller(ctx, row, price, known)
  add_promotion(ctx, row, known)
  add_proof(ctx, row, known)
  add_services(ctx, row, known)
  return known
end

return { find_row = find_row, know = know, add_promotion = add_promotion }
