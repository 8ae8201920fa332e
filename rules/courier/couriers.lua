-- The couriers: whom a name means, in the table and in what buyers say.

local names, phrase = part "names", part("words").phrase

local listed = names.read(text.couriers, names.new())
local known = names.by_look(listed)

local function is_known(courier) return known[normal(courier)] ~= nil end

-- Where couriers are named in a text; `more` are names of the table's own.
local function mentions(message, more) return names.mentions(message, listed, more) end

-- The id that a name of the table has in the texts: "顺丰速运（陆运）" is 顺丰.
local function id_of(courier)
  local look = normal(courier)
  if known[look] then return listed.ids[known[look]] end
  local mention = mentions(look, {})[1]
  return mention and mention.name.id or "=" .. look
end

local function is_meant(courier, ids)
  return ids ~= nil and (ids[id_of(courier)] or ids["=" .. normal(courier)]) and true or false
end

local function named(ids)
  local list = {}
  for _, as in pairs(ids) do list[#list + 1] = as end
  return table.concat(list, phrase("list_comma"))
end

local function names_of(set)
  local list = {}
  for name in pairs(set) do list[#list + 1] = name end
  table.sort(list)
  return list
end

-- ---- Sets of them: names as people write them, by id

local function add_all(set, ids)
  for id, as in pairs(ids) do set[id] = as end
end

local function set_or_nil(set)
  return next(set) ~= nil and set or nil
end

local function merged(old, new, without)
  local set = {}
  add_all(set, old or {})
  add_all(set, new or {})
  for id in pairs(without or {}) do set[id] = nil end
  return set_or_nil(set)
end

return { looks = listed.looks, is_known = is_known, mentions = mentions, id_of = id_of,
         is_meant = is_meant, named = named, names_of = names_of, add_all = add_all,
         set_or_nil = set_or_nil, merged = merged }
