-- What buyers wish: couriers wanted and excluded, misspelt by sound, urgent, cash on delivery.

local sheet = { couriers = [[
courier,region,min_weight_g,max_weight_g,first_weight_g,first_fee,step_weight_g,step_fee,currency,days,on_time_rate,cod,insured_max
顺丰,浙江,1,20000,1000,12.00,500,1.00,CNY,1,99%,yes,20000
中通,浙江,1,20000,1000,4.50,1000,1.00,CNY,2,97%,no,3000
圆通,浙江,1,20000,1000,4.80,1000,1.50,CNY,2,95%,yes,2000
申通,浙江,1,20000,1000,4.60,1000,1.00,CNY,2,94%,no,2000
韵达,浙江,1,20000,1000,5.10,1000,1.00,CNY,2,93%,no,2000
邮政,浙江,1,20000,1000,6.00,500,2.00,CNY,3,90%,yes,50000
邮政,西藏,1,20000,1000,13.00,500,2.00,CNY,8,90%,yes,50000
]] }

local function wish(text)
  return event { type = "courier.requested",
                 data = { parcel = { region = "浙江", weight_g = 500, wish = text } } }
end

local function goes_with(courier)
  return acts { type = "courier.choose", data = { courier = courier } }
end

-- §3 buyer's wish.
story "a courier that is wanted goes before the cheapest" {
  tables = sheet,
  wish "顺丰",
  acts { type = "courier.choose", data = { courier = "顺丰", fee = "12.00", rejected = {
    { courier = "中通", why = "买家要的是顺丰" }, { courier = "圆通", why = "买家要的是顺丰" },
    { courier = "申通", why = "买家要的是顺丰" }, { courier = "邮政", why = "买家要的是顺丰" },
    { courier = "韵达", why = "买家要的是顺丰" },
  } } },
  wish "发顺丰", goes_with "顺丰", wish "最好是圆通", goes_with "圆通", wish "SF please", goes_with "顺丰",
  wish "顺丰或者圆通", goes_with "圆通",
  wish "麻烦发邮政吧，谢谢", goes_with "邮政", wish "", goes_with "中通", wish "轻拿轻放", goes_with "中通",
}

-- §3 a courier named to be excluded is excluded.
story "a courier that is named to be excluded is excluded" {
  tables = sheet,
  wish "不要中通",
  acts { type = "courier.choose", data = { courier = "申通", rejected = {
    { courier = "圆通", why = "运费4.80元，比4.60元贵" }, { courier = "韵达", why = "运费5.10元，比4.60元贵" },
    { courier = "邮政", why = "运费6元，比4.60元贵" }, { courier = "顺丰", why = "运费12元，比4.60元贵" },
    { courier = "中通", why = "买家不要" } } } },
  wish "除了中通都行", goes_with "申通", wish "除中通外都可以", goes_with "申通",
  wish "中通除外", goes_with "申通", wish "千万别发中通", goes_with "申通", wish "勿发中通", goes_with "申通",
  wish "中通到不了我们村", goes_with "申通", wish "能不能不发中通", goes_with "申通",
  wish "不要中通和申通", goes_with "圆通", wish "中通、申通、圆通都不要", goes_with "韵达",
  wish "不要中通，发顺丰", goes_with "顺丰", wish "anything but ZTO", goes_with "申通",
  wish "please don't use ZTO or STO", goes_with "圆通", wish "no zto", goes_with "申通",
  wish "any courier except zhongtong", goes_with "申通",
}

story "no and but that do not exclude" {
  tables = sheet,
  wish "除了顺丰都不要", goes_with "顺丰", wish "不是顺丰不要", goes_with "顺丰", wish "非顺丰不收", goes_with "顺丰",
  wish "为什么不发顺丰", goes_with "顺丰", wish "不发顺丰我就不要了", goes_with "顺丰",
  wish "nothing but SF", goes_with "顺丰", wish "不能发顺丰吗", goes_with "顺丰", wish "只发顺丰", goes_with "顺丰",
}

