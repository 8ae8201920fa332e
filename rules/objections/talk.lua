-- A conversation: which goods it is about, what was said already, and the answer to an objection.

local goods, methods = part "goods", part "methods"
local find_row, know, add_promotion = goods.find_row, goods.know, goods.add_promotion
local objections, goodbye, one_try = methods.objections, methods.goodbye, methods.one_try
local choose = methods.choose

local function recall(ctx, event)
  local c = ctx.state.conversation
  c.used = c.used or {}
  local bargain = ctx.facts.conversation.bargain
  c.sku = event.item and event.item.sku or c.sku or bargain and bargain.sku
  return c
end

-- Who has ordered needs no arguments. (Where a person looks after the conversation, nothing that is
-- said here leaves.)
local function must_be_quiet(ctx, c)
  return c.ordered_at ~= nil and ctx.now - c.ordered_at < settings.after_an_order
end

-- What is known of the goods at hand, and by which name the buyer is called.
local function look(ctx, event, c)
  local known = know(ctx, find_row(ctx, c.sku), c.sku)
  known.name = event.buyer and event.buyer.name
  return known
end

local function use(c, way, known)
  if not way then return nil end
  c.used[way.used_as] = true
  return { say(way.name, known) }
end

local function answer(event, ctx, objection)
  local c = recall(ctx, event)
  if must_be_quiet(ctx, c) then return nil end
  local known = look(ctx, event, c)
  return use(c, choose(objections[objection], known, c.used), known)
end

-- What is on is told to whoever asks, once; what more they want to know of it, and whether there is
-- anything where we know of nothing, is a person's to say.
local function answer_promotion(event, ctx)
  local c, known = recall(ctx, event), {}
  add_promotion(ctx, find_row(ctx, c.sku), known)
  local told = c.told_what_is_on
  c.told_what_is_on = true
  if not told and known.promotion then
    c.used.gain_now = true
    return { say("what_is_on", known) }
  elseif not told and settings.no_promotion == "say" then
    return { say("nothing_is_on") }
  end
  return { say("ask_what_is_on"), handoff { reason = note("reason_promotion") } }
end

-- A no is a no: everybody is quiet from here on. The first may hear one kind word with a fact in
-- it; a clear "stop", or a second no, is just thanked.
local function let_go(event, ctx)
  local c = recall(ctx, event)
  if must_be_quiet(ctx, c) then return nil end
  local known = look(ctx, event, c)
  local tried = c.tried or not settings.gentle_try or says(event.message.text, text.stop)
  local way = not tried and choose(one_try, known, c.used) or choose({ goodbye }, known, c.used)
  c.tried, c.stopped, ctx.facts.conversation.not_interested = true, true, true
  return use(c, way, known)
end

return { answer = answer, answer_promotion = answer_promotion, let_go = let_go }
