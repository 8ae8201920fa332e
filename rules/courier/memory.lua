-- What is remembered of what a buyer said, with the conversation and with the order it is about.

local words, couriers = part "words", part "couriers"
local contains, merged, set_or_nil = words.contains, couriers.merged, couriers.set_or_nil

-- Where the wishes of a talk lie: with the conversation, and with the order it is about.
local function memories(ctx, event)
  local list = {}
  if event.conversation and event.conversation.id then list[1] = ctx.state.conversation end
  if event.order and event.order.id then list[#list + 1] = ctx.state.order end
  return list
end

local function recall(ctx, event, name)
  for _, memory in ipairs(memories(ctx, event)) do
    if memory[name] ~= nil then return memory[name] end
  end
end

-- A refusal is kept until the buyer wants that courier after all; a wish when it was no question.
local function remember(ctx, event, message, said, place)
  local question = contains(message, text.question_marks) or contains(message, text.can)
  for _, memory in ipairs(memories(ctx, event)) do
    memory.excluded = merged(memory.excluded, said.excluded, said.wanted)
    memory.wanted = merged(memory.wanted, nil, said.excluded)
    if set_or_nil(said.wanted) and not question then
      memory.wanted, memory.only = said.wanted, said.only or nil
    end
    if not memory.wanted then memory.only = nil end
    if place then memory.place = place end
  end
end

return { recall = recall, remember = remember }
