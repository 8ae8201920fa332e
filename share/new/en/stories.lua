-- A story is a conversation: what the buyer says, how much time passes, and what the shop must do.
-- It fails when the shop does more, less or something else.

story "an invoice is promised to whoever asks" {
  language = "en",
  buyer { message = { text = "Could I have an invoice?" }, buyer = { id = "b-1", name = "Ann" } },
  wait "3s", shop "within 3 days",
}

story "the shop is reminded, and then it may be asked for again" {
  language = "en", settings = { within = "1d" },
  buyer "I need a receipt", wait "3s", shop "invoice",
  buyer "When do I get the invoice?", wait "3s", silence(),
  wait "1d", alerts "invoice_due",
  buyer "the invoice, please", wait "3s", shop "invoice",
}

story "a Chinese question gets a Chinese answer" {
  language = "en",
  buyer "可以开发票吗", wait "3s", shop "3天内",
}

story "nothing is said when the shop has switched it off" {
  language = "en", settings = { answers = false },
  buyer "an invoice?", wait "3s", silence(),
}

story "other words are for other packs" {
  language = "en",
  buyer "how much is it?", wait "3s", silence(),
}
