-- 买家问发票，就回答；答应了的日子到了，还提醒店里一次。
-- 这是个样子：改成您自己的规则，再跑一遍 `zhanggui test`。

pack { name = "@NAME@", version = "0.1.0", api = 1, about = "回答发票的问题，到期提醒店里" }

-- 店主可以在 shop.lua 里改的：packs = { ["@NAME@"] = { within = "5d" } }
settings {
  answers = { type = "boolean", default = true, about = "要不要回答发票的问题" },
  within  = { type = "duration", default = "3d", about = "答应多久之内开好" },
}

local day = 24 * 60 * 60

rule "asks for an invoice" {
  on   = "message.received",
  when = {
    { "settings.answers", "is", true },
    { "message.text", "says", text.invoice_asked, label = "asks for an invoice" },
  },
  settle   = "3s",       -- 等买家说完
  claims   = "reply",    -- 同一句话只由一条规则来答
  priority = 10,
  run = function(event, ctx)
    local mine = ctx.state.conversation    -- 记在这段对话里
    if mine.promised then return end       -- 答应过了，不再说第二遍
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
    return { alert { kind = "invoice_due", severity = "warning", text = "答应买家的发票今天到期" } }
  end,
}
