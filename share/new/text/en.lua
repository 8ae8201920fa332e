return {
  invoice_asked = { "invoice", "receipt", "vat bill" },
  invoice = {
    "Hello {name}, of course there is an invoice; you have it within {days} days.",
    "Of course there is an invoice; you have it within {days} days.",
  },
}