-- §3 names misspelt by sound are understood.
story "misspelt by sound" {
  tables = sheet,
  wish "发顺风", goes_with "顺丰", wish "shunfeng", goes_with "顺丰", wish "順豐", goes_with "顺丰",
  wish "发生通", goes_with "申通", wish "不要生通也不要终通", goes_with "圆通", wish "shen tong", goes_with "申通",
  wish "运达快递", goes_with "韵达", wish "yunda", goes_with "韵达", wish "园通", goes_with "圆通",
  wish "油政", goes_with "邮政", wish "ｙｔｏ", goes_with "圆通", wish "祝一路顺风", goes_with "中通",
}

story "a wish that cannot be met: the next best, and why; only that one: an alert" {
  tables = sheet,
  wish "京东快递",
  acts { type = "courier.choose", data = { courier = "中通", rejected = {
    { courier = "申通", why = "运费4.60元，比4.50元贵" }, { courier = "圆通", why = "运费4.80元，比4.50元贵" },
    { courier = "韵达", why = "运费5.10元，比4.50元贵" }, { courier = "邮政", why = "运费6元，比4.50元贵" },
    { courier = "顺丰", why = "运费12元，比4.50元贵" }, { courier = "京东", why = "我们目前没有合作" } } } },
  wish "只要京东快递",
  alerts { kind = "no_courier",
    text = "寄往浙江的包裹没有合适的快递。中通、圆通、申通、邮政、韵达、顺丰买家要的是京东；京东我们目前没有合作" },
  wish "不要顺丰中通圆通申通韵达邮政", alerts "no_courier",
}

-- §3 urgency, COD, said in words.
story "urgent and cash on delivery as a wish" {
  tables = sheet,
  wish "很急，尽快", goes_with "顺丰", wish "不急", goes_with "中通", wish "no rush", goes_with "中通",
  wish "urgent", goes_with "顺丰", wish "货到付款", goes_with "圆通", wish "不要货到付款", goes_with "中通",
  wish "加急，不要顺丰", goes_with "中通",
}

story "what was said in the talk holds for the parcel, too" {
  tables = sheet,
  buyer "不要中通", wait "5s", shop "which_place",
  wish "", goes_with "申通",
  event { type = "order.created", data = { order = { id = "o-1", region = "浙江" } } },
  event { type = "courier.requested", data = { parcel = { weight_g = 500 }, order = { id = "o-1" },
                                               conversation = { id = "c-2" } } },
  acts { type = "courier.choose", data = { courier = "申通", order = { id = "o-1" } } },
  buyer "那还是发中通吧", wait "5s", shop "can_send",
  wish "", goes_with "中通",
}

-- §3 buyer's wish: when it shall come. No table knows; a person asks the courier.
story "a time that is wished for is passed on" {
  tables = sheet,
  buyer "能不能周六下午送", wait "5s", shop "time_is_noted", hands_off(),
  buyer "送货时间改到下周三吧", wait "5s", shop "time_is_noted", hands_off(),
  buyer "麻烦晚上八点以后再送过来", wait "5s", shop "time_is_noted", hands_off(),
  buyer "先别发货，等我通知再发货", wait "5s", shop "time_is_noted", hands_off(),
  buyer "could you deliver it on Saturday?", wait "5s", shop "time_is_noted", hands_off "买家想在指定的时间收货，请看一下能不能办到。",
}

story "a day that is named is not always a wish" {
  tables = sheet,
  buyer "昨天下午怎么没送到", wait "5s", buyer "明天上门取件吗", wait "5s", buyer "周末送优惠券吗", wait "5s",
  buyer "空调明天上午安装吗", wait "5s", buyer "why was it not delivered this morning", wait "5s",
  buyer "今天的茶送杯子吗", wait "5s", silence(),
}
