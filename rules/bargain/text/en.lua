-- What to listen for and what to say, in English. A phrase matches from the beginning of a word; a
-- reply whose {blanks} cannot all be filled in is not said.

return {

  -- Listening: how buyers put it --------------------------------------------------------------------

  asks_for_less = {
    "a bit cheaper", "a little cheaper", "make it cheaper", "get it cheaper", "go cheaper", "cheaper please", "lower it", "do me a deal", "lower price", "lower the price", "better price", "best price", "lowest price", "lowest you", "best you can do",
    "best offer", "do better on", "any better on", "do any better", "do a bit better", "do a little better", "bit less", "little less",
    "for less", "take less", "accept less", "go lower", "go any lower", "a bit lower", "little lower", "come down", "knock off",
    "knock some", "knock a", "knock something", "shave off", "shave some", "price firm", "any reduction", "little off", "negotiable", "negotiate", "haggle", "bargain with",
    "special price", "reduce the price", "drop the price", "cut the price", "cut me a deal", "give me a deal", "make me a deal",
    "any deal for", "good deal for me", "room on the price", "wiggle room", "money off", "something off", "a bit off",
    "round it down", "round down",
  },

  asks_for_a_discount = { "discount", "cheaper", "any deal", "a deal on", "any offers", "% off", "percent off" },

  asks_for_free_postage = {
    "free shipping", "free delivery", "free postage", "shipping free", "shipping is free", "delivery free", "delivery is free", "postage free", "postage is free",
    "ship free", "ship it free", "ship for free", "ship it for free", "post it for free", "include shipping", "include the shipping", "include postage", "including shipping?", "shipping included", "postage included", "delivery included", "waive the shipping", "waive shipping", "waive the postage",
  },

  promotions = {
    "coupon", "voucher", "promo", "code", "sale on", "on sale", "black friday", "singles day", "points", "cashback", "gift card",
    "end of the sale", "is it half price", "is it half off", "still running", "running now", "next week", "tomorrow", "students", "newsletter",
  },

  after_purchase = {
    "price match", "price protection", "price adjustment", "price drop", "just bought", "already bought", "already paid",
    "refund", "difference back", "return it", "return the", "sent it back", "cheaper one", "cheaper option", "cheaper version", "cheaper model", "something cheaper",
    "anything cheaper", "cheaper elsewhere", "cheaper on amazon", "why is it cheaper", "price history",
  },

  walks_away = {
    "or i walk", "or i'll walk", "otherwise i won't buy", "otherwise i'll buy", "or i won't buy", "or no deal", "or forget it",
    "or i'll buy elsewhere", "or i buy elsewhere", "i'll go elsewhere", "i'll buy elsewhere", "i'll look elsewhere", "i'll buy it elsewhere", "else i won't buy",
  },

  bids = {
    "can you do", "could you do", "would you do", "will you do", "can we do", "would you take", "will you take", "can you take", "would you accept",
    "will you accept", "do you accept", "how about", "what about", "i'll give", "i can give", "i'd pay", "i'll pay", "i can pay", "i would pay",
    "i can do", "i only have", "let's say", "drop it to", "meet me in", "settle for", "i offer", "i'll offer", "my offer", "offer you", "my budget", "deal", "ok?", "okay?", "is ok", "works for", "work for you",
    "sell it for", "sell for", "let it go for", "make it", "meet me at", "for it", "take it for", "have it for", "and i'll buy", "and i buy", "and i pay", "and i'll take", "my limit", "my max",
    "last offer", "final offer",
  },

  other_money = { "shipping cost", "shipping fee", "postage", "deposit", "refund", "invoice", "order number", "tracking" },

  presses = { "still too expensive", "still expensive", "still too much", "still a bit much", "still high", "still a lot", "any lower" },

  takes_the_price = { "it's a deal", "you have a deal", "you've got a deal", "i'll take it", "i will take it", "sold!", "ok deal", "okay deal" },

  yes = { "okay", "ok", "fine", "sure", "deal", "yes", "all right", "alright" },
  beside_a_yes = { " ", ",", ".", "!", "\n", "then", "thanks", "thank you", "please" },

  asks_for_a_gift = { "throw in", "any gift", "a free gift", "any freebie", "a freebie" },

  less_by = { "off" },

  several = {
    "for two", "for 2", "for three", "for 3", "for both", "two for", "three for", "for all", "in total", "altogether", "for the pair",
    "2 for", "3 for", "4 for", "5 for", "2 boxes", "3 boxes", "two boxes", "three boxes", "2 pieces", "two pieces",
  },

  -- Saying: the shop's answers ----------------------------------------------------------------------

  justify = {
    "Thank you for asking. About this one: {fact}. That is what the {list_price} stands for.",
    "A fair question, so here is a straight answer: {fact}. We set {list_price} with that in mind.",
    "Hello {name}, a word about it first: {fact}. See whether you like it; we can talk about the price.",
    "At {list_price} it comes to about {per_use} per {unit}, which may look a little different.",
    "Put another way: about {per_use} per {unit}. You could set that beside {compare}.",
    "With normal use it lasts about {days} days, which is about {per_day} a day. Does that sound easier?",
    "With normal use it lasts about {years} years, which is about {per_day} a day. Does that sound easier?",
    "Over {days} days it is about {per_day} a day; you could set that beside {compare}.",
    "You might look at {other} as well: that is {other_price}, this one is {list_price}. See which you like better.",
  },

  no_fact = {
    "Thank you for your interest. The list price is {list_price}; ask us anything you would like to know about it.",
    "This one is {list_price}. Have a good look, and we will gladly answer any question.",
  },

  thinking = {
    "You drive a fine bargain. Give us a moment to do the sums 🤔",
    "Let us think about that for a moment 🤔",
    "Please bear with us while we work it out 🤔",
  },

  concede = {
    "We went through it again: {price} for you. We would really like you to have it.",
    "Since you are serious about it, let us say {price}. Would that suit you?",
    "That was not an easy one, but all right: {price}.",
    "We talked it over: {item} for {price}.",
  },

  last_cut = {
    "{price}, and that is the last change we can offer of our own accord. Thank you for understanding.",
    "Let us say {price}. We will leave the price there; shall we keep one for you?",
    "We have brought it to {price} and will not move it any more after this. Thank you for your patience.",
  },

  hold = {
    "{price} is already a reduced price, and we would like to stay there for now.",
    "We understand. For the moment it is still {price}; please take your time.",
  },

  no_further = {
    "Thank you for caring about it so much. We will stay at {price} and go no lower; please understand.",
    "Our price stays at {price}, and we would rather tell you so than keep you waiting.",
    "We are leaving it at {price}. Take all the time you need; we are here.",
  },

  gift = {
    "Let us leave the price for a moment: we will add {gift} to your parcel, free. Would you like that?",
    "How about this: {gift} comes with it, with our compliments.",
    "How about this: a small gift ({own_gift}) comes with it, with our compliments.",
  },

  gift_stays = {
    "{gift} is already yours and will be in the parcel. The price is {price}; would that suit you?",
    "We have put {gift} aside for you and cannot add anything else. The price is {price}.",
    "We have put your small gift ({own_gift}) aside and cannot add anything else. The price is {price}.",
  },

  postage_included = {
    "Yes, postage is free: we pay it.",
    "It is included; what you pay is the price of the goods, and the postage is on us.",
  },
  postage_extra = {
    "Postage is not in the price, we would rather say so now; it is paid on top.",
    "To be honest with you, the price is without postage, which comes on top.",
  },
  gives_postage = {
    "Let us leave the price as it is and pay the postage for you this time. Would you like that?",
    "How about this: the postage of this order is on us.",
  },
  postage_given = {
    "The postage of this order is on us, as we said.",
    "We said that we pay the postage, and it stands.",
  },
  ask_postage = {
    "We would like to be sure about the postage before we answer, so we have asked a colleague. Please give us a moment.",
    "We had better not guess about the postage; a colleague is looking into it and will get back to you.",
  },

  deal = {
    "{price} it is, thank you! Please order whenever it suits you.",
    "Agreed, {price}. Just place the order and we will take care of the rest.",
  },

  meet = {
    "You have won us over: {price} it is. Thank you!",
    "All right, your price: {price}. Please go ahead and order.",
  },

  decline = {
    "Thank you for the offer. We really cannot do that; it is {price} for now.",
    "We have looked at your price and it is too far for us. We are at {price}; please understand.",
  },
  decline_with_gift = {
    "We really cannot do that price; it is {price} for now. But {gift} can go into your parcel, free. Would you like that?",
    "That is too far for us, so we stay at {price}. We would be glad to add {gift} with our compliments.",
    "That is too far for us, so we stay at {price}. We would be glad to add a small gift ({own_gift}).",
  },

  fixed_price = {
    "To be honest with you, the price of this one is fixed, and we would rather say so than keep you waiting.",
    "This one has a fixed price that we cannot change. Please tell us if we can help in another way.",
    "The price is {list_price} and it is fixed; we cannot change it.",
  },

  which_item = {
    "Which one do you have in mind? Send us its link and we will have a look.",
    "Could you send us the link, so that we know which one you mean?",
  },

  ask_supervisor = {
    "That is more than we may decide. We are asking our supervisor for you; please give us a little time.",
    "We cannot decide that ourselves, so we have passed it on to our supervisor. Somebody will get back to you.",
  },
  beyond_us = {
    "What we can decide is {price}. Anything lower has been passed to our supervisor; thank you for waiting.",
    "Your wish is with our supervisor. On our side it is {price} for now.",
  },

  agreed = {
    "We have agreed on {price}, and we keep our word. Please go ahead and order.",
    "{price} is what we settled on, and it stands.",
  },
  ordered = {
    "We have your order, thank you. The price on the order is the one that counts.",
    "Your order is in; its price stands, and we are on it.",
  },

  -- Why a person is asked; the shop's people read it.
  reason_postage = "question: is postage free?",
}
