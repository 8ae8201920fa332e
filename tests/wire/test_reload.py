"""Hot reload: files change while a server runs. What took effect is asked of the shop itself, by an
event; what did not, of the log and of `zhanggui ctl`."""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import event, text_of  # noqa: E402
from reload_case import (PACK, PRODUCTS, SANITIZED, SAYS, SHOP, SLOWER, SOON, TEXTS,  # noqa: E402
                         Reload, alive, children)

RELOADS = int(os.environ.get("ZG_RELOADS", "15" if SANITIZED else "60"))  # in the tests for leaks
WARM = RELOADS // 5 + (5 if SANITIZED else 60)  # until what lives and what is freed have found their places


class Noticed(Reload):
    """Saving is enough."""

    def test_each_kind_of_file(self):
        self.start()
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.write(SHOP % "other", "shop", "shop.lua")
        self.await_answer(["0 other 5", "hello"])
        self.write(PRODUCTS % "6.00", "shop", "tables", "products.csv")
        self.await_answer(["0 other 6", "hello"])
        self.write(TEXTS % "good day", "shop", "packs", "voice", "text", "zh.lua")
        self.await_answer(["0 other 6", "good day"])
        self.write(PACK % {"number": 1}, "shop", "packs", "voice", "pack.lua")
        self.await_answer(["1 other 6", "good day"])
        generation = self.rows("packs")[0]["generation"]
        self.assertIn(f"zhanggui: shop shop: generation {generation} is in force\n", self.log())
        self.assertEqual(self.rows("packs")[0]["version"], "1.1.0")
        self.assertEqual(self.reloads(), 4)
        self.assert_ends_clean()

    def test_each_way_of_saving(self):
        self.start()
        file = ("shop", "packs", "voice", "pack.lua")
        self.put(PACK % {"number": 1}, *file)  # over the old one
        self.await_answer(["1 word 5", "hello"])
        os.unlink(self.path(*file))
        self.write(PACK % {"number": 2}, *file)
        self.await_answer(["2 word 5", "hello"])
        os.rename(self.path(*file), self.path(*file) + "~")  # as vim and emacs do
        self.write(PACK % {"number": 3}, *file)
        self.await_answer(["3 word 5", "hello"])
        self.write(PACK % {"number": 4}, "elsewhere.lua")
        os.unlink(self.path(*file))
        os.link(self.path("elsewhere.lua"), self.path(*file))
        self.await_answer(["4 word 5", "hello"])

    def test_half_written_first(self):
        """Whoever saves slowly sees one refusal at most, and then what was saved."""
        self.start()
        whole = PACK % {"number": 1}
        self.write(whole[:len(whole) // 2], "shop", "packs", "voice", "pack.lua")
        self.await_log("the rules in force go on")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        with open(self.path("shop", "packs", "voice", "pack.lua"), "a", encoding="utf-8") as file:
            file.write(whole[len(whole) // 2:])
        self.await_answer(["1 word 5", "hello"])

    def test_saved_while_it_is_tried(self):
        """A change that comes while the one before is under way is not lost."""
        self.start()
        for number in range(1, 8):
            self.put_pack(number)
            time.sleep(0.3 * SLOWER + number * 0.02)
        self.await_answer(["7 word 5", "hello"])

    def test_what_does_not_count(self):
        self.start()
        pack = self.path("shop", "packs", "voice", "pack.lua")
        self.assertGreater(self.tries(1, lambda: self.put_pack(1)), 0)  # it can be seen at all
        self.await_answer(["1 word 5", "hello"])
        before = self.reloads()

        def edit():
            for name in (".pack.lua.swp", "#pack.lua#", "pack.lua~", ".#pack.lua", "4913"):
                self.write("nonsense (", "shop", "packs", "voice", name)
            for name in (".hidden.csv", ".~lock.products.csv#", "products.csv.bak", "notes.txt"):
                self.write("nonsense", "shop", "tables", name)
            os.unlink(self.path("shop", "packs", "voice", "4913"))
            os.makedirs(self.path("shop", ".git", "refs"))
            self.write("ref", "shop", ".git", "HEAD.lua")

        self.assertEqual(self.tries(1, edit), 0)
        os.utime(pack)  # looked at, but the same
        with open(pack, "r+", encoding="utf-8") as file:
            file.write("pack")
        time.sleep(1 * SLOWER)
        self.assertEqual(self.reloads(), before, self.log())
        self.assertEqual(self.ask(), ["1 word 5", "hello"])

    def test_the_store_may_lie_in_the_shop(self):
        """What the server itself writes there is no reason to look at the shop again."""
        self.store = self.path("shop", "z.db")
        self.start()

        def talk():
            for _ in range(30):
                self.ask()
                time.sleep(0.02)

        self.assertEqual(self.tries(1.5, talk), 0)
        self.put_pack(1)
        self.await_answer(["1 word 5", "hello"])

    def test_packs_come_and_go(self):
        self.start()
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        os.makedirs(self.path("shop", "packs", "aside"))
        time.sleep(0.5)  # made by hand: the folder first
        self.write(SAYS % ("aside", "one"), "shop", "packs", "aside", "pack.lua")
        self.await_answer_after("one")
        self.put(SAYS % ("aside", "greeting"), "shop", "packs", "aside", "pack.lua")
        self.await_answer_after("greeting")
        os.makedirs(self.path("shop", "packs", "aside", "text"))
        self.write(TEXTS % "hi", "shop", "packs", "aside", "text", "zh.lua")
        self.await_answer_after("hi")
        self.put(TEXTS % "hey", "shop", "packs", "aside", "text", "zh.lua")
        self.await_answer_after("hey")
        shutil.rmtree(self.path("shop", "packs", "aside"))
        self.await_answer_after(None)

    def await_answer_after(self, text):
        """The pack "aside" answers before "voice"; no event may be answered twice by it."""
        wanted = [text] * (text is not None) + ["0 word 5", "hello"]
        deadline = time.monotonic() + SOON
        while True:
            self.asked += 1
            self.client.send(event(f"ask-{self.asked}"))
            said = []
            while "hello" not in said:  # the last that "voice" says
                said.append(text_of(self.client.line()))
            if said == wanted:
                return
            self.assertIn(len(said), (2, 3))
            self.assertLess(time.monotonic(), deadline, (text, said, self.log()))
            time.sleep(0.02)

    def test_a_folder_changes_places(self):
        """As a deployment does it: the new folder is moved into the place of the old one."""
        self.start()
        text = self.path("shop", "packs", "voice", "text")
        for number in (1, 2):
            os.makedirs(self.path("aside"))
            self.write(TEXTS % f"moved {number}", "aside", "zh.lua")
            os.rename(text, self.path(f"old {number}"))
            os.rename(self.path("aside"), text)
            self.await_answer(["0 word 5", f"moved {number}"])
            self.put(TEXTS % f"edited {number}", "shop", "packs", "voice", "text", "zh.lua")
            self.await_answer(["0 word 5", f"edited {number}"])

    def test_the_whole_shop_changes_places(self):
        self.start()
        for number in (1, 2):
            shutil.copytree(self.path("shop"), self.path("next"))
            self.put_pack(number, "next")
            os.rename(self.path("shop"), self.path(f"old {number}"))
            if number == 2:
                self.await_log("the rules in force go on")
            os.rename(self.path("next"), self.path("shop"))
            self.await_answer([f"{number} word 5", "hello"], within=SOON + 1)
            self.put_pack(number + 5)
            self.await_answer([f"{number + 5} word 5", "hello"])

    def test_the_shop_is_a_link(self):
        """One folder a release, and a link that says which is in force."""
        shutil.copytree(self.path("shop"), self.path("release 2"))
        os.rename(self.path("shop"), self.path("release 1"))
        os.symlink("release 1", self.path("shop"))
        self.start()
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.put_pack(2, "release 2")
        os.symlink("release 2", self.path("link"))
        os.rename(self.path("link"), self.path("shop"))
        self.await_answer(["2 word 5", "hello"], within=SOON + 1)
        self.put_pack(3, "release 2")
        self.await_answer(["3 word 5", "hello"])

    def test_files_are_links_that_move_together(self):
        """As Kubernetes mounts a ConfigMap: the files are links through one hidden link."""
        tables = self.path("shop", "tables")
        for number in (1, 2):
            os.makedirs(os.path.join(tables, f"..{number}"))
            self.write(PRODUCTS % f"{number}.00", "shop", "tables", f"..{number}", "products.csv")
        os.symlink("..1", os.path.join(tables, "..data"))
        os.unlink(os.path.join(tables, "products.csv"))
        os.symlink("..data/products.csv", os.path.join(tables, "products.csv"))
        self.start()
        self.assertEqual(self.ask(), ["0 word 1", "hello"])
        os.symlink("..2", os.path.join(tables, "..tmp"))
        os.rename(os.path.join(tables, "..tmp"), os.path.join(tables, "..data"))
        self.await_answer(["0 word 2", "hello"])

    def test_a_part_of_a_pack(self):
        """A part is as much of a pack as its pack.lua, also where it is wrong."""
        folder = ("shop", "packs", "voice")
        self.write((PACK % {"number": 0}).replace("rule ", 'local words = part "words"\n\nrule ')
                   .replace('say("greeting")', "say(words.word)"), *folder, "pack.lua")
        self.write('return { word = "hello there" }', *folder, "words.lua")
        self.start()
        self.assertEqual(self.ask(), ["0 word 5", "hello there"])
        self.put('return { word = "good day" }', *folder, "words.lua")
        self.await_answer(["0 word 5", "good day"])
        self.put("return { word = = }", *folder, "words.lua")
        self.await_log("packs/voice/words.lua:1: ")
        os.unlink(self.path(*folder, "words.lua"))
        self.await_log("packs/voice/pack.lua:4: part: there is no words.lua beside pack.lua")
        self.assertEqual(self.ask(), ["0 word 5", "good day"])

    def test_a_text_becomes_another_language(self):
        """Nothing but a file's name changes, and that matters."""
        self.write('shop { language = "en", packs = { voice = { word = "word" } } }\n', "shop",
                   "shop.lua")
        self.write(TEXTS % "hallo", "shop", "packs", "voice", "text", "aa.lua")
        self.start()
        self.assertEqual(self.ask(), ["0 word 5", "hallo"])
        os.rename(self.path("shop", "packs", "voice", "text", "zh.lua"),
                  self.path("shop", "packs", "voice", "text", "en.lua"))
        self.await_answer(["0 word 5", "hello"])

    def test_not_watched(self):
        self.start("--no-watch")
        self.assertEqual(self.tries(1, lambda: self.put_pack(1)), 0)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.server.process.send_signal(signal.SIGHUP)
        self.await_answer(["1 word 5", "hello"])
        self.put_pack(2)
        self.assertIs(self.rows("reload", "shop")[0]["changed"], True)
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.assertIn("is in force", self.log())

    def test_the_rules_of_all(self):
        """A pack that all shops have: each gets its new generation."""
        os.makedirs(self.path("rules", "aside"))
        self.write(SAYS % ("zz", "one"), "rules", "aside", "pack.lua")
        self.make_shop("two", SHOP.replace("test/*", "other/*") % "two")
        self.start(shops=("shop", "two"))
        self.assertEqual(self.ask(3), ["0 word 5", "hello", "one"])
        self.put(SAYS % ("zz", "two"), "rules", "aside", "pack.lua")
        self.await_answer(["0 word 5", "hello", "two"])
        self.await_answer(["0 two 5", "hello", "two"], source="other/x")
        self.assertEqual(self.reloads(), 2)

    def test_without_a_shop(self):
        os.makedirs(self.path("rules", "aside"))
        self.write(SAYS % ("zz", "one"), "rules", "aside", "pack.lua")
        self.start(shops=())
        self.assertEqual(self.ask(1), ["one"])
        self.put(SAYS % ("zz", "two"), "rules", "aside", "pack.lua")
        self.await_answer(["two"])
        self.assertEqual(self.rows("reload", "default")[0]["changed"], False)


HOSTILE_STORY = 'story "s" { buyer "x", %s }\n'


class Refused(Reload):
    """What is broken is told, with file and line; the generation in force goes on."""

    def broken(self):
        """(what is broken, the file it is in, its text, what the sentence says)"""
        pack = PACK % {"number": 1}
        head = 'pack { name = "voice", api = 1 }\n'
        bomb = (head + "local a = " + "a or " * 12000 + "a\n")[:65000]
        files = {"pack": ("packs", "voice", "pack.lua"), "shop": ("shop.lua",),
                 "text": ("packs", "voice", "text", "zh.lua"),
                 "table": ("tables", "products.csv"), "story": ("packs", "voice", "tests", "s.lua")}
        for what, file, text, says in (
                ("syntax", "pack", pack.replace("rule", "rule rule", 1), "pack.lua:4: "),
                ("cut short", "pack", pack[:-8], "pack.lua:"),
                ("empty", "pack", "", "it has no pack {"),
                ("binary", "pack", "\x1bLua\x00\x00", "pack.lua"),
                ("an error with no UTF-8", "pack", head + 'error("\\xff\\xfe\\0 \\u{202e}")\n',
                 "pack.lua: it raised an error that is not UTF-8"),
                ("an error of two lines", "pack", head + 'error("one\\ntwo")\n', "pack.lua:2: one"),
                ("an error that is long", "pack", head + 'error(("长"):rep(100000))\n', "pack.lua:2: 长"),
                ("an error that is a table", "pack", head + "error({})\n", "pack.lua"),
                ("unknown key", "pack", pack.replace("run =", "runs ="), "pack.lua:"),
                ("unknown setting", "shop", SHOP.replace("word =", "words =") % "x", "shop.lua:1: "),
                ("another id", "shop", SHOP.replace("name =", 'id = "two", name =') % "x",
                 "its id cannot change"),
                ("no shop", "shop", "\n", "it declares no shop"),
                ("text that is none", "text", "return 7\n", "zh.lua"),
                ("bad price", "table", PRODUCTS % "x", "products.csv:2: "),
                ("bad quotes", "table", PRODUCTS % '"5', "products.csv:"),
                ("endless loop", "pack", head + "while true do end\n", "pack.lua:2: "),
                ("endless text", "text", "while true do end\n", "zh.lua:1: "),
                ("endless shop", "shop", "while true do end\n", "shop.lua:1: "),
                ("memory", "pack", head + 'local t = {} while true do t[#t + 1] = ("x"):rep(1e5) .. #t end',
                 "pack.lua"),
                ("nesting", "pack", head + "local t = " + "{" * 30000 + "}" * 30000, "pack.lua"),
                ("compile bomb", "pack", bomb, "packs.voice.word: the pack voice has no such setting"),
                ("large file", "pack", head + "-- " + "x" * 70000, "pack.lua"),
                ("patterns", "pack", head + '("a"):rep(60):find(("a?"):rep(60) .. ("a"):rep(60) .. "b")\n'
                 'while true do pcall(string.rep, "x", 1e6) end', "pack.lua"),
                ("failing story", "story", HOSTILE_STORY % 'shop "something else"', "s.lua:1: "),
                ("story of no step", "story", HOSTILE_STORY % "17", "s.lua:1: "),
                ("endless story file", "story", "while true do end\n", "s.lua:1: ")):
            yield what, files[file], text, says

    def test_each_way_to_break_it(self):
        self.start("--no-watch")
        os.makedirs(self.path("shop", "packs", "voice", "tests"))
        for number, (what, file, text, says) in enumerate(self.broken(), 1):
            with self.subTest(what=what):
                path = self.path("shop", *file)
                good = None
                if os.path.exists(path):
                    with open(path, encoding="utf-8") as saved:
                        good = saved.read()
                else:
                    self.put_pack(1000 + number)  # stories are for packs that are new
                self.put(text, "shop", *file)
                try:
                    self.assert_refused(says)
                finally:
                    os.unlink(path)
                    if good is not None:
                        self.put(good, "shop", *file)
                    self.put_pack(number)
                self.assertIs(self.rows("reload")[0]["changed"], True)
                self.assertEqual(self.ask(), [f"{number} word 5", "hello"])
        self.assert_ends_clean()

    def assert_refused(self, says):
        before, answer, began = self.log(), self.ask(), time.monotonic()
        row = self.rows("reload", status=1)[0]
        self.assertLess(time.monotonic() - began, 5 * SLOWER)
        new = self.log()[len(before):]
        self.assertIn(says, row["error"])
        self.assertIs(row["changed"], False)
        self.assertEqual(new.count("\n"), 1, new)
        self.assertIn("the rules in force go on", new)
        self.assertIn(says, new)
        self.assertLess(len(new), 1100)
        self.assertNotIn("could not be tried", new)
        self.assertEqual(self.ask(), answer)

    def test_a_warning_is_no_refusal(self):
        """With --rules a shop may name packs that are not there."""
        self.start("--no-watch")
        self.put(SHOP.replace("packs = {", "packs = { absent = {},") % "x", "shop", "shop.lua")
        self.assertIs(self.rows("reload")[0]["changed"], True)
        self.assertIn("there is no pack absent", self.log())
        self.assertEqual(self.ask(), ["0 x 5", "hello"])

    def test_names_with_quotes(self):
        """What a trial says to the server is read as it was meant, whatever a pack is called."""
        self.start("--no-watch")
        for number, name in enumerate(('a"b', "c\\\\d", "e:f", "长")):
            self.put(f'pack {{ name = "x" .. [[{name}]], api = 1 }}\n', "rules", "pack.lua")
            self.assertIs(self.rows("reload")[0]["changed"], True)
            self.put_pack(number + 1)
            self.assertIs(self.rows("reload")[0]["changed"], True)
        self.put('pack { name = "\\xff", api = 1 }\n', "rules", "pack.lua")
        self.assertIn("pack.lua:1: ", self.rows("reload", status=1)[0]["error"])

    def test_by_itself_and_mended(self):
        self.start()
        broken = (PACK % {"number": 1}).replace("return {", "return {{", 1)
        self.put(broken, "shop", "packs", "voice", "pack.lua")
        self.await_log("the rules in force go on")
        self.assertIn("packs/voice/pack.lua:", self.log())
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        said = self.ctl("reload", status=1)
        self.assertIn("pack.lua:", said)
        self.assertIn("goes on", said)
        self.put_pack(1)
        self.await_answer(["1 word 5", "hello"])

    def test_files_go_missing(self):
        self.start()
        os.unlink(self.path("shop", "shop.lua"))
        self.await_log("has no shop.lua")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.write(SHOP % "back", "shop", "shop.lua")
        self.await_answer(["0 back 5", "hello"])
        os.rename(self.path("shop"), self.path("away"))
        self.await_log("there is no shop folder", within=SOON + 1)
        self.assertEqual(self.ask(), ["0 back 5", "hello"])
        os.rename(self.path("away"), self.path("shop"))
        self.put_pack(1)
        self.await_answer(["1 back 5", "hello"], within=SOON + 1)

    def test_what_cannot_be_read(self):
        """No permission is not the same as not there: rules must not vanish."""
        if os.geteuid() == 0:
            self.skipTest("root reads everything")
        self.start("--no-watch")
        for names in (("packs", "voice", "pack.lua"), ("packs", "voice", "text", "zh.lua"),
                      ("packs", "voice", "text"), ("packs",), ("tables",), ("shop.lua",)):
            path = self.path("shop", *names)
            mode = os.stat(path).st_mode
            os.chmod(path, 0)
            with self.subTest(path=path):
                try:
                    self.rows("reload", status=1)
                finally:
                    os.chmod(path, mode)
                self.assertEqual(self.ask(), ["0 word 5", "hello"])

    def test_a_table_that_is_no_file(self):
        """One without end, and one that nobody writes: neither is waited for."""
        self.start("--no-watch")
        path = self.path("shop", "tables", "products.csv")
        for make, why in ((lambda: os.symlink("/dev/zero", path), "it is a link that leads out of shop"),
                          (lambda: os.mkfifo(path), "it is a pipe or a device")):
            os.unlink(path)
            make()
            self.assertIn(why, self.rows("reload", status=1)[0]["error"])
            self.assertEqual(self.ask(), ["0 word 5", "hello"])

    @unittest.skipIf(SANITIZED, "the sanitizers know no such limit")
    def test_more_memory_than_there_is(self):
        """Nothing of it is read in the server itself."""
        self.start("--no-watch")
        self.write("k,v\n" + "".join(f"{n},{'x' * 50}\n" for n in range(200000)), "shop", "tables", "t.csv")
        for number in range(300):
            os.link(self.path("shop", "tables", "t.csv"), self.path("shop", "tables", f"t{number}.csv"))
        rss = self.server.rss()
        self.assertIn("ends the process (Aborted)", self.rows("reload", status=1)[0]["error"])
        self.assertLess(self.server.rss(), rss + 20000)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])


REMEMBERS = """pack { name = "voice", version = "1.%(number)s.0", api = 1 }
rule "counts" {
  on = "message.received",
  run = function(event, ctx)
    local mine, shared = ctx.state.buyer, ctx.facts.buyer
    mine.count = (mine.count or 0) + 1
    shared.count = (shared.count or 0) + 10
    if event.message.text == "later" then
      ctx.after("2s", "later", { set_by = "%(number)s" })
      ctx.after("2s", "gone", {})
    end
    return { say("%(number)s " .. mine.count .. " " .. shared.count) }
  end,
}
rule "later" {
  on = "timer.later",
  run = function(event, ctx) return { say("later %(number)s, set by " .. event.set_by) } end,
}
rule "settles" {
  on = "message.received", settle = "2s",
  when = { { "message.text", "says", "settle" } },
  run = function(event, ctx) return { say("settled %(number)s") } end,
}
rule "not in time" {
  on = "order.paid", unless_within = { events = { "order.shipped" }, time = "2s" },
  run = function(event, ctx) return { alert { kind = "late %(number)s", order = event.order.id } } end,
}
"""
GONE = """
rule "gone" {
  on = "timer.gone",
  run = function(event, ctx) return { say("gone %(number)s") } end,
}
rule "settles, and gone" {
  on = "message.received", settle = "2s",
  run = function(event, ctx) return { say("settled, and gone %(number)s") } end,
}
"""


class CarriesOn(Reload):
    def write_pack(self, text, number):
        self.put(text % {"number": number}, "shop", "packs", "voice", "pack.lua")

    def test_memory_and_timers(self):
        """What was begun under one generation ends under the next; what has no rule any more goes."""
        self.write('shop { sources = { "test/*" } }\n', "shop", "shop.lua")
        self.write_pack(REMEMBERS + GONE, 0)
        self.start("--no-watch")
        self.client.send(event("a", text="later"), event("b", text="settle"),
                         {**event("c"), "type": "order.paid", "data": {"order": {"id": "o-1"}}})
        self.assertEqual([text_of(one) for one in self.client.lines(2)], ["0 1 10", "0 2 20"])
        self.write_pack(REMEMBERS, 1)
        self.assertIs(self.rows("reload")[0]["changed"], True)
        self.assertEqual(self.ask(1), ["1 3 30"])
        found = sorted(one["data"].get("text") or one["data"]["kind"] for one in self.client.lines(3))
        self.assertEqual(found, ["late 1", "later 1, set by 0", "settled 1"])
        self.assertTrue(self.client.silent(0.5))
        self.server.stop()
        self.start("--no-watch")  # nothing of what went comes back
        self.assertEqual(self.ask(1), ["1 4 40"])
        self.assertTrue(self.client.silent(0.5))
        self.assertNotIn("zhanggui: shop", self.log())

    def test_rollback_keeps_memory(self):
        self.write('shop { sources = { "test/*" } }\n', "shop", "shop.lua")
        self.write_pack(REMEMBERS, 0)
        self.start("--no-watch")
        self.assertEqual(self.ask(1), ["0 1 10"])
        self.write_pack(REMEMBERS, 1)
        self.rows("reload")
        self.assertEqual(self.ask(1), ["1 2 20"])
        self.rows("rollback", "shop")
        self.assertEqual(self.ask(1), ["0 3 30"])

    def sources(self, shop, *sources):
        listed = ", ".join(f'"{one}"' for one in sources)
        self.put(SHOP.replace('"test/*"', listed) % shop.replace("shop", "word"), shop, "shop.lua")

    def test_sources_change_hands(self):
        """Which shop serves a source is looked up anew, once the one that had it has given it up."""
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.sources("two", "test/one")
        self.assertIn("the shop shop gets now", self.ctl("reload", "two", status=1))
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.sources("shop", "test/two")
        self.ctl("reload", "shop")
        self.ctl("reload", "two")
        self.assertEqual(self.ask(), ["0 two 5", "hello"])
        self.assertEqual(self.ask(source="test/two"), ["0 word 5", "hello"])
        self.ctl("rollback", "two")
        self.sources("shop", "test/one")
        self.ctl("reload", "shop")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])

    def test_sources_are_not_taken(self):
        """By no name and no pattern, whichever shop was named first; a restart may do it."""
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))  # the harness names the last one first
        for shop, source, other in (("two", "test/one", "shop"), ("two", "test/", "shop"),
                                    ("two", "test/*", "shop"), ("two", "test/one*", "shop"),
                                    ("two", "te*", "shop"), ("two", "*", "shop"),
                                    ("shop", "other/one", "two")):
            with self.subTest(shop=shop, source=source):
                own = "other/*" if shop == "two" else "test/*"
                self.sources(shop, own, source)
                said = self.ctl("reload", shop, status=1)
                self.assertIn(f'"{source}" would take messages that the shop {other} gets now', said)
                self.sources(shop, own)
                self.ctl("reload", shop)
        for shop, *sources in (("two", "other/*", "other/one", "test", "third/*"),
                               ("shop", "test/*", "test/one", "*", "other/*")):  # two stays first
            self.sources(shop, *sources)
            self.ctl("reload", shop)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.assertEqual(self.ask(source="other/x"), ["0 two 5", "hello"])
        self.assertEqual(self.ask(source="fourth"), ["0 word 5", "hello"])

    def test_no_rollback_takes_sources(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        for sources in (["test/one"], ["mine"]):
            self.sources("shop", *sources)
            self.ctl("reload", "shop")
        self.sources("two", "test/*")
        self.ctl("reload", "two")
        done = subprocess.run([harness.BINARY, "ctl", "--data", self.store, "rollback", "shop"],
                              capture_output=True, timeout=8 * harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(b"the shop two gets now", done.stderr)
        self.assertEqual(self.ask(), ["0 two 5", "hello"])


class Owner(Reload):
    """ctl reload, rollback and packs."""

    def test_rollback(self):
        self.start("--no-watch")
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))
        generations = [self.rows("packs")[0]["generation"]]
        for number in range(1, 6):
            self.put_pack(number)
            generations.append(self.rows("reload")[0]["generation"])
        self.assertEqual(len(set(generations)), 6)
        for number in (4, 3, 2):  # three are kept
            row = self.rows("rollback", "shop")[0]
            self.assertEqual(row["generation"], generations[number])
            self.assertEqual(row["older"], number - 2)
            self.assertEqual(self.ask(), [f"{number} word 5", "hello"])
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.assertEqual(self.rows("packs")[0]["version"], "1.2.0")
        self.put_pack(7)
        self.assertEqual(self.rows("reload")[0]["changed"], True)
        self.assertEqual(self.ask(), ["7 word 5", "hello"])
        self.assertIn("is in force", self.ctl("rollback", "shop"))
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.assert_ends_clean()

    def test_rollback_stays_until_something_is_saved(self):
        """With the folder watched, and the files still as they were."""
        self.start()
        self.put_pack(1)
        self.await_answer(["1 word 5", "hello"])
        self.ctl("rollback", "shop")
        time.sleep(1 * SLOWER)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.put_pack(2)
        self.await_answer(["2 word 5", "hello"])
        self.await_log("is in force", count=2)

    def test_what_there_is_not(self):
        self.start("--no-watch")
        self.assertIn("there is no shop nowhere", self.ctl("reload", "nowhere", status=3))
        self.assertIn("there is no shop nowhere", self.ctl("rollback", "nowhere", status=3))
        self.ctl("reload", "shop", "two", status=2)
        self.ctl("rollback", status=2)
        self.ctl("packs", "shop", status=2)
        self.assertIn("there is no shop", self.ctl("reload", "", status=3))

    def test_nothing_has_changed(self):
        self.start("--no-watch")
        self.assertIn("nothing has changed", self.ctl("reload"))
        self.assertEqual(self.reloads(), 0)
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))

    def test_packs(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        rows = self.rows("packs")
        self.assertEqual(sorted((row["shop"], row["pack"], row["version"], row["rules"])
                                for row in rows),
                         [("shop", "voice", "1.0.0", 1), ("two", "voice", "1.0.0", 1)])
        self.assertIn("Names its parts", self.ctl("packs"))

    def test_several_at_once(self):
        """Everybody who asked is answered, and knows at least what was there when he asked."""
        self.start("--no-watch")
        self.put_pack(1)
        asking = [self.begin_ctl("reload") for _ in range(8)]
        hasty = self.begin_ctl("reload")
        time.sleep(0.05)
        hasty.kill()  # does not wait for the answer
        for child in asking:
            rows = child.communicate(timeout=harness.PATIENCE)[0].splitlines()
            self.assertEqual((child.returncode, len(rows)), (0, 1), rows)
        self.assertEqual(self.ask(), ["1 word 5", "hello"])
        self.assertEqual(self.reloads(), 1)
        self.assert_ends_clean()

    def test_one_that_waits_sees_its_own_edit(self):
        self.start("--no-watch")
        for number in range(1, 6):
            self.put_pack(100 + number)
            first = self.begin_ctl("reload")
            self.await_child()
            self.put_pack(number)
            self.rows("reload")
            self.assertEqual(self.ask(), [f"{number} word 5", "hello"])
            first.communicate(timeout=harness.PATIENCE)

    def test_rollback_while_one_is_tried(self):
        self.start("--no-watch")
        self.put_pack(1)
        self.rows("reload")
        self.put_pack(2)
        child = self.begin_ctl("reload")
        self.await_child()
        self.rows("rollback", "shop")
        child.communicate(timeout=harness.PATIENCE)
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.rows("rollback", "shop")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])


