return {
  invoice_asked = { "发票", "开票", "报销" },
  invoice = {
    "{name}您好，可以开发票的，{days}天内发给您。",
    "您好，可以开发票的，{days}天内发给您。",
  },
}
