/* tables_api: ctx.tables.NAME[key].column: the shop's spreadsheets, read-only.
 *
 * A cell is its text; an empty cell is nil. In the table "products", list_price and floor_price are
 * money, and `gifts` is a list (its cell divided at "|"), as `gifts_en` and its like are.
 * `#ctx.tables.NAME` counts the rows, pairs walks them in the order of the file. */
#ifndef ZG_RULES_TABLES_API_H
#define ZG_RULES_TABLES_API_H

struct lua_State;

/* Pushes the object that holds the shop's tables. [-0, +1, m] */
void zg_tables_push(struct lua_State *lua);

#endif
