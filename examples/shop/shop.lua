-- 丽丽茶铺 · Lili's tea shop. 这里是店铺的全部设置。Everything zhanggui knows about this shop.
--
-- 改完保存，一两秒后就生效，不用重启；写错了，会告诉您错在哪一行、该怎么改，店里照旧营业。
-- Save, and it takes effect in a second or two. With a mistake in it you are told the line and what
-- to do, and the shop goes on as before.
--
-- 商品和底价在 tables/products.csv，用表格软件打开就能改。
-- Goods and lowest prices live in tables/products.csv; any spreadsheet program opens it.

shop {
  id   = "lili-tea",     -- 不要改：店铺的记忆都记在这个名字下 / do not change: the shop's memory is kept under it
  name = "丽丽茶铺",     -- 买家看到的店名 / the name buyers see

  -- 从哪些渠道接待买家；* 代表任意 / which channels this shop answers; * stands for anything
  sources = { "taobao/lili-tea", "demo/*" },

  language  = "zh",             -- 用中文回复 / replies are in Chinese
  currency  = "CNY",
  time_zone = "Asia/Shanghai",
  hours     = "09:00-22:00",    -- 营业时间 / opening hours

  -- 规则包的设置；没写到的规则包用默认设置，写 名字 = false 就关掉它。
  -- Settings of the packs; a pack not named here has its defaults, and NAME = false turns it off.
  packs = {
    bargain = {
      -- 想让每一步让得更少，就去掉下一行前面的 -- 再改数字。
      -- To give way in smaller steps, take away the -- of the next line and change the numbers.
      -- steps = { "3%", "2%", "1%" },
      -- 邮费另算，买家再问一次就给包邮；总是包邮写 "always"，从不包邮写 "never"。
      -- Postage is extra, and free for who asks once more; "always" and "never" are the others.
      free_postage = "from_round_2",
    },
    objections = {
      -- 每一单都包含的服务，和正在做的活动；活动一定要写截止日，没写就不会说。
      -- What every order includes, and a promotion that runs; without its last day it is not spoken of.
      services       = { "七天无理由退货", "运输破损包赔" },
      promotion      = "全店满199减20",
      promotion_ends = "2026-11-30",
    },
  },

  -- 运行时替您守住的线，任何规则都越不过去。
  -- Lines that the runtime itself holds; no rule can cross them.
  limits = {
    largest_cut = "18%",        -- 最多比标价低多少 / the deepest cut below the list price
  },

  -- 不用问您就能做主的范围，超过的转给店主。
  -- How far it may go without asking; anything beyond is handed to you.
  authority = {
    cut = "15%",
  },
}
