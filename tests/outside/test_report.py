"""The page that `replay --html` writes: well-formed, complete by itself, in the shop's language, and
whatever buyers, packs and files say stays text. And the line about progress: on a terminal only."""
import html.parser
import json
import os
import shutil
import pty
import re
import sys
import tempfile
import threading
import time
import subprocess
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import comparison  # noqa: E402
import program  # noqa: E402
from program import DAY, PATIENCE, PROGRAM, SANITIZED, SHOP  # noqa: E402

VOID = {"meta", "br", "img", "link", "input", "hr"}
HOSTILE = ["<script>alert(1)</script>", "\"' onmouseover=alert(1) x='", "</p></section></html><b>",
           "\u202edetrevni\u2066", "a\u0001b\u001b[31m\u0085c\u007f", "]]><!-- <style>*{}",
           "&lt;b&gt; &amp; &#39;", "<svg/onload=alert(1)>", "％<ｓ>{price}%s%n%d", "茶" * 400]
PACK = """pack { name = "echo", version = "1.0.0", about = "says what it hears" }
rule "ECHO" { on = "message.received", run = function(event)
  return { say("{text}MORE", { text = event.message.text }), alert { kind = event.message.text },
           gift { gift = event.message.text }, action { type = "courier.choose",
           data = { courier = event.message.text, fee = event.message.text, currency = "<i>" } },
           handoff { reason = event.message.text }, action { type = "x.y", data = {} } } end }
rule "only here<MORE>\\27\\u{202E}" { on = "x.y", run = function() return {} end }
"""


