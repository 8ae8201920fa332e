"""Hot reload: what is broken is told, and the generation in force goes on."""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reload_case import PACK, PRODUCTS, SANITIZED, SHOP, SLOWER, SOON, Reload  # noqa: E402


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


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
