-- Names in a text, also where they are misspelt by sound: as the lists of the texts write them.

local words = part "words"
local is_word, stands_alone = words.is_word, words.stands_alone

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

return { read = read_names, by_look = by_look, looks = looks, mentions = mentions }
