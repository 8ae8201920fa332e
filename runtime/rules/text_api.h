/* text_api: what packs may ask about a text: of a long one, about its first 2 KiB (prices,
 * discounts) or 16 KiB (normal), to the end of a word or sentence; then, or when there are more
 * than 16 prices or discounts, a second result is true.
 *
 *   prices("一百二行不行")   -- { { price = money("120.00","CNY"), marked = false } }
 *   discounts("八折，再减5块")  -- { { left = "80%" }, { off = money("5.00","CNY") } }
 *   normal("ＡＢＣ 貴")      -- "abc 贵", as conditions see it */
#ifndef ZG_RULES_TEXT_API_H
#define ZG_RULES_TEXT_API_H

struct lua_State;

/* Makes the globals prices, discounts and normal. [-0, +0, m] */
void zg_text_api_open(struct lua_State *lua);

#endif
