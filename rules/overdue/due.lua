-- When an order is to be handed over, and when it is to be there.

local word = part("orders").word

local function is_near(region)
  return region ~= nil and #settings.nearby > 0 and says(region, settings.nearby)
end

-- A cell like "3" or "2-3": the longer.
local function days_of(cell)
  local days = cell and tonumber(cell:match("(%d+)%D*$"))
  return days and days * 86400
end

local function within(part, whole) return part and whole and whole:find(part, 1, true) ~= nil end

-- What the courier table says of a courier's way to a region; of several rows the longest counts.
local function table_says(ctx, courier, region)
  local there, everywhere
  for _, row in pairs(ctx.tables.couriers or {}) do
    if courier and (within(row.courier, courier) or within(courier, row.courier)) then
      local days = days_of(row.days)
      if row.region == "*" then
        everywhere = math.max(everywhere or 0, days or 0)
      elseif days and (within(row.region, region) or within(region, row.region)) then
        there = math.max(there or 0, days)
      end
    end
  end
  return there or everywhere
end

-- How long the parcel may be under way.
local function under_way(ctx, o)
  local from = o.from or word(settings.ship_from)
  if is_near(from) and is_near(o.region) then return settings.nearby_within end
  local days = table_says(ctx, o.courier, o.region)
  return days and days > 0 and days or settings.others_within
end

-- A promise wins; then what the courier expects; then how long such ways take.
local function delivery_due(o)
  if o.promised and (o.paid or o.shipped) then return o.promised end
  return o.shipped and (o.expected or o.shipped + (o.way or settings.others_within))
end

local function dispatch_due(o)
  if not o.paid or o.shipped or o.scan then return nil end
  local kind = settings.dispatch_counts
  return o.ship_by or time.add(o.paid, settings.dispatch_within, kind ~= "all" and kind or nil)
end

return { under_way = under_way, delivery_due = delivery_due, dispatch_due = dispatch_due }
