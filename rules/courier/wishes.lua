-- What buyers say of couriers: which they want, which they do not, and what weighs how much.

local words, couriers = part "words", part "couriers"
local starts, ends = words.starts, words.ends
local strip_start, strip_end, add_all = words.strip_start, words.strip_end, couriers.add_all
local most_weight = part("sheet").most_weight

-- What words of refusal before a name come to: "excluded" for "能不能别发", but "wanted" for
-- "发不发", "为什么不发", "不发顺丰吗" and "不发顺丰我就不买".
local function judged_before(lead, rest)
  local stem, verb = strip_end(lead, text.sending)
  local word = ends(stem, text.unwanted)
  if not word then return nil end
  local head = stem:sub(1, -1 - #word)
  local question = verb and ends(head, { verb }) or ends(head, { word:sub(-3) })
  if question and word:sub(1, 3) == "不" then return "wanted" end
  if ends(head, text.why_not) or ends(head, text.if_not) then return "wanted" end
  if starts(rest, text.or_else) then return "only" end
  if word == "不" and starts(rest, text.question_marks) and not ends(head, text.can) then
    return "wanted"
  end
  return "excluded"
end

-- "excluded" for "圆通不行", "wanted" for "圆通不行吗".
local function judged_after(rest, clause)
  local word = starts(strip_start(rest, text.in_between), text.unwanted_after)
  if not word then return nil end
  local firm = starts(word, text.firmly_unwanted)
  return not firm and says(clause, text.question_marks) and "wanted" or "excluded"
end

-- What is said of the names from `first` to `last`, which stand together: "excluded", "besides" for
-- what else there is, "only", "wanted", or nil when they are but mentioned.
local function verdict(lead, rest)
  local clause = rest:match("^[^,.;!\n]*")
  if ends(strip_end(lead, text.sending), text.nothing_but) then return "only" end
  if ends(strip_end(lead, {}), text.unless) then
    return says(rest, text.not_others) and "only" or "wanted"
  end
  if ends(strip_end(lead, text.sending), text.besides) then
    if says(rest, text.not_others) then return "only" end
    return says(rest, text.what_else) and "besides" or "excluded"
  end
  local judged = judged_before(lead, clause) or judged_after(rest, clause)
  if judged then return judged end
  if ends(strip_end(lead, text.sending), text.only) or starts(rest, text.only_after) then
    return "only"
  end
  local _, verb = strip_end(lead, text.sending)
  local asked = verb or ends(lead, text.asking_before) or
    starts(strip_start(rest, text.in_between), text.asking_after)
  return asked and "wanted" or nil
end

-- A doubtful name, "顺风" or "京东", is a courier's only beside a word of sending, or another's name.
local function is_sure(message, mention, joined)
  if not mention.name.doubtful or joined then return true end
  local lead, rest = message:sub(1, mention.from - 1), message:sub(mention.to + 1)
  return ends(lead, text.sure_before) ~= nil or starts(rest, text.sure_after) ~= nil or
    starts(rest, text.sends_after) ~= nil
end

-- The names in groups that are said in one breath, "圆通和申通", each with what stands around it.
local function groups_of(message, offered)
  local own, groups, end_of_last = {}, {}, 0
  for name in pairs(offered) do
    local look = normal(name)
    if not couriers.is_known(name) then
      own[#own + 1] = { look = look, as = name, id = "=" .. look }
    end
  end
  for _, mention in ipairs(couriers.mentions(message, own)) do
    local gap, group = message:sub(end_of_last + 1, mention.from - 1), groups[#groups]
    local between, rest = strip_start(gap, text.courier_words), message:sub(mention.to + 1)
    local joined = group and (strip_start(between, text.joins) == "" or
      between == "," and starts(rest, text.all_of_them))
    local other = starts(rest, text.no_courier_after)
    if not other and is_sure(message, mention, joined) then
      if not joined then
        group = { ids = {}, lead = gap:match("[^,.;!\n]*$"), from = mention.from }
        groups[#groups + 1] = group
      end
      group.ids[mention.name.id] = mention.name.as
      group.to, end_of_last = mention.to, mention.to
    end
  end
  return groups
end

-- { wanted =, excluded =, besides = sets of ids, only = boolean, named = any at all }. While we
-- talk about sending, `talking`, a name alone is a wish.
local function wishes_in(message, offered, talking)
  local said = { wanted = {}, excluded = {}, besides = {}, only = false, named = false }
  local groups = groups_of(message, offered)
  for i, group in ipairs(groups) do
    local to = groups[i + 1] and groups[i + 1].from - 1 or #message
    local rest = strip_start(message:sub(group.to + 1, to), text.courier_words)
    if groups[i + 1] and groups[i + 1].lead ~= "" then
      rest = rest:sub(1, math.max(0, #rest - #groups[i + 1].lead))
    end
    local alone = talking and group.lead == "" and strip_start(rest, text.in_between) == ""
    local what = verdict(group.lead, rest) or alone and "wanted" or nil
    said.named = said.named or what ~= nil
    if what == "only" then said.only = true end
    if what then add_all(said[what == "only" and "wanted" or what], group.ids) end
  end
  for id in pairs(said.excluded) do said.wanted[id] = nil end
  return said
end

local digits = { ["半"] = 0.5, ["一"] = 1, ["二"] = 2, ["两"] = 2, ["三"] = 3, ["四"] = 4, ["五"] = 5,
                 ["六"] = 6, ["七"] = 7, ["八"] = 8, ["九"] = 9, ["十"] = 10 }

-- The weight that a buyer names, in grams, or nil. Grams alone are what a packet holds.
local function weight_in(message)
  for _, unit in ipairs { { "公斤", 1000 }, { "千克", 1000 }, { "kgs?%f[%A]", 1000 }, { "斤", 500 } } do
    local number = message:match("(%d+%.?%d*) ?" .. unit[1])
    if not number then
      local word = message:match("([\xe4-\xe9][\x80-\xbf][\x80-\xbf])" .. unit[1])
      number = word and digits[word]
    end
    local weight = tonumber(number) and math.ceil(tonumber(number) * unit[2])
    if weight and weight > 0 and weight <= most_weight then return weight end
  end
end

return { groups_of = groups_of, wishes_in = wishes_in, weight_in = weight_in }
