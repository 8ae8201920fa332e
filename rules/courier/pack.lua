-- Which courier carries a parcel: for the shop when it asks, and for buyers who ask which one, how
-- long and how much. All of it from the table `couriers`; what the table does not say is not said.
--
-- Here stand the settings, the columns of the table, and the rules. The rest is in parts: words,
-- names, couriers and places find what a text names; sheet reads the table; choice finds who can
-- carry the parcel and puts the best first; wishes, memory, parcel and answers make a talk of it.

pack {
  name = "courier", version = "1.0.0", api = 1,
  about = "Picks the courier for a parcel, and tells buyers which one, how long and how much",
}

settings {
  on_time_min = { type = "share", default = "80%",
    about = { en = "a parcel that is not urgent goes only with couriers that are on time so often",
              zh = "不急的包裹，准时率低于它的不选；表里没写准时率的不受限" } },
  buyer_pays = { type = "boolean", default = true,
    about = { en = "the buyer pays the fee and is told it; false: the shop pays it",
              zh = "运费由买家出，告诉买家多少钱；false 就说“运费由我们承担”" } },
  usual_weight_g = { type = "integer", default = 0, min = 0, max = 1000000,
    about = { en = "what a parcel of the shop weighs, when nothing else says it; 0: not known",
              zh = "没有别处写重量时，一个包裹按多少克算；0 就是不知道" } },
  answers = { type = "boolean", default = true,
    about = { en = "answer the questions of buyers",
              zh = "回答买家；false 就只在系统来问时选快递" } },
}

local places, couriers = part "places", part "couriers"

local regions = { "*" }
for _, look in ipairs(places.looks) do regions[#regions + 1] = look end

tables {
  couriers = {
    courier = { type = "text",
      about = { en = "its name, on as many lines as it has regions and bands",
                zh = "快递的名字；有几个地方、几段重量，就写几行" } },
    region = { type = "text", known = regions,
      about = { en = "a province by any of its names, a city, a country, or * for everywhere",
                zh = "送到哪里：省（怎么叫都行）、市、国家，* 是各地" } },
    min_weight_g = { type = "integer?",
      about = { en = "the lightest parcel of the line, itself included; empty: from nothing",
                zh = "这一行最轻多少克，含这个数；空着就从零起" } },
    max_weight_g = { type = "integer?",
      about = { en = "the heaviest parcel of the line, itself included; empty: without end",
                zh = "这一行最重多少克，含这个数；空着就不限" } },
    first_weight_g = { type = "integer",
      about = { en = "the grams that first_fee pays for", zh = "首重多少克" } },
    first_fee = { type = "money", about = { en = "what they cost", zh = "首重多少钱" } },
    step_weight_g = { type = "integer?", min = 1,
      about = { en = "the grams of each further step; empty: there are none",
                zh = "续重每一步多少克；空着就没有续重" } },
    step_fee = { type = "money?",
      about = { en = "what each step that is begun costs; empty where its grams are",
                zh = "续重每一步多少钱；没有续重就也空着" } },
    currency = { type = "currency?",
      about = { en = "of the fees; empty: the shop's", zh = "运费的货币；空着就是店铺的" } },
    days = { type = "range?",
      about = { en = "how long it takes, 3 or 2-3; empty: nothing is said of it",
                zh = "几天到，3 或 2-3；空着就不说" } },
    on_time_rate = { type = "percent?",
      about = { en = "how often it is on time, 97% or 0.97; empty: not known",
                zh = "准时率，97% 或 0.97；空着就是不知道" } },
    cod = { type = "text?",
      about = { en = "takes cash on delivery: yes or no; empty: no",
                zh = "能不能货到付款：是或否；空着就是不能" },
      choices = { "yes", "no", "y", "n", "true", "false", "1", "0", "是", "否", "可以", "不可以", "可",
                  "不可", "支持", "不支持", "有", "没有", "无" } },
    insured_max = { type = "money?",
      about = { en = "the most a parcel may be worth; empty: no bound",
                zh = "最多保价多少；空着就不限" } },
    { band = { "min_weight_g", "max_weight_g" }, of = { "courier", "region" } },
    { together = { "step_weight_g", "step_fee" } },
  },
  products = {
    weight_g = { type = "integer?",
      about = { en = "what a piece weighs with its wrapping, in grams", zh = "连包装的克数" } },
  },
}

local sheet, choice = part "sheet", part "choice"
local parcels, answer = part "parcel", part("answers").answer

-- ---- The shop asks

local function raise(ctx, event, reason)
  if event.order and event.order.id then ctx.state.order.unsent = true end
  return { alert { kind = "no_courier", text = reason } }
end

-- The choice, and the end of an earlier alert about the same order.
local function announce(ctx, event, quote, rejected)
  local actions = { choose { courier = quote.courier, fee = quote.fee, days = quote.days,
                             rejected = choice.told(rejected, note) } }
  if not (event.order and event.order.id) then return actions end
  ctx.facts.order.courier = { courier = quote.courier, fee = quote.fee:amount(),
                              currency = quote.fee:currency(), days = quote.days }
  if ctx.state.order.unsent then
    ctx.state.order.unsent = nil
    actions[2] = clear { kind = "no_courier" }
  end
  return actions
end

rule "chooses a courier" {
  on = "courier.requested",
  label = { en = "The shop asks who shall carry a parcel", zh = "店里问一个包裹用哪家快递" },
  when = { { "event.type", "present" } },
  run = function(event, ctx)
    if not event.parcel then return raise(ctx, event, note("no_place")) end
    if not ctx.tables.couriers then return raise(ctx, event, note("no_table")) end
    local parcel, missing = parcels.of_event(ctx, event)
    if not parcel then return raise(ctx, event, note(missing)) end
    local offered = sheet.read(ctx)
    parcels.add_wish(ctx, event, offered, parcel)
    local quote, _, rejected = choice.rank(ctx, offered, parcel)
    if quote then return announce(ctx, event, quote, rejected) end
    return raise(ctx, event, note("no_courier", {
      region = parcel.place.as, reasons = choice.in_one_line(rejected, note),
    }))
  end,
}

local complains = { en = "complains", zh = "有投诉" }
local calm = {
  { "settings.answers", "is", true },
  any { { "facts.conversation.complaint", "absent", label = complains },
        { "facts.conversation.complaint", "is", false, label = complains } },
}

-- Either of the patterns, in whichever language.
local function either(patterns)
  return "(?:" .. table.concat(patterns, "|") .. ")"
end

local not_yet_sent =
  none { { "message.text", "says", text.after_sending,
           label = { en = "about a parcel that is sent", zh = "说的是已经寄出的包裹" } } }

local asks_the_terms = any {
  all { { "message.text", "matches", either(text.asks_how_long),
          label = { en = "asks how long", zh = "问多久到" } },
        none { { "message.text", "matches", either(text.other_times),
                 label = { en = "another time is meant", zh = "说的是别的时间" } } } },
  { "message.text", "matches", either(text.asks_how_much),
    label = { en = "asks what it costs", zh = "问运费" } },
  all { { "message.text", "says", places.looks, label = { en = "names a place", zh = "说了地方" } },
        { "message.text", "matches", either(text.asks_of_a_place),
          label = { en = "asks about it", zh = "问那里的快递" } } },
}

rule "asks which courier" {
  on = "message.received",
  label = { en = "Asks which courier", zh = "问发什么快递" },
  when = {
    { "message.text", "matches", either(text.asks_which),
      label = { en = "asks which courier", zh = "问发什么快递" } },
    not_yet_sent, all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 31,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event, "which") or nil
  end,
}

rule "asks for the terms" {
  on = "message.received",
  label = { en = "Asks how long or how much", zh = "问多久到、多少运费" },
  when = { asks_the_terms, not_yet_sent, all(calm) },
  settle = "3s",
  claims = "reply",
  priority = 30,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event, "terms") or nil
  end,
}

