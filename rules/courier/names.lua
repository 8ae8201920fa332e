-- Names in a text, also where they are misspelt by sound: as the lists of the texts write them.
--
-- A book of names has a list for each thing to know, and a name is a place in them: there are many
-- hundred in each shop, and a table for each would take ten times the memory.

local words = part "words"
local is_word, stands_alone = words.is_word, words.stands_alone

local function new_book() return { looks = {}, ids = {}, as = {}, doubtful = {} } end

-- Adds lines like "西藏: 西藏, Tibet": what to look for, how it is written, whose it is. A name with a
-- question mark also means something else, and counts only beside a word of sending.
local function read_names(lines, book)
  local looks, ids, as = book.looks, book.ids, book.as
  for _, line in ipairs(lines) do
    local id, rest = line:match("^(.-): (.*)$")
    for name in rest:gmatch("[^,]+") do
      name = name:gsub("^ ", "")
      local plain, doubt = name:gsub("%?$", "")
      local at = #looks + 1
      looks[at], ids[at], as[at] = normal(plain), id, is_word(plain:byte(1)) and plain or id
      if doubt > 0 then book.doubtful[at] = true end
    end
  end
  return book
end

-- The place of each name; of two alike the first counts.
local function by_look(book)
  local places = {}
  for at, look in ipairs(book.looks) do places[look] = places[look] or at end
  return places
end

-- What there is to know of one name.
local function entry(book, at)
  return { look = book.looks[at], id = book.ids[at], as = book.as[at],
           doubtful = book.doubtful[at] or false }
end

-- Where the text `look` stands by itself. `name` is what is known of it, or a book when there is a
-- place in that.
local function add_mentions(found, message, look, name, at)
  local from, to = message:find(look, 1, true)
  while from do
    if stands_alone(message, from, to) then
      found[#found + 1] = { from = from, to = to, name = at and entry(name, at) or name }
    end
    from, to = message:find(look, to + 1, true)
  end
end

-- Where the names of the book, and `more` entries, stand, from left to right; of those that overlap
-- the first and longest.
local function mentions(message, book, more)
  local found, kept, last = {}, {}, 0
  for at, look in ipairs(book.looks) do add_mentions(found, message, look, book, at) end
  for _, one in ipairs(more) do add_mentions(found, message, one.look, one) end
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

return { new = new_book, read = read_names, by_look = by_look, mentions = mentions }
