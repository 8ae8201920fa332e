/* prices_nothing: whether a shop's text lets the goods go for nothing.
 *
 * "免费", "白送", "不要钱", "送你了", "free", "on the house" do when they are about the goods: when
 * they stand alone in their sentence, or behind what means the goods ("这件…", "it's …", "take
 * it …"), and nothing follows that is given instead ("免费退换", "free shipping"). "赠品免费",
 * "茶漏 送您了" and "shipping is free" are honest. So are "白菜价" and its like only with their
 * price behind them. */
#ifndef ZG_DATA_PRICES_NOTHING_H
#define ZG_DATA_PRICES_NOTHING_H

#include <stdbool.h>
#include <stddef.h>

/* Stands in a text for the name of the goods, where whoever asks knows it: a character that no
 * language uses. */
#define ZG_GOODS_MARK "\xEE\x80\x80"

/* `text`, `len` bytes already normalised by zg_text_normalise. */
bool zg_prices_nothing(const char *text, size_t len);

#endif
