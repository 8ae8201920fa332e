-- The methods: each objection is a list of them, and the first that can be said is.

-- A method: the name of its text, what must be known for it, and under which name it is used up
-- (two methods that say the same thing share it).
local function method(name, needs, used_as)
  return { name = name, needs = needs, used_as = used_as or name }
end

local ask_what_matters = method("ask_what_matters", {})
local no_hurry = method("no_hurry", {})

local objections = {
  let_me_think = { method("ask_what_is_unclear", {}), method("gain_now", { "promotion" }), no_hurry },
  too_expensive = {
    method("compare_with_like", { "other" }),
    method("split_into_parts", { "parts" }),
    method("average_over_time", { "per_day" }, "over_time"),
    method("price_of_one_use", { "per_use" }, "one_use"),
    method("compliment", { "fact" }),
    ask_what_matters, no_hurry,
  },
  hard_times = {
    method("your_own_need", { "smaller" }, "smaller"),
    method("your_own_use", { "per_use" }, "one_use"),
    method("others_bought_it", { "sold" }),
    ask_what_matters, no_hurry,
  },
  cheaper = {
    method("gain_and_loss", { "fact", "after_sales" }),
    method("honest_price", { "price" }),
    method("what_would_be_lost", { "not_saved_on" }),
    no_hurry,
  },
  cheaper_elsewhere = {
    method("one_by_one", { "quality", "price", "after_sales" }),
    method("what_service_includes", { "services" }),
    ask_what_matters, no_hurry,
  },
  worth_it = {
    method("investment_over_time", { "per_day" }, "over_time"),
    method("affirm", { "fact" }),
    method("rated", { "rating" }),
    method("under_warranty", { "warranty" }),
    ask_what_matters, no_hurry,
  },
}

local goodbye = method("grace", {})
local one_try = {
  method("gentle_try", { "smaller" }, "smaller"),
  method("share_honestly", { "fact" }),
}

local function can_say(way, known, used)
  if used[way.used_as] then return false end
  for _, need in ipairs(way.needs) do
    if not known[need] then return false end
  end
  return true
end

local function choose(ways, known, used)
  for _, way in ipairs(ways) do
    if can_say(way, known, used) then return way end
  end
end

return { objections = objections, goodbye = goodbye, one_try = one_try, choose = choose }
