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

  -- For the shop's people: alerts, and why a person is asked.
  alert_dispatch_due_soon = "Order {order} is not handed over yet; it is due by {by}.",
  alert_dispatch_overdue = "Order {order} was to be handed over by {by} and is not.",
  alert_delivery_overdue = "Order {order} was to arrive by {by} and has not; please ask the courier.",
  alert_limit = "Order {order} was to arrive by {by} and has not; that is the limit: re-send or refund?",
  alert_shipment_stuck = "The parcel of order {order} has had no scan for long, as of {by}; please trace it.",

  reason_limit_either = "Order {order} is late to the limit; the buyer was asked: re-send or refund?",
  reason_limit_resend = "Order {order} is late to the limit; the buyer was asked whether to re-send it.",
  reason_limit_refund = "Order {order} is late to the limit; the buyer was offered the refund.",
  reason_not_sent_refund = "Order {order} was not handed over in time; the buyer was offered the refund.",
  reason_not_sent_late = "Order {order} was not handed over in time; please hurry it.",
  reason_late = "Order {order} did not arrive in time; please ask the courier.",
  reason_stuck = "The parcel of order {order} has had no scan for long; please trace it.",
  reason_astray = "The buyer says that the parcel of order {order} goes the wrong way; please check.",
  reason_unknown = "The buyer asks for order {order}, of which we have no record; please look.",
  reason_no_order = "The buyer asks for a parcel of no order we know; please look.",
}
