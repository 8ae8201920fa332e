-- Words in a text: which stand at its beginning, at its end, or anywhere in it.

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

-- Unlike with `says` a word must end here, too: there is no "cod" in "code".
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

-- A word that counts unless it is denied: "急" but not "不急".
local function wants(message, words, denials)
  return contains(message, words) and not contains(message, denials)
end

return { plain = plain, phrase = phrase, is_word = is_word, stands_alone = stands_alone,
         starts = starts, ends = ends, contains = contains, strip_start = strip_start,
         strip_end = strip_end, wants = wants }