class Slow(Reload):
    def slow_pack(self, shop):
        """A pack whose stories take a second or two."""
        os.makedirs(self.path(shop, "packs", "voice", "tests"))
        self.write('story "long" { buyer "x", shop "0 none -", shop "hello", wait "%dh" }\n' %
                   (60 / SLOWER), shop, "packs", "voice", "tests", "long.lua")
        self.write((PACK % {"number": 0}).replace("return {", 'ctx.after("1s", "again") return {') +
                   'rule "again" { on = "timer.again", run = function(event, ctx) '
                   'ctx.after("1s", "again") end }\n', shop, "packs", "voice", "pack.lua")

    def edit(self):
        with open(self.path("shop", "packs", "voice", "pack.lua"), "a", encoding="utf-8") as file:
            file.write("-- edited\n")


class Ends(Slow):
    """The server ends while something is under way."""

    def setUp(self):
        super().setUp()
        self.slow_pack("shop")

    def test_in_order(self):
        for number in (signal.SIGTERM, signal.SIGINT):
            for delay in (0, 0.2):
                self.start("--no-watch")
                self.edit()
                asking = self.begin_ctl("reload")
                child = self.await_child()
                time.sleep(delay)
                began = time.monotonic()
                self.assertEqual(self.server.stop(number), 0, self.log())
                self.assertLess(time.monotonic() - began, 2 * SLOWER)
                self.assertFalse(alive(child))
                asking.communicate(timeout=harness.PATIENCE)
                self.assertNotEqual(asking.returncode, 0)
                self.assertNotIn("Sanitizer", self.log())
                self.server.kill()

    def test_asked_again_while_it_ends(self):
        """SIGHUP after SIGTERM, while somebody who does not read keeps it from ending."""
        self.start("--no-watch")
        self.client.socket.setblocking(False)
        with self.assertRaises(BlockingIOError):  # the answers fill the way back
            while True:
                self.client.socket.send(b"nonsense\n" * 1000)
        self.server.process.send_signal(signal.SIGTERM)
        for _ in range(5):
            time.sleep(0.02)
            self.assertIsNone(self.server.process.poll(), "nothing kept it")
            self.server.process.send_signal(signal.SIGHUP)
        self.client.close()
        self.assertEqual(self.server.wait(), 0, self.log())
        self.assertNotIn("Sanitizer", self.log())

    def test_while_it_is_built(self):
        """At many instants of a reload, so that some lie in the thread."""
        shutil.rmtree(self.path("shop"))
        self.make_shop("shop")
        for step in range(12):
            self.start("--no-watch")
            self.put_pack(step + 1)
            asking = self.begin_ctl("reload")
            time.sleep(0.012 * step * SLOWER)
            self.assertEqual(self.server.stop(), 0, self.log())
            self.assertNotIn("Sanitizer", self.log())
            asking.communicate(timeout=harness.PATIENCE)
            self.server.kill()

    def test_stories_are_not_played_in_the_server(self):
        """Once they have passed in the trial the rest is quick."""
        self.start("--no-watch")
        self.edit()
        asking = self.begin_ctl("reload")
        child = self.await_child()
        while alive(child):
            time.sleep(0.005)
        began = time.monotonic()
        rows = asking.communicate(timeout=harness.PATIENCE)[0]
        self.assertIs(json.loads(rows)["changed"], True)
        self.assertLess(time.monotonic() - began, 0.3 * SLOWER)

    def test_edited_while_its_stories_are_played(self):
        """What comes into force is what was tried, never what was saved since."""
        self.start("--no-watch")
        path = ("shop", "packs", "voice", "pack.lua")
        with open(self.path(*path), encoding="utf-8") as file:
            good = file.read()
        self.put(good + "-- first\n", *path)
        asking = self.begin_ctl("reload")
        self.await_child()
        time.sleep(0.1 * SLOWER)
        self.put(good.replace('say("0 ', 'say("1 '), *path)  # its story fails
        row = json.loads(asking.communicate(timeout=2 * harness.PATIENCE)[0])
        self.assertIn('the story "long" fails', row["error"])
        self.assertEqual(self.ask(), ["0 word 5", "hello"])

    def test_struck_down(self):
        """kill -9: the next start is fine, and nobody goes on trying."""
        self.start()
        answer = self.ask()
        for step in range(4):
            self.edit()
            child = self.await_child()
            time.sleep(0.05 * step)
            self.server.kill()
            deadline = time.monotonic() + 2 * SLOWER
            while alive(child):
                self.assertLess(time.monotonic(), deadline, "the trial goes on without its server")
                time.sleep(0.02)
            self.start()
            self.assertEqual(self.ask(), answer)

    def test_the_trial_inherits_nothing(self):
        self.start("--no-watch")
        self.edit()
        self.begin_ctl("reload")
        child = self.await_child()
        deadline = time.monotonic() + SOON
        while self.command(child)[1:2] != ["try"]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.002)
        found = {os.readlink(f"/proc/{child}/fd/{fd}") for fd in os.listdir(f"/proc/{child}/fd")}
        self.assertFalse([one for one in found if "z.db" in one or "inotify" in one], found)
        sockets = [one for one in found if one.startswith("socket:")]
        self.assertLess(len(sockets), 2, found)  # its own standard output

    def command(self, pid):
        with open(f"/proc/{pid}/cmdline", encoding="utf-8") as file:
            return file.read().split("\0")


