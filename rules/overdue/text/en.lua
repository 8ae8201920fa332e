-- What buyers say and what we answer, in English. Names as in zh.lua; {blanks} are filled by the
-- rules, and a sentence whose blank stays empty is not said. The five _shapes are regular expressions.

return {
  where_is_it = {
    "track my", "tracking number", "tracking info", "still waiting for my", "order status", "status of my order",
    "any news on my order", "any update on my order", "not shipped yet",
  },

  where_shapes = {
    "where(?:'s| is| are|s) (?:my|the|our) (?:\\w+ )?(?:order|parcel|package|delivery|shipment|goods|things?|stuff)",
    "(?:not|n't|nt|never|still no) (?:\\w+ )?(?:arrived?|received?|shipped|delivered|turned up|come yet|here yet)",
    "(?:my|the|our) (?:order|parcel|package|delivery|shipment) (?:is |has been )?(?:\\w+ )?(?:late|stuck|delayed|overdue|missing)",
  },

  sent_yet = { "shipped yet", "sent yet", "when do you ship", "when will you ship" },

  when_shapes = {
    "when (?:will|does|is|should|can) (?:\\w+ ){0,4}(?:arriv|ship|come\\b|deliver|get here|be here|be sent)",
    "(?:has|have|did|was|is) (?:it|my|the) (?:\\w+ ){0,3}(?:shipped|sent|dispatched)",
  },

  state_shapes = { "(?:check|look (?:up|at|into)) (?:on )?(?:my|the|our|this) order" },
  astray_shapes = {
    "(?:sent|went|gone|going|delivered|shipped) to the wrong (?:place|city|address|town|depot)",
    "why (?:is|did|has|was) (?:it|my (?:parcel|package|order)) (?:\\w+ ){0,2}(?:in|go(?:ne)? to|sent to|going to)\\b",
  },
  not_astray = { "return", "refund", "exchange", "colour", "color", "size" },
  if_ordered = { "if i order", "if i buy", "if i pay" },
  dispatch_shapes = { "when (?:will|do|would|can) (?:you|it|my order) (?:be )?(?:ship|send|dispatch|sent|leave)" },

  something_else = { "refund", "coupon", "invoice", "exchange", "repair", "wrong address", "change the address",
                     "change my address", "together", "separately" },

  not_paid = "Hello{_name}, we have not seen a payment for order {order} yet; once it is there we get it ready.",

  not_sent = "Hello{_name}, order {order} is paid and not with the courier yet; it leaves by {due_month_name} {due_day} at the latest.",

  not_sent_late = "Hello{_name}, order {order} was to leave by {due_month_name} {due_day} and is not with the courier yet. We are sorry to keep you waiting, and have reminded our packers.",

  not_sent_refund = "Hello{_name}, order {order} did not leave in time, and we are sorry to keep you waiting. If you can wait a little we get it ready; if you would rather not, we refund you: just tell us.",

  on_its_way_at = "Hello{_name}, order {order} is on its way: on {scan_month_name} {scan_day} it was at {place}, and we expect it with you by {due_month_name} {due_day}.",
  on_its_way_by = "Hello{_name}, order {order} is with {courier}, number {number}; we expect it with you by {due_month_name} {due_day}.",
  on_its_way = "Hello{_name}, order {order} is with the courier and on its way.",

  stuck_at = "Hello{_name}, the last we have of order {order} is from {scan_month_name} {scan_day} at {place}, and nothing since. We are sorry for the worry, and have asked our colleagues to trace it with the courier.",
  stuck = "Hello{_name}, there has been no news of order {order} for long. We are sorry for the worry, and have asked our colleagues to trace it with the courier.",

  late_at = "Hello{_name}, order {order} was expected by {due_month_name} {due_day} and is late; it was last seen at {place} on {scan_month_name} {scan_day}. We are sorry to keep you waiting, and have asked our colleagues to trace it.",
  late = "Hello{_name}, order {order} was expected by {due_month_name} {due_day} and is late. We are sorry to keep you waiting, and have asked our colleagues to trace it.",

  limit_either = "Hello{_name}, order {order} is many days late now, and we are truly sorry. Shall we send it again, or refund you? Whichever you choose, we do.",
  limit_resend = "Hello{_name}, order {order} is many days late now, and we are truly sorry. Would it be all right if we send it again?",
  limit_refund = "Hello{_name}, order {order} is many days late now, and we are truly sorry. We can refund you: just tell us.",

  astray_at = "Hello{_name}, the last we have of order {order} is from {scan_month_name} {scan_day} at {place}. We have asked a colleague to check the route with the courier; one moment, please.",
  astray = "Hello{_name}, we have asked a colleague to check the route of order {order} with the courier; one moment, please.",

  sent_if_ordered = "Hello{_name}, what is paid now leaves by {due_month_name} {due_day} at the latest.",

  delivered = "Hello{_name}, order {order} is shown as delivered on {over_month_name} {over_day}. If you do not have it, please tell us and we will look into it.",
  returned = "Hello{_name}, the parcel of order {order} has come back to us.",
  cancelled = "Hello{_name}, order {order} was cancelled and will not be sent.",
  refunded = "Hello{_name}, order {order} was refunded and will not be delivered.",
  refunding = "Hello{_name}, we have your request for a refund of order {order}; it is waiting to be dealt with.",

  no_order = "Hello{_name}, one moment, please: we ask a colleague to look for your parcel.",

  unknown = "Hello{_name}, we cannot find order {order} at the moment and have asked a colleague to look. One moment, please.",
}
