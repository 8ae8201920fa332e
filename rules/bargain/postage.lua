-- Free postage: known from the setting, bargained for, or asked of a person.

local goods = part "goods"
local recall, publish, language_of = goods.recall, goods.publish, goods.language_of

-- Whether postage is free, as the setting knows it; nil: it depends, or nobody has said it.
local function known_postage()
  if settings.free_postage == "always" then return say("postage_included") end
  return settings.free_postage == "never" and say("postage_extra") or nil
end

-- Free postage as the small thing that a buyer gets who asks again: it counts as an ask of the
-- bargain, and is given once, without a cut.
local function bargain_for_postage(ctx, event, good)
  local b, reply = recall(ctx, event, good.sku), nil
  b.asks = b.asks + 1
  if b.postage then
    reply = { say("postage_given") }
  elseif b.asks < 2 or b.ended then
    reply = { say("postage_extra") }
  else
    b.postage, b.asked = true, nil
    local name = language_of(ctx.shop) == "en" and "free postage" or "包邮"
    reply = { say("gives_postage"), gift { sku = good.sku, gift = name } }
  end
  publish(ctx, good, b)
  return reply
end

-- What nobody has told us is asked of a person, not guessed.
local function answer_postage(ctx, event, good)
  local known = known_postage()
  if known then return { known } end
  if settings.free_postage == "unknown" then
    return { say("ask_postage"), handoff { reason = note("reason_postage") } }
  end
  return good and bargain_for_postage(ctx, event, good) or { say("postage_extra") }
end

return { known_postage = known_postage, answer_postage = answer_postage }
