"""`zhanggui new` as authors see it: what it makes passes its own test, with every rule fired and every
condition seen both ways, whatever the variants; it overwrites nothing and refuses bad names; editors
are told of every word that packs and stories have."""
import json
import os
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402

FILES = {".luarc.json", ".zhanggui/zhanggui.lua", ".luacheckrc", "README.md", "text/zh.lua", "text/en.lua", "tests/invoices.lua",
         "pack.lua"}


def files_in(folder):
    found = set()
    for at, _, names in os.walk(folder):
        found |= {os.path.relpath(os.path.join(at, name), folder) for name in names}
    return found


class New(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-new-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def run_in(self, *arguments, status=0):
        done = subprocess.run([program.PROGRAM, *arguments], capture_output=True, cwd=self.folder,
                              timeout=program.PATIENCE, check=False)
        self.assertEqual(done.returncode, status, (arguments, done.stderr))
        return done.stdout.decode(), done.stderr.decode()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def test_a_pack_passes_its_own_test(self):
        for language in ("zh", "en"):
            with self.subTest(language):
                told, _ = self.run_in("new", "invoices", language, "--language", language)
                pack = f"{language}/invoices"
                self.assertEqual(files_in(self.path(pack)), FILES)
                self.assertEqual(told.splitlines()[:len(FILES)][-1], f"{pack}/pack.lua")
                self.assertIn(f"\n  zhanggui test {pack}\n", told)
                for seed in range(12):
                    out, _ = self.run_in("test", pack, "--coverage", "--seed", str(seed))
                    self.assertIn("2 of 2 rules fire (100%), 4 of 4 outcomes of conditions are seen (100%)",
                                  out)
                    self.assertTrue(out.endswith("5 passed, 0 failed\n"))

    def test_nothing_is_left_to_fill_in(self):
        self.run_in("new", "invoices")
        self.run_in("new", "shop", "corner")
        for folder in ("invoices", "corner"):
            for name in files_in(self.path(folder)):
                with open(self.path(folder, name), encoding="utf-8") as file:
                    self.assertIsNone(re.search(r"@[A-Z]+@", file.read()), name)

    def test_check_has_nothing_to_say(self):
        self.run_in("new", "invoices")
        self.assertEqual(self.run_in("check", "invoices")[0], "0 errors, 0 warnings\n")
        for language in ("zh", "en"):
            name = "corner-" + language
            self.run_in("new", "shop", name, "--language", language)
            self.assertEqual(self.run_in("check", "--shop", name)[0], "0 errors, 0 warnings\n")

    def test_a_shop_and_a_pack_in_it(self):
        for language in ("zh", "en"):
            name = "corner-" + language
            self.run_in("new", "shop", name, "--language", language)
            self.assertEqual(files_in(self.path(name)), {"shop.lua", "tables/products.csv"})
            told, _ = self.run_in("new", "invoices", "--shop", name)
            self.assertIn(f"zhanggui chat --shop {name}\n", told)
            out, _ = self.run_in("test", name)
            self.assertEqual(out, f"{name}: the shop loads\n{name}/packs/invoices: 5 passed, 0 failed\n"
                                  "5 passed, 0 failed\n")
            self.run_in("replay", "/dev/null", "--shop", name)

    def test_nothing_is_overwritten(self):
        os.mkdir(self.path("empty"))
        program.write(self.path("file"), "mine")
        os.symlink("/nowhere", self.path("link"))
        self.run_in("new", "here")
        for name in ("here", "empty", "file", "link"):
            _, complaint = self.run_in("new", name, status=1)
            self.assertEqual(complaint, f"zhanggui new: {name} is there already, and nothing is overwritten\n")
        self.assertEqual(files_in(self.path("empty")), set())
        with open(self.path("file"), encoding="utf-8") as file:
            self.assertEqual(file.read(), "mine")

    def test_bad_names_are_refused(self):
        before = files_in(self.folder)
        for name in ("", ".", "..", "../up", "a/b", "Big", "1st", "_x", "-x", "a b", "a.b", "发票", "@NAME@",
                     "a" * 41, "a\n"):
            for words in (("--", name), ("shop", "--", name)):
                _, complaint = self.run_in("new", *words, status=2)
                self.assertIn("cannot be the name of a", complaint, name)
        _, complaint = self.run_in("new", "bargain", status=2)
        self.assertIn("a pack bargain is shipped with zhanggui", complaint)
        self.run_in("new", "a" * 40)
        for words in ((), ("shop",), ("a", "b", "c"), ("a", "--language", "fr"), ("a", "b", "--shop", "s"),
                      ("shop", "a", "--shop", "s")):
            self.run_in("new", *words, status=2)
        _, complaint = self.run_in("new", "a", "--shop", "nowhere", status=3)
        self.assertIn("nowhere is no shop: it has no shop.lua", complaint)
        self.assertEqual({name.split("/")[0] for name in files_in(self.folder) - before}, {"a" * 40})

    def test_a_folder_that_cannot_be_made(self):
        program.write(self.path("file"), "")
        self.run_in("new", "a", "file/below", status=3)

    def test_editors_are_told_every_word(self):
        words = set()
        rules = os.path.join(program.ROOT, "runtime", "rules")
        for name in os.listdir(rules):
            if name.endswith(".c"):
                words |= set(re.findall(r'lua_setglobal\(lua, "(\w+)"\)', program.read(
                    os.path.join(rules, name)).decode()))
        with open(os.path.join(rules, "story.c"), encoding="utf-8") as file:
            words |= set(re.findall(r'\{"(\w+)", (?:"\w+"|NULL)\}', file.read()))
        self.assertTrue({"rule", "story", "silence", "money"} <= words, "the scan of the sources is broken")
        self.run_in("new", "invoices")
        with open(self.path("invoices", ".luarc.json"), encoding="utf-8") as file:
            (library,) = json.load(file)["workspace.library"]
        for path, option in ((f"{library}/zhanggui.lua", "--lua"), (".luacheckrc", "--luacheck")):
            told = program.read(self.path("invoices", path))
            self.assertEqual(told, program.run("words", option)[0], path)
            self.assertEqual(words - set(re.findall(r"\w+", told.decode())), set(), path)


if __name__ == "__main__":
    unittest.main(verbosity=0)
