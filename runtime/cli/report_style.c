/* How the page of a report looks, on a screen and on paper. */
#include "cli/html.h"
#include "cli/report_page.h"

/* Blue and brown are told apart by everybody, by their brightness also in print without colours. */
static const char style[] =
    ":root{--a:#0b5cad;--b:#c2600a;--ink:#1c2430;--soft:#586374;--line:#d9dee6;--paper:#f6f7f9}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0;background:var(--paper);color:var(--ink);line-height:1.55;font:16px/1.55 "
    "system-ui,-apple-system,\"Segoe UI\",\"PingFang SC\",\"Microsoft YaHei\",\"Noto Sans CJK SC\","
    "\"Noto Sans SC\",sans-serif}\n"
    "main{max-width:60rem;margin:0 auto;padding:2rem 1.25rem 3rem}\n"
    "h1{font-size:1.75rem;line-height:1.25;margin:0 0 .25rem}\n"
    "h2{font-size:1.15rem;margin:0 0 .75rem}h3{font-size:.95rem;margin:1rem 0 .4rem}\n"
    "h2 small,th small{font-weight:400;color:var(--soft);font-size:.85rem}\n"
    ".about,.legend{margin:.15rem 0;color:var(--soft)}.about b{color:var(--ink)}\n"
    ".verdict{font-size:1.1rem;font-weight:600;margin:.75rem 0 0}\n"
    "code{font-family:ui-monospace,Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}\n"
    ".key{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin:0 .4em 0 0;"
    "vertical-align:-.05em}.key+.key,.legend .b{margin-left:1em}\n"
    ".key.a{background:var(--a)}.key.b{background:var(--b)}\n"
    "section{background:#fff;border:1px solid var(--line);border-radius:10px;"
    "padding:1.1rem 1.25rem;margin:1rem 0}\n"
    ".cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(12.5rem,1fr));gap:.75rem}\n"
    ".card{border-left:3px solid var(--a);padding:.1rem 0 .1rem .75rem}\n"
    ".card h3{margin:0;font-weight:400;color:var(--soft);font-size:.9rem}\n"
    ".card p{margin:0;font-size:1.5rem;font-weight:600;font-variant-numeric:tabular-nums;"
    "white-space:nowrap}\n"
    ".card span{color:var(--b)}.card i{font-style:normal;font-weight:400;font-size:.9rem;"
    "color:var(--soft)}\n"
    "svg{display:block;width:100%;height:auto}svg text{font-size:13px;fill:var(--ink)}\n"
    "rect.a{fill:var(--a)}rect.b{fill:var(--b)}line{stroke:#8a94a3}line.faint{stroke:var(--line)}\n"
    ".scroll{overflow-x:auto}\n"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:right;"
    "vertical-align:top}\n"
    "th:first-child{text-align:left;font-weight:400;overflow-wrap:anywhere}\n"
    "thead th{font-weight:600;color:var(--soft);font-size:.85rem;vertical-align:bottom;"
    "word-break:keep-all}\n"
    "td.zero{color:#707b8c}td.new{font-weight:600}\n"
    ".tag{display:inline-block;border:1px solid var(--line);border-radius:4px;padding:0 .35em;"
    "font-size:.8rem;color:var(--soft)}\n"
    "article{border-top:1px solid var(--line);padding:.75rem 0;break-inside:avoid}\n"
    "article h3{margin:0 0 .5rem}article:last-child{padding-bottom:0}\n"
    ".case{margin:.5rem 0 .9rem}.case>p{margin:0 0 .3rem;color:var(--soft);font-size:.9rem}\n"
    ".case q{color:var(--ink);quotes:none}\n"
    ".pair{display:grid;grid-template-columns:1fr "
    "1fr;gap:.75rem}.pair.one{grid-template-columns:1fr}\n"
    ".says{border-left:3px solid var(--a);background:var(--paper);padding:.4rem .7rem;"
    "border-radius:0 6px 6px 0;overflow-wrap:anywhere}\n"
    ".says.b{border-color:var(--b)}.says p{margin:0}.says b{font-size:.8rem;color:var(--soft)}\n"
    ".none{color:var(--soft);font-style:italic}\n"
    "footer{color:var(--soft);font-size:.85rem;margin-top:1.5rem}\n"
    "@media(max-width:40rem){main{padding:1rem .5rem}section{overflow-x:auto;padding:.9rem}"
    "svg{min-width:36rem}.pair{grid-template-columns:1fr}}\n"
    "@media print{body{background:#fff;font-size:10.5pt}main{max-width:none;padding:0}"
    "section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.8rem 0;margin:0}"
    "*{print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    "svg,.card,tr,.case{break-inside:avoid}h2{break-after:avoid}}\n"
    "@page{margin:16mm}\n";

void zg_page_begin(struct zg_bytes *out, const char *language, const char *title,
                   const char *shop) {
  zg_bytes_printf(out,
                  "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">\n"
                  "<meta http-equiv=\"Content-Security-Policy\" "
                  "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                  "<title>",
                  language);
  zg_html_text(out, shop);
  zg_bytes_printf(out, " · %s</title>\n<style>\n%s</style></head>\n<body><main>\n", title, style);
}
