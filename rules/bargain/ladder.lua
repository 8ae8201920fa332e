-- The ladder: the next price down, the gift before the last of them, and the answers that give them.

local goods = part "goods"
local standing_price, may_sell_at = goods.standing_price, goods.may_sell_at
local beyond_authority, names_of_gifts = goods.beyond_authority, goods.names_of_gifts
local name_gift, quote = goods.name_gift, goods.quote

-- The steps for this buyer, under which name those taken are counted, and whether others follow.
local function ladder(good, b)
  if good.row.tagged then return settings.tagged_steps, "step", false end
  local tiny = settings.persistent_steps
  if #tiny > 0 and b.asks >= settings.persistent_after then return tiny, "tiny", false end
  return settings.steps, "step", #tiny > 0
end

-- 193.03 becomes 193: the roundest price near by that still cuts less than the last time.
local function neat(price, standing, cut, last_cut)
  local number = tonumber(price:amount())
  for _, form in ipairs { { "%.0f", 1 }, { "%.1f", 10 } } do
    local scaled = math.floor(number * form[2] + 0.5) / form[2]
    local round = money(form[1]:format(scaled), price:currency())
    local off = round < price and price - round or round - price
    local smaller = not last_cut or standing - round < last_cut
    if off * 4 <= cut and round < standing and smaller then return round end
  end
  return price
end

-- The next price down, whether it is the last ever, and how many are left; nil at the end.
local function next_rung(good, b)
  local steps, taken, more = ladder(good, b)
  local left, standing = #steps - b[taken], standing_price(good, b)
  if left <= 0 then return nil, false, 0 end
  local cut = good.list:share(steps[b[taken] + 1])
  if b.cut and b.cut <= cut then cut = b.cut:share("80%", "down") end
  local price = neat(standing - cut, standing, cut, b.cut)
  if price < good.bottom then price = good.bottom end
  if standing <= price then return nil, false, 0 end
  return price, price == good.bottom or left == 1 and not more, left
end

-- The gift that may be given, once: the one the buyer names, or else the first.
local function gift_left(ctx, good, b, message)
  if b.gift or not good.row.gifts then return nil end
  local names = names_of_gifts(ctx, good) or good.row.gifts
  for i, present in ipairs(good.row.gifts) do
    for _, name in ipairs { present, names[i] } do
      if message and says(message, name) then return present end
    end
  end
  return good.row.gifts[1]
end

-- What is due: to "meet" the buyer's bid, a "gift", a "cut", or to "hold". It is late in the ladder
-- when one step of it is left, or only the tiny ones.
local function next_move(ctx, good, b, bid, threat)
  local price, final, left = next_rung(good, b)
  local usual = not good.row.tagged and b.step + 1 >= #settings.steps
  local last = left <= 1 or final or usual
  if bid and (last or price <= bid) then return "meet", bid end
  local gift_due = threat or settings.gift_before_last and last
  if gift_due and gift_left(ctx, good, b) then return "gift" end
  if price then return "cut", price, final end
  return "hold"
end

-- ---- Answers

-- To the supervisor, once.
local function refer(ctx, good, b, price)
  local standing = standing_price(good, b)
  if b.handed and may_sell_at(good, standing) then
    return { quote(ctx, "beyond_us", good, standing) }
  end
  if b.handed then return { say("ask_supervisor") } end
  b.handed, b.asked = true, nil
  local reason = ("authority_exceeded: %s, %s"):format(good.sku, tostring(price))
  return { say("ask_supervisor"), handoff { reason = reason } }
end

local function close(ctx, good, b, price, reply)
  b.ended, b.price, b.thinking, b.bid = "agreed", price, nil, nil
  return { quote(ctx, reply, good, price), accept { sku = good.sku, price = price } }
end

local function give(ctx, good, b, message)
  b.gift, b.asked = gift_left(ctx, good, b, message), nil
  return { say("gift", name_gift(ctx, good, b.gift)), gift { sku = good.sku, gift = b.gift } }
end

local function cut(ctx, good, b, price, final)
  local _, taken = ladder(good, b)
  b[taken], b.round, b.asked = b[taken] + 1, b.round + 1, true
  b.cut, b.price, b.final = standing_price(good, b) - price, price, final or nil
  return { quote(ctx, final and "last_cut" or "concede", good, price),
           offer { sku = good.sku, price = price, list_price = good.list, round = b.round,
                   final = final } }
end

local function hold(ctx, good, b)
  local _, _, more = ladder(good, b)
  return { quote(ctx, (b.final or not more) and "no_further" or "hold", good,
                 standing_price(good, b)) }
end

-- A present costs no thought; a price does: the first time it is only thought over.
local function move(ctx, good, b, bid, threat, think)
  local what, price, final = next_move(ctx, good, b, bid, threat)
  if what == "gift" then return give(ctx, good, b) end
  if what == "hold" then return hold(ctx, good, b) end
  if beyond_authority(ctx, good, price) then return refer(ctx, good, b, price) end
  if think then return think() end
  if what == "meet" then return close(ctx, good, b, price, "meet") end
  return cut(ctx, good, b, price, final)
end

return { gift_left = gift_left, refer = refer, close = close, give = give, move = move }
