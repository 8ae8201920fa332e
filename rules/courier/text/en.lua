-- What to listen for and what to say, in English. The lists of names and words are used together
-- with those of the other languages.

return {

  -- Listening ---------------------------------------------------------------------------------------

  -- One line a province: the name before the colon is the one in the Chinese list.
  provinces = {
    "北京: Beijing, Peking", "天津: Tianjin", "上海: Shanghai", "重庆: Chongqing", "河北: Hebei", "山西: Shanxi",
    "内蒙古: Inner Mongolia, Neimenggu", "辽宁: Liaoning", "吉林: Jilin", "黑龙江: Heilongjiang", "江苏: Jiangsu",
    "浙江: Zhejiang", "安徽: Anhui", "福建: Fujian", "江西: Jiangxi", "山东: Shandong", "河南: Henan",
    "湖北: Hubei", "湖南: Hunan", "广东: Guangdong, Canton", "广西: Guangxi", "海南: Hainan", "四川: Sichuan, Szechuan",
    "贵州: Guizhou", "云南: Yunnan", "西藏: Tibet, Xizang", "陕西: Shaanxi", "甘肃: Gansu", "青海: Qinghai",
    "宁夏: Ningxia", "新疆: Xinjiang", "台湾: Taiwan", "香港: Hong Kong, Hongkong", "澳门: Macau, Macao",
  },
  cities = {
    "黑龙江: Harbin, Haerbin", "吉林: Changchun", "辽宁: Shenyang, Dalian", "河北: Shijiazhuang", "山西: Taiyuan",
    "陕西: Xi'an, Xian", "山东: Jinan, Qingdao", "江苏: Nanjing, Suzhou, Wuxi", "浙江: Hangzhou, Ningbo, Wenzhou",
    "安徽: Hefei", "福建: Fuzhou, Xiamen", "江西: Nanchang", "河南: Zhengzhou, Luoyang", "湖北: Wuhan",
    "湖南: Changsha", "广东: Guangzhou, Shenzhen, Dongguan, Foshan, Zhuhai", "广西: Nanning, Guilin",
    "海南: Haikou, Sanya", "四川: Chengdu", "贵州: Guiyang", "云南: Kunming, Dali, Lijiang", "西藏: Lhasa",
    "甘肃: Lanzhou", "青海: Xining", "宁夏: Yinchuan", "新疆: Urumqi", "内蒙古: Hohhot, Baotou",
  },
  streets = { "road", "street", "avenue" },

  to_there = { "to", "for", "reach", "into" },
  is_there = { "in", "at", "is", "live in", "i'm in", "near" },
  from_there = { "from" },
  sent_from_there = { "tea" },
  after_a_place = { "please", "how", "with", "by", "via", "and", "is", "take", "cost", "province", "city" },

  asks_which = {
    "\\b(?:which|what) (?:courier|carrier|shipping company|delivery company|delivery service|express|shipping method)",
    "\\bwho (?:do you (?:ship|send) (?:with|by)|delivers|ships it|will deliver)",
    "\\bhow do you (?:ship|send it|deliver)",
    "\\b(?:can|could|may) i (?:choose|pick) (?:the |a |which )?(?:courier|carrier)",
  },
  asks_how_long = {
    "\\bhow (?:long|many days|fast|soon|quickly)\\b[^.?!\\n]{0,40}\\b(?:ship\\w*|deliver\\w*|arrive|get (?:here|to)|reach|post|take(?:s)? to)",
    "\\b(?:shipping|delivery|transit) time",
    "\\bif i (?:order|buy)[^?!\\n]{0,30}when\\b|\\bwhen\\b[^?!\\n]{0,40}\\bif i (?:order|buy)",
  },
  asks_how_much = {
    "\\b(?:shipping|delivery|postage|courier) (?:costs?|fees?|charges?|prices?|rates?)",
    "\\bhow much\\b[^.?!\\n]{0,24}\\b(?:shipping|delivery|postage|to (?:ship|send|post|deliver))",
    "\\bcosts? (?:of|for) (?:shipping|delivery|postage)",
  },
  asks_of_a_place = {
    "\\b(?:ship|send|deliver|post)\\b",
    "\\bhow (?:long|many days|much)\\b[^.?!\\n]{0,20}\\bto\\b",
  },
  other_times = { "\\b(?:refund|install|dispatch|restock|process)\\w*" },
  after_sending = {
    "refund", "return", "tracking", "where is", "where's", "lost", "damaged", "hasn't arrived", "not arrived",
    "didn't arrive", "still waiting", "already shipped", "free shipping", "complain", "delivered yesterday",
  },

  day = {
    "\\b(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day", "\\btomorrow", "\\bin the (?:morning|afternoon|evening)", "\\b(?:after|before) \\d",
    "\\bat the weekend", "\\bon a weekday",
  },
  wishes_a_time = {
    "\\b(?:deliver|bring|drop|ship|send)\\w*\\b[^.?!\\n]{0,24}(?:<day>|\\blater)",
    "\\b(?:change|move|postpone|reschedule)\\b[^.?!\\n]{0,16}\\bdelivery",
  },
  no_wish_of_time = { "why", "where", "when will", "when does", "refund", "return", "if i order", "how" },

  courier_words = { "express", "courier", "couriers", "delivery", "logistics" },
  joins = { "and", "or", "&", "nor", ", and", ", or" },
  may_name_one = { "ship", "send", "but", "except", "courier" },
  sure_before = { "by", "via", "with", "use", "not" },
  sending = {
    "by", "via", "with", "use", "using", "send", "ship", "it", "the", "through", "me", "please", "sending", "shipping",
    "want", "shipped", "sent", "go", "you", "take", "pick", "choose", "courier", "my order", "parcel",
  },
  unwanted = {
    "not", "no", "don't", "do not", "never", "avoid", "without", "please no", "rather not", "hate", "dislike", "don't like", "anyone but not",
  },
  besides = {
    "anything but", "anyone but", "any but", "any courier but", "anybody but", "all but", "except", "except for", "other than",
    "apart from", "besides", "but not", "everything but", "any carrier but", "whoever but", "excluding",
  },
  nothing_but = { "nothing but", "no one but", "nobody but", "none but", "no other than", "nothing except", "no courier but" },
  only = { "only", "must", "must be", "has to be", "just", "needs to be" },
  only_after = { "only" },
  why_not = { "why", "why do you", "how come you" },
  all_of_them = { "both", "all" },
  or_else = { "or i won't", "and i won't", "i won't" },
  if_not = { "if", "if you" },
  can = { "can", "could", "can you", "could you", "do you", "would you", "will you", "is it possible", "may" },
  question_marks = { "?" },
  in_between = { "is", "are", "was", "please", "too", "so" },
  unwanted_after = {
    "excluded", "not please", "terrible", "slow", "too slow", "bad", "awful", "never", "doesn't deliver", "does not deliver",
    "doesn't come", "unreliable", "isn't good", "out", "not an option", "not ok", "not okay", "not an",
  },
  firmly_unwanted = { "excluded", "never", "out" },
  asking_before = { "can", "do", "offer", "have", "prefer", "like", "want", "need", "possible" },
  asking_after = { "please", "possible", "available", "ok", "okay", "?", "cost", "to", "would", "how" },
  what_else = { "what", "which", "else" },

  urgent = { "urgent", "urgently", "asap", "hurry", "fastest", "as fast as possible", "as soon as possible", "in a rush", "quickest" },
  not_urgent = { "not urgent", "no hurry", "no rush", "not in a hurry", "isn't urgent", "not in a rush" },
  cod = { "cash on delivery", "cod", "pay on delivery", "pay on arrival" },
  not_cod = { "no cash on delivery", "not cash on delivery", "no cod", "not cod" },

  -- Saying ------------------------------------------------------------------------------------------

  recommends = {
    "To {region} we would send it with {courier}: {terms}. {more}",
    "For {region} our choice is {courier}: {terms}. {more}",
  },
  can_send = {
    "Yes, {courier} goes to {region}: {terms}. {more}",
    "Of course, we can send it to {region} with {courier}: {terms}. {more}",
  },
  cannot_send = {
    "To be honest with you about {wanted}: {why}. To {region} we can send it with {courier}: {terms}.",
  },
  not_that_one = {
    "Noted, not {refused}. To {region} we would send it with {courier}: {terms}. {more}",
  },
  nobody = {
    "We went through all couriers for {region}, and for this one none fits: {reasons}. We have reported it to the shop.",
  },
  which_place = {
    "Which province is it going to? We work with {couriers}; once we know the place we can tell you which one, how long and how much.",
  },
  sent = { "Your order is on its way with {courier}." },
  sent_with_number = { "Your order is on its way with {courier}, tracking number {number}." },

  time_is_noted = {
    "We have noted the time you wish, and asked a colleague to speak with the courier; they will tell you whether it can be done.",
  },

  takes = "about {days} days",
  costs = "the fee is {fee} up to {weight}",
  costs_first = "the fee is {fee} up to {first}, and {more} for each further {step}",
  we_pay = "we pay the fee",
  is_cheapest = "Of those that go there it has the lowest fee. ",
  is_surest = "Of those that go there it is on time most often, {rate}. ",
  other = "{courier}, {terms}",
  others = "You could also choose: {list}.",
  reason = "{couriers}: {why}",
  comma = ", ",
  semicolon = "; ",
  list_comma = ", ",

  why_region = "does not go to {region}",
  why_heavy = "carries {most} at most",
  why_light = "carries {least} and more",
  why_cod = "has no cash on delivery there",
  why_value = "insures up to {most}, not {value}",
  why_rate = "on time {rate}, under the {least} asked for",
  why_fee = "the fee is too big to be reckoned",
  why_other_currency = "is priced in {currency}, which cannot be compared",
  why_excluded = "the buyer does not want it",
  why_wish = "the buyer wants {wanted}",
  why_dearer = "costs {fee}, more than {other}",
  why_less_sure = "on time {rate}, less than {other}",
  why_rate_unknown = "the table does not say how often it is on time",
  why_slower = "takes longer",
  why_equal = "equal to {other}, which comes first by name",
  why_unknown = "we do not work with them",

  no_courier = "No courier fits the parcel to {region}. {reasons}",
  no_place = "The parcel does not say where it goes, so no courier can be chosen.",
  no_weight = "The parcel has no weight (weight_g), so no fee can be reckoned.",
  no_value = "The parcel's value cannot be read, so nobody knows whether it is insured.",
  no_table = "There is no table tables/couriers.csv, so no courier can be chosen.",

  -- Why a person is asked; the shop's people read it.
  reason_time = "courier: wants it delivered at a time",
}
