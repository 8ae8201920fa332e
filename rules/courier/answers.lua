-- What buyers are told: which courier, how long and how much, as the table and the settings say.

local words, couriers, places, sheet = part "words", part "couriers", part "places", part "sheet"
local choice, memory, parcels = part "choice", part "memory", part "parcel"
local phrase, grams = words.phrase, choice.grams
local is_meant, named, merged = couriers.is_meant, couriers.named, couriers.merged
local recall, remember, wishes_in = memory.recall, memory.remember, part("wishes").wishes_in

-- "约3天到，1.2kg运费18元".
local function terms(quote, parcel)
  local parts = {}
  if quote.days then parts[1] = phrase("takes", { days = quote.days }) end
  if not settings.buyer_pays then
    parts[#parts + 1] = phrase("we_pay")
  elseif parcel.weight then
    parts[#parts + 1] = phrase("costs", { weight = grams(parcel.weight), fee = quote.fee:shown() })
  elseif quote.step then
    parts[#parts + 1] = phrase("costs_first", {
      first = grams(quote.first), fee = quote.first_fee:shown(),
      step = grams(quote.step), more = quote.step_fee:shown(),
    })
  else
    parts[#parts + 1] =
      phrase("costs", { weight = grams(quote.first), fee = quote.first_fee:shown() })
  end
  return table.concat(parts, phrase("comma"))
end

-- Why it is this one, when there was a choice and the buyer did not make it.
local function grounds(quote, losers, parcel)
  local second = losers[1]
  if not second or is_meant(quote.courier, parcel.wanted) then return "" end
  if parcel.urgent then
    if not quote.rate or quote.rate == second.rate then return "" end
    return phrase("is_surest", { rate = sheet.percent(quote.rate) })
  end
  if not parcel.weight or not settings.buyer_pays or quote.fee == second.fee then return "" end
  return phrase("is_cheapest")
end

local function others_of(losers, parcel)
  local list = {}
  for i = 1, math.min(#losers, 2) do
    list[i] = phrase("other", { courier = losers[i].courier, terms = terms(losers[i], parcel) })
  end
  return #list > 0 and phrase("others", { list = table.concat(list, phrase("semicolon")) }) or ""
end

-- Why none of the couriers that the buyer wants is the one.
local function why_not_wanted(rejected, wanted)
  for _, one in ipairs(rejected) do
    if is_meant(one.courier, wanted) then return phrase(one.why[1], one.why[2]) end
  end
end

local function nobody(parcel, rejected)
  local region = parcel.place.as
  local told = note("no_courier", { region = region, reasons = choice.in_one_line(rejected, note) })
  return { say("nobody", { region = region, reasons = choice.in_one_line(rejected) }),
           alert { kind = "no_courier", text = told } }
end

-- The best one, said as it was asked for.
local function reply(parcel, quote, losers, rejected)
  local blanks = { region = parcel.place.as, courier = quote.courier, terms = terms(quote, parcel),
                   more = grounds(quote, losers, parcel) .. others_of(losers, parcel) }
  if is_meant(quote.courier, parcel.wanted) then return say("can_send", blanks) end
  if parcel.wanted then
    blanks.wanted, blanks.why = named(parcel.wanted), why_not_wanted(rejected, parcel.wanted)
    return say("cannot_send", blanks)
  end
  if parcel.refused then
    blanks.refused = named(parcel.refused)
    return say("not_that_one", blanks)
  end
  return say("recommends", blanks)
end

-- Without a place nothing is said of days and fees; what was asked waits for it, and is asked for
-- again only with a new question.
local function ask_for_the_place(ctx, parcel, offered)
  ctx.state.conversation.asking = {
    wanted = parcel.wanted, only = parcel.only or nil, refused = parcel.refused,
    urgent = parcel.urgent or nil, cod = parcel.cod or nil, weight = parcel.weight,
  }
  local names = table.concat(couriers.names_of(offered), phrase("list_comma"))
  return { say("which_place", { couriers = names }) }
end

-- What has been sent is sent: the answer is what the shipment says.
local function answer_shipped(shipment)
  if not shipment.courier then return nil end
  return { say(shipment.number and "sent_with_number" or "sent", shipment) }
end

-- `asks` is "which", "terms" (how long or how much, which may be of the courier named before), or
-- nil when the buyer only names a courier or the place.
local function answer(ctx, event, asks)
  local message, c = words.plain(event.message.text), ctx.state.conversation
  local offered = sheet.read(ctx)
  local talking = c.asking ~= nil or recall(ctx, event, "place") ~= nil
  local said = wishes_in(message, offered.couriers, talking)
  local place = places.in_talk(message, offered.regions)
  if not asks and not said.named and not (c.asking and place) then return nil end
  local shipment = event.order and event.order.id and ctx.state.order.shipment
  if shipment then return answer_shipped(shipment) end
  remember(ctx, event, message, said, place)
  place = place or recall(ctx, event, "place")
  local parcel = parcels.of_talk(ctx, event, message, said, place)
  if asks == "terms" and not parcel.wanted then
    parcel.wanted = merged(c.last, nil, parcel.excluded)
  end
  c.last = parcel.wanted
  if not place then return ask_for_the_place(ctx, parcel, offered.couriers) end
  c.asking = nil
  local quote, losers, rejected = choice.rank(ctx, offered, parcel)
  if not quote and parcel.only then
    parcel.only = nil
    quote, losers, rejected = choice.rank(ctx, offered, parcel)
  end
  if not quote then return nobody(parcel, rejected) end
  return { reply(parcel, quote, losers, rejected) }
end

return { answer = answer }
