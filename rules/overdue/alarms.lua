-- Alarms, which are aimed anew at whatever is known, and the alerts that they raise.

local due_times = part "due"
local under_way, delivery_due = due_times.under_way, due_times.delivery_due
local dispatch_due = due_times.dispatch_due

-- How long is waited, in seconds, when something is late as soon as it is learnt: after an outage
-- everything arrives at once, and what was late may long be done.
local patience = 5

-- One alarm of a name at a time; none without a due.
local function aim(ctx, o, name, due)
  o.aims = o.aims or {}
  if o.aims[name] == due then return end
  o.aims[name] = due
  if not due then return ctx.cancel(name) end
  ctx.at(due < ctx.now and ctx.now + patience or due, name, { due = due })
end

local function raised(o, kind) return o.raised and o.raised[kind] end

-- Takes alerts back, each once.
local function settle(ctx, o, kinds, actions)
  for _, kind in ipairs(kinds) do
    if raised(o, kind) then
      o.raised[kind] = nil
      actions[#actions + 1] = clear { kind = kind }
    end
  end
  local late = raised(o, "dispatch_overdue") or raised(o, "delivery_overdue")
  if not late then ctx.facts.order.overdue = nil end
  return actions
end

local dispatch_alerts = { "dispatch_due_soon", "dispatch_overdue" }
local delivery_alerts = { "delivery_overdue" }
local stuck_alerts = { "shipment_stuck" }

local function plan_dispatch(ctx, o, actions)
  local due = not o.over and settings.watch_dispatch and dispatch_due(o) or nil
  local soon = due and ctx.now < due and math.max(due - settings.warn_before, o.paid) or nil
  if not due then settle(ctx, o, dispatch_alerts, actions) end
  if raised(o, "dispatch_due_soon") or soon and soon >= due then soon = nil end
  if raised(o, "dispatch_overdue") then due = nil end
  aim(ctx, o, "dispatch_soon", soon)
  aim(ctx, o, "dispatch_late", due)
end

-- The instant of the next alert: the due itself, and then the steps after it.
local function next_step(o)
  local step = o.step or 0
  if step == 0 then return o.due end
  return settings.rising[step] and o.due + settings.rising[step]
end

local function plan_delivery(ctx, o, actions)
  if o.shipped and not o.promised then o.way = under_way(ctx, o) end
  local due = not o.over and settings.watch_delivery and delivery_due(o) or nil
  if not due or due ~= o.due and ctx.now <= due then
    settle(ctx, o, delivery_alerts, actions)
    o.step = nil
  end
  o.due = due
  aim(ctx, o, "late", due and next_step(o) or nil)
end

local function plan_stuck(ctx, o, actions)
  local last = o.scan and o.scan.at or o.shipped
  if o.scan and o.shipped then last = math.max(o.scan.at, o.shipped) end
  local due = not o.over and settings.watch_stuck and last and last + settings.stuck_after or nil
  if due ~= raised(o, "shipment_stuck") then settle(ctx, o, stuck_alerts, actions) end
  if raised(o, "shipment_stuck") then due = nil end
  aim(ctx, o, "stuck", due)
end

-- Of an order that is over only what its buyer may still ask for is kept.
local function forget(ctx, o)
  aim(ctx, o, "tell", nil)
  ctx.state.order = { over = o.over, over_at = o.over_at, name = o.name, talk = o.talk }
end

local function plan(ctx, o)
  local actions = {}
  plan_dispatch(ctx, o, actions)
  plan_delivery(ctx, o, actions)
  plan_stuck(ctx, o, actions)
  if o.over then forget(ctx, o) end
  return actions
end

-- ---- What the owner reads

-- Raises the alert as of the instant that the alarm was for; `by` is the deadline the owner reads.
local function raise(ctx, o, event, kind, severity, by, words)
  o.raised = o.raised or {}
  o.raised[kind] = event.due
  if kind == "dispatch_overdue" or kind == "delivery_overdue" then
    ctx.facts.order.overdue = { kind = kind, since = by }
  end
  return alert { kind = kind, severity = severity, time = event.due, conversation = o.talk,
                 text = note("alert_" .. (words or kind),
                             { order = event.order.id, by = time.show(by) }) }
end

return { patience = patience, aim = aim, raised = raised, next_step = next_step, plan = plan,
         raise = raise }
