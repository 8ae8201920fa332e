-- 每个 story 是一段对话：买家说什么，过了多久，店里必须做什么。多做、少做、做错，都算不通过。

story "问发票，就答应几天内开" {
  buyer { message = { text = "可以开发票吗" }, buyer = { id = "b-1", name = "王磊" } },
  wait "3s", shop "3天内发给您",
}

story "到期提醒店里，之后再问再答" {
  settings = { within = "1d" },
  buyer "能报销吗", wait "3s", shop "invoice",
  buyer "发票什么时候开", wait "3s", silence(),
  wait "1d", alerts "invoice_due",
  buyer "发票", wait "3s", shop "invoice",
}

story "英文问，英文答" {
  buyer "Could I have an invoice please?",
  wait "3s", shop "within 3 days",
}

story "店里关掉了就不答" {
  settings = { answers = false },
  buyer "开发票吗", wait "3s", silence(),
}

story "和发票无关的话" {
  buyer "多少钱", wait "3s", silence(),
}
