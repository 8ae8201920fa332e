-- What to listen for and what to say, in English. A phrase matches from the beginning of a word,
-- names that end in _patterns are regular expressions; a reply whose {blanks} cannot all be filled
-- in is not said.

return {

  -- Listening: how buyers put it --------------------------------------------------------------------

  let_me_think = {
    "think about it", "think it over", "think on it", "let me think", "sleep on it", "have a think", "need to think", "need some time", "need more time", "look around", "shop around", "look at others",
    "compare first", "compare a bit", "compare a few", "compare prices", "not sure yet", "not sure if", "undecided", "haven't decided", "can't decide", "get back to you", "come back later", "maybe later", "ask my wife", "ask my husband", "ask my partner", "talk to my",
  },
  let_me_think_patterns = { "\\b(?:ask|check with|talk to|talk it over with) my (?:wife|husband|partner|boss|mother|father|mum|mom|dad|family)\\b" },
  not_thinking = { "think about refund", "think you should", "what do you think", "i think you", "i've thought", "thought about it and" },

  too_expensive = {
    "too expensive", "so expensive", "very expensive", "really expensive", "quite expensive", "rather expensive", "pretty expensive", "bit expensive", "little expensive", "that expensive", "this expensive", "is expensive", "expensive for",
    "pricey", "too much money", "too dear", "overpriced", "steep", "price is high", "price is too", "price too high", "costs a lot", "cost a lot", "costs too much", "cost so much", "costs so much", "that much for", "a lot of money", "a lot for", "arm and a leg",
  },
  too_expensive_patterns = { "\\bthat(?:'s| is) (?:a lot|too much|a bit much)\\b" },
  not_expensive = { "not expensive", "not too expensive", "more expensive than yesterday", "more expensive than last", "was cheaper", "yesterday", "last week", "last time" },

  hard_times = {
    "no money", "can't afford", "cannot afford", "can not afford", "couldn't afford", "out of my budget", "over my budget", "over budget", "tight budget", "on a budget", "budget is tight", "money is tight", "tight on money", "short of money", "short on cash", "low on cash",
    "broke", "lost my job", "hard times", "times are hard", "times are tough", "tough times", "the economy", "recession", "until payday", "till payday", "before payday", "after payday", "next paycheck", "poor student",
  },
  hard_times_patterns = { "\\bwait (?:for|until|till) (?:my )?(?:pay|salary|payday|wages)\\b" },
  not_hard_times = { "how to pay", "how can i pay", "broken", "arrived broke", "it broke", "broke when" },

  cheaper = {
    "cheaper please", "make it cheaper", "bit cheaper", "little cheaper", "go cheaper", "get it cheaper", "discount", "best price", "lower price", "lower the price", "lowest price", "better price", "best you can do", "for less", "take less", "go lower", "come down", "knock off", "any deal", "negotiable", "free shipping", "% off", "percent off",
  },
  cheaper_patterns = { "\\b(?:can|could|would|will) you (?:do|take|accept|sell it for) (?:it for )?[$¥€£]?[0-9]" },
  threatens = { "or i walk", "or i'll walk", "otherwise i won't buy", "or i won't buy", "or no deal", "or forget it", "or i'll buy elsewhere", "i'll go elsewhere", "i'll buy elsewhere", "i'll look elsewhere" },
  threatens_patterns = { "\\b(?:or|otherwise|else) (?:i|then i).{0,12}\\b(?:won't|don't|leave|walk|elsewhere)\\b" },
  promotions = { "coupon", "voucher", "promo", "code", "on sale", "points", "gift card" },

  asks_what_is_on = {
    "any coupon", "any voucher", "any promo", "a coupon", "a voucher", "a promo", "coupon code", "promo code", "discount code", "voucher code", "what promotions", "which promotions", "what offers", "what's on offer", "current offers", "current promotions", "current deals", "on sale?", "on sale now", "still on sale", "any sales", "sale end", "offer end", "promotion end", "promo end",
  },
  asks_what_is_on_patterns = {
    "\\b(?:is|are|was) (?:it|this|that|they|these|the \\w+) (?:still |now )?on (?:sale|offer|promotion)",
    "\\b(?:is|are) (?:the|this|that|there (?:a|any)|any) (?:\\w+ )?(?:coupons?|vouchers?|promos?|promotions?|sales?|special offers?)\\b",
    "\\b(?:how long|until when|till when|when|how).{0,20}\\b(?:coupons?|vouchers?|promos?|promotions?|sale|special offer)\\b",
    "\\b(?:can|could|may) i (?:use|combine|apply|get).{0,12}\\b(?:coupons?|vouchers?|promos?|codes?)\\b",
    "\\b(?:do|does|will|have) (?:you|it|this|the shop|the store)(?: \\w+){0,4} (?:coupons?|vouchers?|promos?|promotions?|sales?|special offers?|black friday)\\b",
    "\\bis the [0-9]+ ?(?:%|percent) off\\b",
  },
  not_what_is_on = { "refund", "returned", "give back", "given back", "my coupon back", "not received", "haven't received", "didn't get", "did not get", "never got", "promised", "you said", "last time", "yesterday", "compensation", "sales person", "sales rep", "sales team" },

  cheaper_elsewhere = {
    "cheaper elsewhere", "cheaper on", "cheaper at", "cheaper in another", "cheaper in other", "cheaper from", "less elsewhere", "another shop", "another store", "another seller", "other shop", "other store", "other seller", "your competitor", "found it for", "saw it for", "seen it for", "elsewhere for", "elsewhere it is", "elsewhere it's",
  },
  cheaper_elsewhere_patterns = { "\\b(?:amazon|ebay|taobao|temu|aliexpress|walmart|the supermarket|the shop)\\b.{0,25}(?:cheaper|less|only|for [$¥€£]?[0-9])", "\\bmore expensive than (?:on|at|in|amazon|ebay|taobao|other|the other)\\b" },
  not_elsewhere = { "yesterday", "last week", "price match", "price adjustment", "just bought", "cheaper than other", "cheaper than amazon" },

  worth_it = { "worth it", "worth the", "worth that", "worth this", "worth buying", "worth so much", "good value", "value for money", "why so expensive", "why is it so expensive", "why should i pay", "what makes it so expensive", "what makes it worth" },
  worth_it_patterns = { "\\bworth [$¥€£]?[0-9]", "\\bwhy (?:is|are|does) (?:it|this|that|they) (?:cost )?so (?:expensive|much)\\b" },

  no = {
    "not interested", "no interest in", "don't want it", "do not want it", "don't need it", "do not need it", "won't buy", "will not buy", "i won't be buying", "not buying", "no longer want", "no longer interested", "changed my mind", "never mind", "nevermind", "forget it", "i'll pass", "i will pass", "stop writing", "stop messaging", "leave me alone",
  },
  no_patterns = { "(?m)^(?:no,? thanks?(?: you)?|no thank you|i'?ll pass|pass|not for me)[.! ]*$" },
  still_wants = { "?", "or i", "otherwise", "unless", "don't want it to", "do not want it to", "don't need it to", "don't need it before" },
  stop = { "not interested", "no interest", "no longer interested", "stop writing", "stop messaging", "leave me alone", "no thank", "no, thank" },

  is_back = { "i'll take it", "i will take it", "i want it after all", "i do want it", "changed my mind again", "still want", "still available", "in stock", "how do i order", "how can i order", "how much is", "i'd like to buy", "i want to buy" },
  is_back_patterns = { "\\bafter all,? (?:i|i'd|i'll)\\b" },

  not_about_buying = {
    "my order", "the order", "already bought", "just bought", "already paid", "refund", "return it", "return the", "returned", "exchange", "repair", "invoice", "shipping cost", "shipping fee", "postage", "delivery", "courier", "parcel", "package arrived", "arrived", "received", "cancel", "complaint", "customer service", "deposit", "customs", "tracking", "gift card", "price match",
  },

  -- Saying: the shop's answers ----------------------------------------------------------------------

  ask_what_is_unclear = {
    "Of course, take your time. Is there anything we have not made clear? Tell us, and we will explain it properly.",
    "That deserves a thought. What is it that you are not sure about yet? We will gladly look into it.",
    "No hurry, {name}. Which point would you like to know more about?",
  },
  gain_now = {
    "Please take your time. Just so that you know: {promotion}, until {ends}.",
    "No pressure from us; there is one thing running at the moment: {promotion}. It ends on {ends}.",
  },
  no_hurry = {
    "Take all the time you like; we are here when you have a question.",
    "No hurry at all. Just write to us when you need us.",
  },

  compare_with_like = {
    "You can set it beside our {other}: that comes to {other_per_use} per {use}, this one to {price_per_use}.",
    "We compared it for you: {other} is about {other_per_use} per {use}, this one about {price_per_use}.",
    "In the same line we have {other} at {other_price}; this one is {price}. Side by side you can judge best.",
  },
  split_into_parts = {
    "Let us take it apart: {parts}. All {count} are in it, which makes about {per_part} each out of {price}.",
    "There are {count} things in it: {parts}. At {price} in all, each comes to about {per_part}.",
  },
  average_over_time = {
    "Used for {years} years, {price} comes to about {per_day} a day. Does that look easier?",
    "It is something for every day: over {years} years it is about {per_day} a day.",
    "It usually lasts about {days} days, so {price} is about {per_day} a day.",
    "Counted by the day: about {days} days, so about {per_day} for each.",
  },
  price_of_one_use = {
    "Per {unit} it comes to about {per_use}; perhaps that is a better measure.",
    "The whole looks like a sum, but each {unit} is about {per_use}.",
  },
  compliment = {
    "You have chosen with care, and there is a reason for this one: {fact}.",
    "You clearly know what to look for. It is {price} because of this: {fact}.",
  },
  ask_what_matters = {
    "Thank you for being open. What matters most to you? We will look for what fits.",
    "We understand. How would you use it, and how much of it? Then we can see whether something suits you better.",
  },

  your_own_need = {
    "We understand; it is not easy. It need not be this one: {smaller} is {smaller_price}, and may do for now.",
    "It is wise to be careful. {smaller} is {smaller_price}; would that be enough for you?",
  },
  your_own_use = {
    "We understand. For yourself it comes to about {per_use} per {unit}; please do just what suits you.",
    "None of us can change the times. Your own share would be about {per_use} per {unit}; see whether that is right for you.",
  },
  others_bought_it = {
    "We do understand. {sold} of this one have been sold so far; you can read what other buyers say before you decide.",
    "It is right to be careful. One plain figure: {sold} sold, and the reviews are on the page.",
  },

  gain_and_loss = {
    "The price is one side, what you get is the other: {fact}; and {after_sales}. Please weigh them together.",
    "See what the price contains: {fact}, and {after_sales}. Only if it suits you, of course.",
  },
  honest_price = {
    "To be honest, we do not haggle: it is {price} for everybody, so you can buy without worry.",
    "The price is {price}, plainly, and we would rather say so than keep you waiting.",
  },
  what_would_be_lost = {
    "To go lower we would have to save on this: {not_saved_on}. We would rather not; please understand.",
    "There is one thing in this price we will not save on: {not_saved_on}.",
  },

  one_by_one = {
    "It is right to compare. So, one by one. What it is: {fact}. The price: {price}. After the sale: {after_sales}. Please set them side by side.",
    "Thank you for telling us. Ours comes from {origin}, costs {price}, and after the sale there is this: {after_sales}. Have a look at all three.",
  },
  what_service_includes = {
    "We cannot speak for others, only for what ours includes: {services}. See what of it is useful to you.",
    "With us this is part of it: {services}. Please count it in when you compare.",
  },

  investment_over_time = {
    "Seen over time: used for {years} years it is about {per_day} a day. You be the judge.",
    "Something like this pays back slowly: over {years} years about {per_day} a day.",
    "It usually lasts about {days} days, which is about {per_day} a day. You be the judge.",
  },
  affirm = {
    "We think it is, and this is why: {fact}.",
    "Yes, we would say so: {fact}. See whether that convinces you.",
  },
  rated = {
    "Do not take our word for it: buyers rate it {rating}, and you can read the reviews.",
    "Have a look at the reviews; it stands at {rating} now, good ones and bad ones included.",
  },
  under_warranty = {
    "We understand the worry; this is what stands behind it: {warranty}.",
    "One knows only by using it, so we put this in writing: {warranty}.",
  },

  what_is_on = {
    "What is on at the moment: {promotion}, until {ends}.",
    "There is one thing running now: {promotion}. It ends on {ends}.",
  },
  nothing_is_on = {
    "To be honest with you, nothing is on in our shop at the moment.",
    "It is good of you to ask first. There is no promotion just now.",
  },
  ask_what_is_on = {
    "We would like to be sure before we answer, so we have asked a colleague. Please give us a moment.",
    "We had better not guess about this; a colleague is looking into it and will get back to you.",
  },
  reason_promotion = "question: a promotion or voucher that neither the settings nor the sheet tell of, or of which more is asked",

  gentle_try = {
    "That is quite all right. Just one word: there is also {smaller} at {smaller_price}. And if not, thank you for looking in.",
    "No problem, and thank you either way. If you ever want to begin with something simpler, there is {smaller} at {smaller_price}.",
  },
  share_honestly = {
    "That is quite all right. One honest word from us: {fact}. Should you ever need it, we are here.",
    "As you wish, of course. We are fond of this one ourselves: {fact}. Thank you for having a look.",
  },
  grace = {
    "That is quite all right. Thank you for looking in, and all the best.",
    "Understood. Thank you for your time; we are here whenever you need us.",
    "No problem at all, {name}. Thank you, and see you another time perhaps.",
  },
}
