/* report_page: parts of the page of a report; only report_html.c asks for them. */
#ifndef ZG_CLI_REPORT_PAGE_H
#define ZG_CLI_REPORT_PAGE_H

#include "cli/replay/report.h"
#include "cli/wording.h"

/* Everything up to the first line that is seen, with the style. */
void zg_page_begin(struct zg_bytes *out, const char *language, const char *title, const char *shop);

/* The table of rules, and what they said side by side. */
void zg_page_rules(const struct zg_report *report, enum zg_tongue tongue, struct zg_bytes *out);
void zg_page_examples(const struct zg_report *report, enum zg_tongue tongue, struct zg_bytes *out);

#endif
