"""Hot reload: what is saved while a server runs is noticed, however it is saved. What took effect is asked
of the shop itself, by an event."""
import os
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import event, text_of  # noqa: E402
from reload_case import PACK, PRODUCTS, SAYS, SHOP, SLOWER, SOON, TEXTS, Reload  # noqa: E402


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


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