rule "names a courier" {
  on = "message.received",
  label = { en = "Wants a courier, or any but that one", zh = "想要某家快递，或者不要某家" },
  when = {
    any { { "message.text", "says", couriers.looks,
            label = { en = "names a courier", zh = "说了一家快递" } },
          { "message.text", "says", text.may_name_one,
            label = { en = "may name one of the table", zh = "可能说了表里的快递" } } },
    not_yet_sent, all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 29,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event) or nil
  end,
}

rule "tells the place" {
  on = "message.received",
  label = { en = "Says where it goes, after we asked", zh = "我们问了以后，说了送到哪里" },
  when = { { "state.conversation.asking", "present" }, all(calm) },
  settle = "3s",
  claims = "reply",
  priority = 28,
  run = function(event, ctx)
    return ctx.tables.couriers and answer(ctx, event) or nil
  end,
}

-- Any of the patterns, in which <day> stands for a day or an hour.
local function any_with_days(patterns, label)
  local days, ways = either(text.day), {}
  for i, pattern in ipairs(patterns) do
    local whole = pattern:gsub("<day>", days)
    ways[i] = { "message.text", "matches", whole, label = label }
  end
  return any(ways)
end

-- No table says what a courier can do on a given day, so a person asks.
rule "wishes a time" {
  on = "message.received",
  label = { en = "Wants it delivered at a time", zh = "想在某个时间送到" },
  when = {
    any_with_days(text.wishes_a_time, { en = "wishes a time", zh = "想要一个时间" }),
    none { { "message.text", "says", text.no_wish_of_time,
             label = { en = "about something else", zh = "说的是别的事" } } },
    all(calm),
  },
  settle = "3s",
  claims = "reply",
  priority = 27,
  run = function()
    return { say "time_is_noted", handoff { reason = note "reason_time" } }
  end,
}

rule "knows where it goes" {
  on = { "order.created", "order.paid" },
  label = { en = "The order says where it goes", zh = "订单里写了送到哪里" },
  run = function(event, ctx)
    local order = event.order
    if not order or not order.id then return nil end
    local place = places.of_address(order.region) or places.of_address(order.address)
    ctx.state.order.place = place or ctx.state.order.place
    if not event.conversation or not event.conversation.id then return nil end
    local c = ctx.state.conversation
    c.place = place or c.place
    for _, wish in ipairs { "wanted", "only", "excluded" } do ctx.state.order[wish] = c[wish] end
  end,
}

rule "is sent" {
  on = "order.shipped",
  label = { en = "What carries it is settled", zh = "由谁送已经定了" },
  run = function(event, ctx)
    local shipment = event.shipment
    if not event.order or not event.order.id or not shipment then return nil end
    ctx.state.order.shipment = { courier = shipment.courier, number = shipment.tracking_number }
  end,
}
