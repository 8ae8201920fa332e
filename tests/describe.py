"""What packs say of themselves (`zhanggui describe`) and what their READMEs say is the same.

    python3 tests/describe.py --write     writes the settings into rules/*/README.md
    python3 tests/describe.py             checks them, and what the packs declare
"""
import glob
import os
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui")))
BEGIN, END = "<!-- settings: written by tests/describe.py -->\n", "<!-- end of settings -->\n"


def run(*arguments, status=0):
    done = subprocess.run([PROGRAM, "describe", *arguments], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, check=False)
    if done.returncode != status:
        raise AssertionError(f"describe {arguments} ended with {done.returncode}: {done.stderr}")
    return done.stdout if status == 0 else done.stderr


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def write(path, text):
    path = os.path.join(ROOT, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def packs():
    return [os.path.relpath(os.path.dirname(path), ROOT)
            for path in sorted(glob.glob(os.path.join(ROOT, "rules", "*", "pack.lua")))]


def with_settings(pack):
    """The README of the pack, with the settings as the pack has them."""
    head, rest = read(f"{pack}/README.md").split(BEGIN)
    return head + BEGIN + run("--markdown", "--language", "zh", pack) + END + rest.split(END, 1)[1]


def columns(pack):
    """{table: its columns} as the pack declares them."""
    found, table = {}, None
    for line in run(pack).splitlines():
        heading = re.fullmatch(r"columns of tables/(\w+)\.csv", line)
        if heading:
            table = found.setdefault(heading.group(1), [])
        elif line == "":
            table = None
        elif table is not None and re.match(r"  \w", line):
            table.append(line.split()[0])
    return found


PACK = """pack { name = "p", version = "2.0", about = "For a test" }
settings {
  zeal  = { type = "duration", default = "48h", about = { en = "how | long", zh = "多久" } },
  name  = { type = "list", of = "text", default = { }, about = "only one language" },
  mood  = { type = "text", default = "a \\"b\\"", choices = { "a \\"b\\"", "c" } },
}
tables {
  sheet = {
    second = { type = "percent?", about = "stands first" },
    first  = { type = "text", about = { zh = "要有" } },
    other  = "integer?",
    { together = { "second", "other" } },
  },
  cards = { first = "money" },
}
rule "r" { on = { "order.*", "timer.tick", "order.*" }, run = function() end }
"""


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to ask")
class Shipped(unittest.TestCase):
    def test_the_readmes_say_what_the_packs_say(self):
        for pack in packs():
            self.assertTrue(read(f"{pack}/README.md") == with_settings(pack),
                            f"{pack}/README.md is old; write it anew: python3 tests/describe.py --write")

    def test_every_setting_and_column_is_explained_in_both_languages(self):
        for pack in packs():
            for language in ("en", "zh"):
                plain = run("--language", language, pack)
                named = re.findall(r"^  (\w+) = ", plain, re.M) + sum(columns(pack).values(), [])
                self.assertGreater(len(named), 5)
                for name in named:
                    about = re.search(rf"^  {name}\b.*\n      (.*)$", plain, re.M)
                    self.assertIsNotNone(about, f"{pack} {name}")
                    chinese = re.search("[\u4e00-\u9fff]", re.sub('".*?"', "", about.group(1)))
                    self.assertEqual(chinese is not None, language == "zh", about.group(0))

    def test_every_column_that_is_read_is_declared_and_described(self):
        shop = read("docs/shop.md")
        for pack in packs():
            declared = {name for table in columns(pack).values() for name in table}
            parts = glob.glob(os.path.join(ROOT, pack, "*.lua"))
            reads = set(re.findall(r"\brow\.(\w+)", "".join(read(part) for part in parts)))
            self.assertEqual(sorted(reads - declared), [], pack)
            described = set(re.findall(r"\w+", " ".join(re.findall(
                r"`([^`\n]+)`", shop + read(f"{pack}/README.md")))))
            self.assertEqual(sorted(declared - described), [], pack)


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to ask")
class Any(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        write(self.path("p", "pack.lua"), PACK)
        write(self.path("p", "text", "en.lua"), 'return { hello = { "hi there", "hello" }, hears = "ho" }\n')
        write(self.path("p", "text", "zh.lua"), 'return { hello = "您好" }\n')

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def test_in_the_order_of_the_file(self):
        self.assertEqual(run(self.path("p")), f"""p 2.0 ({self.path("p")})
For a test

settings
  zeal = "48h"   (duration)
      how | long
  name = {{ }}   (list of text)
      only one language
  mood = "a \\"b\\""   (text, one of {{ "a \\"b\\"", "c" }})

columns of tables/cards.csv
  first   (money)

columns of tables/sheet.csv
  second   (percent, may be empty)
      stands first
  first   (text)
      要有
  other   (integer, may be empty)

events
  order.*

timers
  tick

texts
  hears
      en: ho
  hello
      en: hi there   (and 1 more)
      zh: 您好
""")

    def test_markdown(self):
        self.assertEqual(run("--markdown", "--language", "zh", self.folder), """| 设置 | 默认 | 意思 |
|---|---|---|
| `zeal` | `"48h"` | 多久 |
| `name` | `{ }` | only one language |
| `mood` | `"a \\"b\\""` |  |
""")
        self.assertIn("how \\| long", run("--markdown", self.path("p")))

    def test_what_a_shop_sets(self):
        write(self.path("shop", "shop.lua"), 'shop { packs = { p = { zeal = "1h" } } }\n')
        seen = run("--shop", self.path("shop"), self.path("p"))
        self.assertIn('      how | long\n      this shop: "1h"\n', seen)
        self.assertEqual(seen.count("this shop"), 1)

    def test_a_shop_of_which_one_pack_is_asked(self):
        self.assertIn("this shop", run("--shop", "examples/shop", "rules/objections"))

    def test_a_column_that_is_not_there(self):
        write(self.path("shop", "shop.lua"), "shop { }\n")
        write(self.path("shop", "tables", "sheet.csv"), "\nkey,second\na,b\n")
        self.assertEqual(run("--shop", self.path("shop"), self.path("p"), status=1),
                         f"zhanggui describe: {self.path('shop')}/tables/sheet.csv:2: column first is "
                         "missing; the pack p needs it\n")
        write(self.path("shop", "tables", "sheet.csv"), "key,first\n")
        run("--shop", self.path("shop"), self.path("p"))

    def test_what_is_not_there(self):
        self.assertIn("there is no folder", run(self.path("nowhere"), status=3))
        self.assertIn("holds no pack", run(self.path("p", "text"), status=3))
        self.assertIn("unknown option", run("--shops", status=2))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        for one in packs():
            write(f"{one}/README.md", with_settings(one))
    else:
        sys.exit(unittest.main(verbosity=0))
