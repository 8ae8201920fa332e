-- What the buyer reads: how it is with an order, and to whom and when it is told.

local orders, due_times, alarms = part "orders", part "due", part "alarms"
local earlier, raised = orders.earlier, alarms.raised
local delivery_due, dispatch_due = due_times.delivery_due, due_times.dispatch_due

local months = { "January", "February", "March", "April", "May", "June", "July", "August",
                 "September", "October", "November", "December" }

-- The day that an instant ends or lies in: midnight still belongs to the day before it.
local function put_day(blanks, prefix, instant)
  if not instant then return end
  local parts = time.parts(instant - 1)
  blanks[prefix .. "month"], blanks[prefix .. "day"] = parts.month, parts.day
  blanks[prefix .. "month_name"] = months[parts.month]
end

local function blanks_of(o, id)
  local blanks = { order = id, courier = o.courier, number = o.number,
                   place = o.scan and o.scan.place,
                   name = o.name or "", _name = o.name and " " .. o.name or "" }
  put_day(blanks, "scan_", o.scan and o.scan.at + 1)
  put_day(blanks, "shipped_", o.shipped and o.shipped + 1)
  put_day(blanks, "over_", o.over_at and o.over_at + 1)
  put_day(blanks, "due_", earlier(dispatch_due(o), delivery_due(o)))
  return blanks
end

local limits = { either = "limit_either", resend = "limit_resend", refund = "limit_refund" }

local function at_limit(o)
  return #settings.rising > 0 and (o.step or 0) > #settings.rising
end

-- How it is with the order.
local function true_state(ctx, o)
  local due = delivery_due(o)
  if o.over or o.refunding then return o.over or "refunding" end
  if o.shipped or o.scan then
    local late = raised(o, "delivery_overdue") or due and due < ctx.now
    if late and at_limit(o) and limits[settings.at_limit] then return limits[settings.at_limit] end
    return late and "late" or raised(o, "shipment_stuck") and "stuck" or "on_its_way"
  end
  local dispatch = earlier(dispatch_due(o), due)
  local passed = dispatch and dispatch < ctx.now
  if passed or raised(o, "dispatch_overdue") or raised(o, "delivery_overdue") then
    return settings.offer_refund and "not_sent_refund" or "not_sent_late"
  end
  return o.paid and "not_sent" or o.created and "not_paid" or "unknown"
end

-- What says that a person sees to it is handed to one, unless an alert has told the shop.
local handed = { limit_either = true, limit_resend = true, limit_refund = true,
                 not_sent_refund = true, unknown = true, astray = true }
local alerted = { late = "delivery_overdue", stuck = "shipment_stuck",
                  not_sent_late = "dispatch_overdue" }

local function is_handed(o, reply)
  local kind = alerted[reply]
  return handed[reply] or kind and not raised(o, kind) and not raised(o, "delivery_overdue")
end

-- Texts that say more, when what they need is known; the fullest first.
local fuller = {
  on_its_way = { { "on_its_way_at", "place", "due_day" },
                 { "on_its_way_by", "courier", "number", "due_day" } },
  late = { { "late_at", "place" } },
  stuck = { { "stuck_at", "place" } },
  astray = { { "astray_at", "place" } },
}

local function fullest(reply, blanks)
  for _, text_of in ipairs(fuller[reply] or {}) do
    local known = true
    for i = 2, #text_of do known = known and blanks[text_of[i]] end
    if known then return text_of[1] end
  end
  return reply
end

-- `astray`: the buyer says that it goes the wrong way, which only a person can look into.
local function say_state(ctx, o, id, talk, astray)
  local reply, blanks = true_state(ctx, o), blanks_of(o, id)
  if astray and (o.shipped or o.scan) and not o.over then reply = "astray" end
  local actions = { say(fullest(reply, blanks), blanks, { conversation = talk }) }
  if is_handed(o, reply) then
    actions[2] = handoff { conversation = talk, reason = note("reason_" .. reply, { order = id }) }
  end
  return actions
end

local function is_set(fact) return fact ~= nil and fact ~= false end

-- Whether the buyer may be told at all, and has not heard it since `due`.
local function to_tell(ctx, o, id, due)
  if not settings.tell_buyers or not o.talk or o.over or o.refunding then return false end
  local heard = ctx.state("conversation", o.talk).heard
  if heard and heard[id] and due <= heard[id] then return false end
  return not is_set(ctx.facts("conversation", o.talk).complaint)
end

-- Tells the buyer, while the shop is open; else when it opens.
local function tell(ctx, o, event)
  local id = tostring(event.order.id)
  if not to_tell(ctx, o, id, event.due) then return end
  local opens = time.opens(ctx.now) or ctx.now
  if opens <= ctx.now then return say_state(ctx, o, id, o.talk) end
  o.aims.tell = event.due
  ctx.at(opens, "tell", { due = event.due })
end

return { put_day = put_day, at_limit = at_limit, say_state = say_state, tell = tell }
