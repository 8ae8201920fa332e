-- The rules by which a buyer who asks is answered.

local orders, tells = part "orders", part "tells"
local word, put_day, say_state = orders.word, tells.put_day, tells.say_state

local answered_at_once = 3 -- orders

-- The orders the buyer may mean, newest first: the one that is named, else those that go on, else
-- the last.
local function meant(ctx, event)
  if event.order and event.order.id then return { tostring(event.order.id) } end
  local known = ctx.state.conversation.orders
  if not known and event.buyer and event.buyer.id then known = ctx.state.buyer.orders end
  local open, last = {}, nil
  for i = #(known or {}), 1, -1 do
    last = last or known[i]
    local over = ctx.state("order", known[i]).over
    if not over and #open < answered_at_once then open[#open + 1] = known[i] end
    if event.message.text:find(known[i], 1, true) then return { known[i] } end
  end
  return #open > 0 and open or { last }
end

local function answer(ctx, event, astray)
  local c, actions = ctx.state.conversation, {}
  for _, id in ipairs(meant(ctx, event)) do
    c.heard = c.heard or {}
    c.heard[id] = ctx.now
    for _, action in ipairs(say_state(ctx, ctx.state("order", id), id, nil, astray)) do
      actions[#actions + 1] = action
    end
  end
  return actions
end

-- Who asks for a parcel has one, though we may not know it: then a person looks, once.
local function ask_a_person(ctx, event)
  local c, name = ctx.state.conversation, event.buyer and word(event.buyer.name)
  if c.asked then return end
  c.asked = true
  return { say("no_order", { name = name or "", _name = name and " " .. name or "" }),
           handoff { reason = note("reason_no_order") } }
end

local complains = { en = "complains", zh = "有投诉" }
local calm = any { { "facts.conversation.complaint", "absent", label = complains },
                   { "facts.conversation.complaint", "is", false, label = complains } }
local nothing_else = none {
  { "message.text", "says", text.something_else,
    label = { en = "means something else", zh = "问的是别的事" } },
}
local if_ordered = { "message.text", "says", text.if_ordered,
                     label = { en = "has not ordered yet", zh = "还没下单" } }

local function shaped(shapes, label)
  return { "message.text", "matches", table.concat(shapes, "|"), label = label }
end

local function asks(phrases, shapes)
  return any { { "message.text", "says", phrases,
                 label = { en = "asks for the order", zh = "问订单" } },
               shaped(shapes, { en = "asks for the order", zh = "问订单" }) }
end

-- What is paid now leaves as late as the shop allows itself.
local function sent_if_ordered(ctx, event)
  local kind = settings.dispatch_counts
  local due = time.add(ctx.now, settings.dispatch_within, kind ~= "all" and kind or nil)
  local name = event.buyer and word(event.buyer.name)
  local blanks = { name = name or "", _name = name and " " .. name or "" }
  put_day(blanks, "due_", due)
  return due and { say("sent_if_ordered", blanks) } or nil
end

rule "says that it goes astray" {
  on = "message.received",
  label = { en = "Says that the parcel goes the wrong way", zh = "说包裹走错了路" },
  when = { shaped(text.astray_shapes, { en = "goes astray", zh = "走错了路" }),
           none { { "message.text", "says", text.not_astray,
                    label = { en = "not about the way", zh = "说的不是路线" } } },
           calm },
  settle = "3s", claims = "reply", priority = 61,
  run = function(event, ctx)
    local actions = answer(ctx, event, true)
    return #actions > 0 and actions or ask_a_person(ctx, event)
  end,
}

rule "asks where the parcel is" {
  on = "message.received",
  label = { en = "Asks where the parcel is", zh = "问包裹到哪了" },
  when = { asks(text.where_is_it, text.where_shapes), nothing_else, none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 60,
  run = function(event, ctx)
    local actions = answer(ctx, event)
    return #actions > 0 and actions or ask_a_person(ctx, event)
  end,
}

rule "asks when it is sent, or when it arrives" {
  on = "message.received",
  label = { en = "Asks when it is sent, or when it arrives", zh = "问什么时候发货、什么时候到" },
  when = { asks(text.sent_yet, text.when_shapes), nothing_else, none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 59,
  run = function(event, ctx) return answer(ctx, event) end,
}

rule "asks how the order is" {
  on = "message.received",
  label = { en = "Asks how the order is", zh = "问订单怎么样了" },
  when = { shaped(text.state_shapes, { en = "asks us to look at the order", zh = "请我们看看订单" }),
           nothing_else, none { if_ordered }, calm },
  settle = "3s", claims = "reply", priority = 58,
  run = function(event, ctx) return answer(ctx, event) end,
}

-- Who has ordered means that order, unless they speak of the next one. Of the time on the road
-- courier knows.
rule "asks when it would be sent" {
  on = "message.received",
  label = { en = "Asks before ordering when it would be sent", zh = "还没下单，问什么时候发货" },
  when = { shaped(text.dispatch_shapes, { en = "asks when it is sent", zh = "问什么时候发货" }),
           nothing_else, calm, { "settings.watch_dispatch", "is", true } },
  settle = "3s", claims = "reply", priority = 57,
  run = function(event, ctx)
    local actions = says(event.message.text, text.if_ordered) and {} or answer(ctx, event)
    return #actions > 0 and actions or sent_if_ordered(ctx, event)
  end,
}

return {}
