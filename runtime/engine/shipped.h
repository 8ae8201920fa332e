/* shipped: where the packs and templates that come with the program lie. */
#ifndef ZG_ENGINE_SHIPPED_H
#define ZG_ENGINE_SHIPPED_H

#include <stddef.h>

/* The folder, written into `out`; NULL when it is nowhere. Looked for beside the running program
 * (../share/zhanggui/rules), where it was configured to be installed, and in the source tree it was
 * built from. */
const char *zg_shipped_rules(char *out, size_t size);

/* The same for what new packs and shops are made of (../share/zhanggui/new). */
const char *zg_shipped_templates(char *out, size_t size);

#endif
