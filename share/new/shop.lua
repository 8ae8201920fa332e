-- 这里是店铺的全部设置；改完保存就生效。商品和底价在 tables/products.csv。
-- All that zhanggui knows about this shop; saved, it takes effect. Goods and lowest prices are in
-- tables/products.csv.

shop {
  id        = "@NAME@",         -- 不要改：店铺的记忆都记在这个名字下 / do not change: its memory is kept under it
  name      = "@NAME@",         -- 买家看到的店名 / the name buyers see
  sources   = { "demo/*" },     -- 从哪些渠道接待买家 / the channels it answers
  language  = "@LANGUAGE@",
  currency  = "CNY",
  time_zone = "Asia/Shanghai",

  -- 任何规则都越不过去的线 / lines that no rule can cross
  limits = { largest_cut = "15%" },    -- 最多比标价低多少 / the deepest cut below the list price
}
