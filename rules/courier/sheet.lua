-- The table `couriers`: its rows as they are reckoned with. What its cells may be stands in
-- pack.lua; they were read when the table was.

local region_fits = part("places").region_fits

local most_weight = 1000000000

-- "97%", with a digit after the point where there is one.
local function percent(rate)
  return ("%.1f"):format(rate):gsub("%.0$", "") .. "%"
end

-- "3" and "2-3": what is said, and the longest.
local function days_of(cell)
  if not cell then return nil, math.maxinteger end
  return math.tointeger(tonumber(cell)) or cell, math.tointeger(tonumber(cell:match("%d+$")))
end

local yes = { yes = true, y = true, ["true"] = true, ["1"] = true, ["是"] = true, ["可"] = true,
              ["可以"] = true, ["支持"] = true, ["有"] = true }

local function read_band(row)
  local band = {
    least = row.min_weight_g or 0, most = row.max_weight_g or most_weight,
    first = row.first_weight_g, first_fee = row.first_fee,
    step = row.step_weight_g, step_fee = row.step_fee,
    rate = row.on_time_rate, insured = row.insured_max,
    cod = row.cod ~= nil and yes[normal(row.cod)] or false,
  }
  band.currency = band.first_fee:currency()
  band.days, band.longest = days_of(row.days)
  return band
end

-- First weight, and each step that is begun; nil when the sum is too big for money.
local function fee_for(band, weight)
  local above = weight - band.first
  if above <= 0 or not band.step then return band.first_fee end
  local good, fee = pcall(function()
    return band.first_fee + band.step_fee * ((above + band.step - 1) // band.step)
  end)
  return good and fee or nil
end

-- The table in one pass: all couriers, and the rows of each region, each with its courier's name.
local function read_table(ctx)
  local sheet = { couriers = {}, regions = {} }
  for _, row in pairs(ctx.tables.couriers) do
    local name, region = row.courier, row.region
    local rows = sheet.regions[region]
    if not rows then
      rows = {}
      sheet.regions[region] = rows
    end
    rows[#rows + 1], sheet.couriers[name] = { name, row }, true
  end
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

return { most_weight = most_weight, percent = percent, read_band = read_band, fee_for = fee_for,
         read = read_table, rows_for = rows_for }