class Others(Slow):
    """How long others wait meanwhile, which is measured where no other test is run."""

    def test_the_other_shop_knows_nothing_of_it(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*") % "two")
        self.start(shops=("shop", "two"))
        generation = self.generation("two")
        quiet = self.latencies(40)
        worst = []
        for text in ("while true do end", "(" * 200, (PACK % {"number": 1})[:200]):
            self.put(text, "shop", "packs", "voice", "pack.lua")
            worst += self.latencies(20)
        self.await_log("shop shop: ")
        self.assertNotIn("shop two: ", self.log())
        self.assertEqual(self.generation("two"), generation)
        self.assertLess(sorted(worst)[-3], 3 * sorted(quiet)[-3] + 0.05 * SLOWER)
        self.assertEqual(self.rows("reload", "two")[0], {"shop": "two", "generation": generation,
                                                        "changed": False})
        told = {row["shop"]: row for row in self.rows("reload", status=1)}
        self.assertIn("error", told["shop"])
        self.assertNotIn("error", told["two"])
        self.put_pack(1, "two")
        self.await_answer(["1 two 5", "hello"], source="other/x")

    def generation(self, shop):
        return {row["shop"]: row["generation"] for row in self.rows("packs")}[shop]

    def latencies(self, count):
        found = []
        for _ in range(count):
            began = time.monotonic()
            self.assertEqual(self.ask(source="other/x"), ["0 two 5", "hello"])
            found.append(time.monotonic() - began)
            time.sleep(0.02)
        return found

    def test_others_do_not_wait_for_its_stories(self):
        """While one shop's stories are played, events of it and of others are answered."""
        self.slow_pack("shop")
        self.start("--no-watch")
        answer = self.ask()
        self.edit()
        self.begin_ctl("reload")
        child = self.await_child()
        took = []
        while len(took) < 40 and alive(child):
            began = time.monotonic()
            self.assertEqual(self.ask(), answer)
            took.append(time.monotonic() - began)
            time.sleep(0.01)
        self.assertGreater(len(took), 10)
        self.assertLess(sorted(took)[-3], 0.1 * SLOWER)


class Leaks(Reload):
    def reload(self, number):
        self.put_pack(number % 50 + 1)
        if number % 5 == 4:
            self.put("nonsense (", "shop", "packs", "voice", "pack.lua")
        self.control.send({"control": ["reload"]})
        row, done = self.control.lines(2)
        self.assertEqual(done, {"done": True})
        if number % 5 == 4:
            self.assertIn("error", row["row"])
        else:
            self.assertIs(row["row"]["changed"], True)
        if number % 7 == 0:
            self.control.send({"control": ["rollback", "shop"]})
            self.control.lines(2)

    def test_many_reloads(self):
        """Neither descriptors nor memory nor processes nor the words of a trial add up."""
        self.start("--no-watch", store=self.store)
        self.control = self.connect("unix:" + self.store + "-control")
        pid = self.server.process.pid
        for number in range(WARM):
            self.reload(number)
        self.ask()
        before, rss = len(os.listdir(f"/proc/{pid}/fd")), self.server.rss()
        for number in range(WARM, WARM + RELOADS):
            self.reload(number)
        self.ask()
        self.assertEqual(len(os.listdir(f"/proc/{pid}/fd")), before)
        self.assertEqual(children(pid), [])
        print(f"{RELOADS} reloads: {rss} KiB before, {self.server.rss()} after", file=sys.stderr)
        if not SANITIZED:  # there what was freed is kept a while
            self.assertLess(self.server.rss(), 1.05 * rss)
        self.assert_ends_clean()

    def test_watches_do_not_add_up(self):
        """Folders that come and go."""
        self.start()
        pid = self.server.process.pid
        for number in range(1, 4):
            for name in "abcdefgh":
                os.makedirs(self.path("shop", "packs", name, "text"))
            self.put_pack(number)
            self.await_answer([f"{number} word 5", "hello"])
            self.assertEqual(self.watched(pid), 12 + 8 * 2 - 7)
            for name in "abcdefgh":
                shutil.rmtree(self.path("shop", "packs", name))
            self.put_pack(number + 10)
            self.await_answer([f"{number + 10} word 5", "hello"])
            self.assertEqual(self.watched(pid), 5)

    def watched(self, pid):
        """How many folders inotify watches for it, without that of all rules."""
        found = 0
        for fd in os.listdir(f"/proc/{pid}/fdinfo"):
            with open(f"/proc/{pid}/fdinfo/{fd}", encoding="ascii", errors="replace") as file:
                found += sum(one.startswith("inotify ") for one in file)
        return found - 1


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
