-- Answers who asks for an invoice, and reminds the shop on the day it was promised for.
-- It is a beginning: make rules of your own of it, and run `zhanggui test` again.

pack { name = "@NAME@", version = "0.1.0", api = 1,
       about = "Answers who asks for an invoice, and reminds the shop" }

-- What a shop can change in its shop.lua: packs = { ["@NAME@"] = { within = "5d" } }
settings {
  answers = { type = "boolean", default = true, about = "answer who asks for an invoice" },
  within  = { type = "duration", default = "3d", about = "how soon it is promised" },
}

local day = 24 * 60 * 60

rule "asks for an invoice" {
  on   = "message.received",
  when = {
    { "settings.answers", "is", true },
    { "message.text", "says", text.invoice_asked, label = "asks for an invoice" },
  },
  settle   = "3s",       -- wait until the buyer has finished
  claims   = "reply",    -- only one rule answers
  priority = 10,
  run = function(event, ctx)
    local mine = ctx.state.conversation    -- kept for this conversation
    if mine.promised then return end       -- promised already; do not say it twice
    mine.promised = true
    ctx.after(settings.within, "invoice_due")
    return {
      say("invoice", { name = event.buyer and event.buyer.name, days = settings.within // day }),
    }
  end,
}

rule "the invoice is due" {
  on  = "timer.invoice_due",
  run = function(event, ctx)
    ctx.state.conversation.promised = nil
    return {
      alert { kind = "invoice_due", severity = "warning", text = "an invoice was promised for today" },
    }
  end,
}
