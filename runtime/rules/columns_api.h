/* columns_api: tables { … }: which columns of which tables a pack reads.
 *
 *   tables {
 *     couriers = {
 *       first_fee = { about = "what the first grams cost", required = true },
 *     },
 *   }
 *
 * It is for people, who are told by `zhanggui describe`, and for the check that a table which a
 * shop has holds what the pack cannot do without. A pack may read other columns, too. */
#ifndef ZG_RULES_COLUMNS_API_H
#define ZG_RULES_COLUMNS_API_H

#include "base/error.h"

struct lua_State;
struct zg_pack;

/* Defines the global `tables`. [-0, +0, m] */
void zg_columns_open(struct lua_State *lua);

/* ZG_ELOAD, with the file of the table, when a table of the shop lacks a column that is required. A
 * shop need not have the table. */
int zg_columns_check(const struct zg_pack *pack, struct zg_error *err);

#endif