class Page(html.parser.HTMLParser):
    """Checks that elements are nested, and gathers what is in it."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.texts, self.tags, self.attributes = [], [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, (tag, self.open)
        self.open.pop()

    def handle_data(self, data):
        self.texts.append(data)

    def text(self):
        return " ".join(self.texts)


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-report-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def page(self, log, *arguments):
        program.run("replay", log, "--html", self.path("page.html"), *arguments)
        raw = program.read(self.path("page.html")).decode("utf-8")
        page = Page(raw)
        page.raw = raw
        self.assertIn("svg", page.tags)
        self.assertNotIn("script", page.tags)
        for name, value in page.attributes:
            self.assertFalse(name.startswith("on"), (name, value))
            self.assertNotIn(name, ("href", "src", "style", "xlink:href"))
        self.assertNotRegex(raw, r"(?i)url\(|@import|https?:")
        self.assertNotRegex(raw, "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
        for drawn in re.findall(r'\b(?:x|y|x1|y1|x2|y2|width|height)="([^"]*)"', raw):
            self.assertRegex(drawn, r"^\d+(\.\d)?$")
        return page


class Shown(Case):
    def test_the_day(self):
        page = self.page(DAY, "--shop", SHOP, "--until", "end")
        text = page.text()
        self.assertIn(("lang", "zh"), page.attributes)
        output, _ = program.run("replay", DAY, "--shop", SHOP, "--until", "end")
        counts, money, _ = comparison.sums([json.loads(line) for line in output.splitlines()])
        for words in ("丽丽茶铺", "2026-11-21 08:30", "641 条事件", str(counts["offers"]),
                      "bargain / concede", "第 1 轮", f"{money['CNY']['offered']:,}",
                      f"{money['CNY']['conceded']:,}", "dispatch_overdue"):
            self.assertIn(words, text)
        self.assertNotIn("对照", text)
        again = self.page(DAY, "--shop", SHOP, "--until", "end")
        self.assertEqual(page.raw, again.raw)

    def test_numbers_are_those_of_the_comparison(self):
        output, _ = program.run("replay", DAY, "--shop", SHOP, "--against", self.second(), "--json",
                                "--html", self.path("page.html"))
        found = json.loads(output)
        text = Page(program.read(self.path("page.html")).decode()).text()
        self.assertIn(f"其中 {found['differences']} 个不同", text)
        for side in "base", "against":
            money = found[side]["money"]["CNY"]
            for key in "offered", "conceded", "agreed":
                self.assertIn(f"{float(money[key]):,.2f}", text)
            for end, count in found[side]["conversations"].items():
                share = f"{100 * count / sum(found[side]['conversations'].values()):.0f}"
                self.assertIn(f"{count} · {share} %", text, end)

    def second(self):
        program.write(self.path("second", "shop.lua"), program.read(
            os.path.join(SHOP, "shop.lua")).decode().replace("-- steps = {", "steps = { '5%', "))
        shutil.copytree(os.path.join(SHOP, "tables"), self.path("second", "tables"))
        return self.path("second")

    def test_in_english(self):
        program.write(self.path("shop", "shop.lua"), 'shop { language = "en", name = "Ann & Bob" }')
        page = self.page(DAY, "--shop", self.path("shop"))
        self.assertIn(("lang", "en"), page.attributes)
        self.assertIn("Ann & Bob", page.text())
        self.assertIn("How conversations ended", page.text())
        self.assertNotIn("会话", page.text())

    def test_of_nothing(self):
        program.write(self.path("log"), "")
        self.page(self.path("log"), "--shop", SHOP)
        self.page(self.path("log"), "--shop", SHOP, "--against", SHOP)

    def test_of_ten_thousand_years(self):
        lines = [program.event("message.received", f"m-{n}", {"conversation": {"id": f"c-{n}"},
                               "message": {"text": "能便宜点吗"}}, time=time_)
                 for n, time_ in enumerate(("0001-01-01T00:00:00Z", "2026-11-21T00:00:00Z",
                                            "9999-12-31T23:59:59Z"))]
        with open(self.path("log"), "wb") as file:
            file.writelines(lines)
        program.write(self.path("rules", "echo", "pack.lua"), PACK)
        self.page(self.path("log"), "--rules", self.path("rules"))


class Hostile(Case):
    def log(self):
        with open(self.path("log"), "wb") as file:
            for number, text in enumerate(HOSTILE):
                data = {"conversation": {"id": text}, "message": {"text": text}, "item": {"sku": text}}
                file.write(program.event("message.received", f"m-{number}", data))
        return self.path("log")

    def shop(self, name, more):
        program.write(self.path(name, "packs", "echo", "pack.lua"),
                      PACK.replace("MORE", more).replace("ECHO", "<i>" + more))
        program.write(self.path(name, "shop.lua"),
                      "shop { id = 'x', name = '<u>\"shop\\'&' }")
        return self.path(name)

    def test_whatever_they_say_is_text(self):
        os.makedirs(self.path("none"))
        plain = self.page(self.log(), "--rules", self.path("none"), "--shop", self.shop("a", "!"))
        both = self.page(self.path("log"), "--rules", self.path("none"), "--shop", self.path("a"),
                         "--against", self.shop("<b>'\"&", "?"))
        for page in plain, both:
            text = page.text()
            self.assertIn("<script>alert(1)</script>", text)
            self.assertIn("\"' onmouseover=alert(1) x='", text)
            self.assertIn("</p></section></html><b>", text)
            self.assertIn("<u>\"shop'&", text)
            self.assertIn("<i>!", text)
            self.assertNotIn("u", page.tags)
        self.assertIn("<b>'\"&", both.text())
        self.assertIn("only here<?>", both.text())

    def test_the_text_for_a_terminal_holds_no_control_characters(self):
        os.makedirs(self.path("none"))
        output, _ = program.run("replay", self.log(), "--rules", self.path("none"), "--shop",
                                self.shop("a", "!"), "--against", self.shop("b", "?"))
        self.assertIn("<script>", output.decode())
        self.assertNotRegex(output.decode(), "[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

    def test_a_name_that_is_not_utf8(self):
        odd = os.fsencode(self.folder) + b"/odd\xff\xfe<"
        os.makedirs(odd)
        subprocess.run([PROGRAM, "replay", DAY, "--against", odd, "--html", self.path("page.html")],
                       check=True, capture_output=True, timeout=PATIENCE)
        Page(program.read(self.path("page.html")).decode("utf-8"))


class Progress(Case):
    """The log comes by a fifo, slowly, so that the work is long; there is a share only of files."""

    def watch(self, *arguments, error_tty, output_tty=False, env=None):
        main, side = pty.openpty()
        fifo = self.path("fifo")
        if not os.path.exists(fifo):
            os.mkfifo(fifo)
        with open(self.path("out"), "wb") as out, open(self.path("err"), "wb") as err:
            child = subprocess.Popen([PROGRAM, "replay", fifo, *arguments],
                                     stdout=side if output_tty else out,
                                     stderr=side if error_tty else err,
                                     env={**os.environ, "TERM": "xterm", **(env or {})})
        os.close(side)
        seen = []

        def read():
            try:
                while data := os.read(main, 65536):
                    seen.append(data)
            except OSError:  # the other end is closed
                pass
        reader = threading.Thread(target=read)
        reader.start()
        with open(fifo, "wb") as log:
            for number in range(30):
                log.write(program.event("stock.changed", f"e-{number}", {}))
                log.flush()
                time.sleep(0.05)
        self.assertEqual(child.wait(PATIENCE), 0)
        reader.join()
        os.close(main)
        return b"".join(seen).decode(), program.read(self.path("err"))

    def test_on_a_terminal(self):
        seen, _ = self.watch(error_tty=True)
        lines = seen.split("\r")
        painted = [line for line in lines if "events, " in line and "/s" in line]
        self.assertRegex(painted[0], r"^replay: \d+ events, [\d,]+/s\x1b\[K$")
        self.assertGreaterEqual(len(painted), 3)
        # 1.5 s, the first half second without; a slow machine may take longer
        self.assertLessEqual(len(painted), 8 if not SANITIZED else 40)
        self.assertRegex(seen, r"\r\x1b\[K30 events, 0 duplicates, 0 refused, \d+ actions\r\n$")

    def test_not_in_a_pipe(self):
        _, errors = self.watch(error_tty=False)
        self.assertRegex(errors, rb"^30 events, [^\r\x1b]*\n$")

    def test_not_between_what_is_printed(self):
        seen, _ = self.watch(error_tty=True, output_tty=True)
        self.assertNotIn("\x1b", seen)

    def test_but_where_nothing_is_printed_meanwhile(self):
        seen, _ = self.watch("--against", os.path.join(program.ROOT, "rules"), error_tty=True,
                             output_tty=True)
        self.assertIn("/s\x1b[K", seen)
        self.assertIn("no difference", seen)

    def test_not_on_a_dumb_terminal(self):
        seen, _ = self.watch(error_tty=True, env={"TERM": "dumb"})
        self.assertNotIn("\x1b", seen)


if __name__ == "__main__":
    unittest.main()
