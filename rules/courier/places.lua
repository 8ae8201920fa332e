-- Places: where a parcel goes, as an address or a talk names it, and which rows of the table fit.

local words, names = part "words", part "names"
local plain, starts, ends, contains = words.plain, words.starts, words.ends, words.contains

local listed = names.read(text.provinces, names.new())
local known_provinces = names.by_look(listed)
names.read(text.cities, listed)

-- A city is called by its own name.
for at, look in ipairs(listed.looks) do
  if not known_provinces[look] and not words.is_word(look:byte(1)) then listed.as[at] = look end
end

local function mentions(message, more) return names.mentions(message, listed, more) end

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
  for _, mention in ipairs(mentions(message, {})) do
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
      local mention = mentions(look, {})[1]
      list[#list + 1] = { look = look, as = cell, id = mention and mention.name.id }
    end
  end
  return list
end

-- The place that a buyer names as where it goes, or nil.
local function place_in_talk(message, regions)
  local best, most, texts = nil, 0, {}
  for _, mention in ipairs(mentions(message, own_places(regions))) do
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
  if province then return listed.ids[province] == place.province and 2 or nil end
  return contains(place.text, { look }) and 3 or nil
end

return { looks = listed.looks, of_address = place_of_address, in_talk = place_in_talk,
         region_fits = region_fits }
