"""The documentation keeps up with the program: every word that is bound for packs and every error
code is in it, every link leads somewhere, and every example on its pages works as it says there.

An example is a fenced block. `lua` loads, as a pack or as part of one. `lua file=PATH` is saved
under that path first. In `console`, lines after "$ " are run and must print what stands below
them, where "…" stands for anything. A page's blocks run in order, in a folder of the page's own;
what they leave running in the background is ended with the page."""
import glob
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui")))


def read(*path):
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def pages():
    docs = sorted(glob.glob(os.path.join(ROOT, "docs", "*.md")))
    return ["README.md"] + [os.path.relpath(path, ROOT) for path in docs]


# ---- Words ---------------------------------------------------------------------------------------


def texts(c, array):
    """The texts in the C arrays `array[] = {…}`."""
    found = set()
    for body in re.findall(r"\b%s\[\w*\] = \{(.*?)\};" % array, c, re.S):
        found |= set(re.findall(r'"([^"]*)"', body))
    return found


def bound_words():
    """What a pack or a story can say, as the sources bind it."""
    words = set()
    rules = os.path.join(ROOT, "runtime", "rules")
    for path in sorted(glob.glob(os.path.join(rules, "*_api.c"))):
        c = read(path)
        words |= set(re.findall(r'\{"([a-z]\w*)", \w+\}', c))  # luaL_Reg
        words |= set(re.findall(r'lua_setglobal\(lua, "(\w+)"\)', c))
        words |= texts(c, "allowed")  # keys of a declaration
    context = read(rules, "context_api.c")
    words |= set(re.findall(r'strcmp\(name, "(\w+)"\)', context))
    words |= set(re.findall(r'lua_setfield\(lua, -2, "([a-z]\w*)"\)', context))
    words |= texts(read(rules, "settings_api.c"), "type_names")
    words |= texts(read(rules, "sheet.c"), "type_names")
    words |= texts(read(rules, "condition_load.c"), "marks")
    words |= set(re.findall(r'X\(ZG_OP_\w+, "([^"]+)"\)', read(rules, "condition.h")))
    story = read(rules, "story.c")
    words |= set(re.findall(r'\{"(\w+)", (?:"\w+"|NULL)\}', story))
    words |= set(re.findall(r'lua_setglobal\(lua, "(\w+)"\)', story))
    words |= texts(story, "known")
    return words


def described_words(page):
    """The words that stand as code in a heading or a row of a table."""
    words = set()
    for line in page.splitlines():
        if not line.startswith(("|", "#")):
            continue
        for code in re.findall(r"`([^`]+)`", line):
            words |= {code} | set(re.findall(r"\w+", code))
    return words


class Words(unittest.TestCase):
    def test_every_word_of_a_pack_is_described(self):
        words = bound_words()
        for sure in ("say", "after", "late", "tables", "share", "prices", "guard", "claims", "none", "percent",
                     "older_than", "duration", "silence", "authority"):
            self.assertIn(sure, words, "the scan of the sources is broken")
        self.assertEqual(sorted(words - described_words(read("docs", "packs.md"))), [])

    def test_every_key_of_a_shop_is_described(self):
        c = read("runtime", "rules", "shop_file.c")
        keys = texts(c, "known") | texts(c, "limits") | texts(c, "authority")
        self.assertIn("largest_cut", keys, "the scan of the sources is broken")
        self.assertEqual(sorted(keys - described_words(read("docs", "shop.md"))), [])

    def test_the_page_of_checks_has_the_programs_table(self):
        rows = re.findall(r'\{\{"(\w+)", (true|false),\s*"([^"]*)"', read("runtime", "rules", "check", "check.c"))
        self.assertIn("phrase", [name for name, _, _ in rows], "the scan of the sources is broken")
        expected = [f"| `{name}` | {'error' if error == 'true' else 'warning'} | {about} |"
                    for name, error, about in rows]
        page = read("docs", "check.md").splitlines()
        self.assertEqual([line for line in page if re.match(r"\| `\w+` \|", line)], expected)

    def test_every_error_code_is_described(self):
        codes = set(re.findall(r'X\(ZG_E\w+, -\d+, "(\w+)"', read("include", "zhanggui.h")))
        self.assertIn("bad_json", codes, "the scan of the header is broken")
        self.assertEqual(sorted(codes - described_words(read("docs", "protocol.md"))), [])


# ---- Limits --------------------------------------------------------------------------------------

# A row of the table of limits in packs.md, how its figure is written there, and the constant.
LIMITS = (
    ("one run, or one guard", "{:,} steps", "limits.h", "ZG_RUN_STEPS"),
    ("all rules and guards on one event", "{:,} steps", "limits.h", "ZG_SCENE_STEPS"),
    ("all rules and guards on one event", "{} ms of the processor", "limits.h", "ZG_SCENE_TIME"),
    ("all `matches` on one event", "{:,} steps", "limits.h", "ZG_SCENE_MATCHING"),
    ("loading", "{:,} steps", "limits.h", "ZG_LOAD_STEPS"),
    ("`migrate`, of all documents of a pack", "{:,} steps", "limits.h", "ZG_MIGRATE_STEPS"),
    ("memory of a pack, in one shop", "{M} MiB,", "limits.h", "ZG_PACK_MEMORY"),
    ("memory of a pack, in one shop", "over {M} MiB", "limits.h", "ZG_PACK_BLOCK"),
    ("memory of a pack, in one shop", "{:,} names", "limits.c", "NODES"),
    ("a Lua file", "{K} KiB", "sandbox.h", "ZG_PACK_FILE"),
    ("locals of the file that rules use", "{:,}", "constants.c", "LOCALS"),
    ("the name of a rule or a guard", "{} bytes", "pack_api.c", "NAME"),
    ("what a pack declares, in all", "{M} MiB", "limits.h", "ZG_RUN_BYTES"),
    ("actions of one run", "{},", "actions_api.c", "ACTIONS"),
    ("actions of one run", "{M} MiB", "actions_api.c", "ACTION_BYTES"),
    ("a rule that fails {} times in a row", "", "../engine/quarantine.h", "ZG_QUARANTINE_FAILURES"),
    ("a table of memory", "{K} KiB as JSON", "pack.h", "ZG_STATE_LIMIT"),
    ("a table of memory", "{} deep", "values.c", "DEPTH"),
    ("a table of memory", "{:,} keys", "../data/json.h", "ZG_JSON_KEYS"),
    ("of a text given to `prices` or `discounts`", "first {K} KiB", "text_api.c", "PRICES_TEXT"),
    ("lists of conditions within one another", "{}", "condition_load.c", "DEPTH"),
    ("of a text given to `prices` or `discounts`", "{} prices", "text_api.c", "PRICES"),
    ("of a text given to `normal`", "first {K} KiB", "text_api.c", "NORMAL_TEXT"),
)


def constant(file, name):
    """What an enum of the runtime says."""
    found = re.search(r"\b%s = (\d[\d *<]*\d|\d)" % name, read("runtime", "rules", file))
    assert found, f"{file} has no {name}"
    value, *more = re.split(r"(\*|<<)", found.group(1))
    value = int(value)
    for sign, number in zip(more[::2], more[1::2]):
        value = value * int(number) if sign == "*" else value << int(number)
    return value


def with_figure(form, value):
    return form.replace("{M}", str(value / 2**20).removesuffix(".0")).replace(
        "{K}", str(value / 2**10).removesuffix(".0")).format(value)


class Limits(unittest.TestCase):
    def test_the_table_says_what_the_constants_are(self):
        table = re.search(r"^## Limits$(.*?)(?=^## |\Z)", read("docs", "packs.md"), re.M | re.S).group(1)
        rows = re.findall(r"^\| (.*?) \| (.*) \|$", table, re.M)
        self.assertEqual(len(rows), len(dict(rows)), "a limit stands twice")
        for row, form, file, name in LIMITS:
            value = constant(file, name)
            row, figure = with_figure(row, value), with_figure(form, value)
            self.assertIn(row, dict(rows))
            self.assertRegex(dict(rows)[row], r"(?<![\d,])" + re.escape(figure), f"{row}: {name}")
        forgotten = set(dict(rows)) - {with_figure(row, constant(file, name)) for row, _, file, name in LIMITS}
        self.assertEqual(forgotten - {"limit"}, set(), "rows that nothing checks")


# ---- Links ---------------------------------------------------------------------------------------


def anchors(markdown):
    """The names that GitHub gives to the headings of a page."""
    found = set()
    for heading in re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", markdown, flags=re.S), re.M):
        kept = re.sub(r"[^\w\- ]", "", heading.lower())
        found.add(kept.strip().replace(" ", "-"))
    return found


class Links(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        broken, count = [], 0
        for page in pages():
            text = re.sub(r"```.*?```", "", read(page), flags=re.S)
            for link in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", text):
                if re.match(r"[a-z]+:", link):
                    continue
                count += 1
                path, _, anchor = link.partition("#")
                target = os.path.join(ROOT, os.path.dirname(page), path) if path else page
                target = os.path.normpath(os.path.join(ROOT, target))
                if not os.path.exists(target):
                    broken.append(f"{page}: {link}")
                elif anchor and anchor not in anchors(read(target)):
                    broken.append(f"{page}: {link}: no such heading")
        self.assertEqual(broken, [])
        self.assertGreater(count, 5, "the scan for links is broken")


# ---- Examples ------------------------------------------------------------------------------------


def blocks(markdown):
    """(line, language, file or None, text) of every fenced block."""
    for match in re.finditer(r"^```(\w*)(?: file=(\S+))?\n(.*?)^```$", markdown, re.M | re.S):
        line = markdown.count("\n", 0, match.start()) + 1
        yield line, match.group(1), match.group(2), match.group(3)


def commands(text):
    """(command, what it prints) of a console block."""
    found = []
    for line in text.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif found and found[-1][0].endswith("\\"):
            found[-1] = (found[-1][0][:-1] + line, [])
        else:
            found[-1][1].append(line)
    return [(command, "\n".join(output)) for command, output in found]


def like(expected, seen):
    pattern = ".*?".join(re.escape(part) for part in expected.split("…"))
    return re.fullmatch(pattern, seen.strip("\n"), re.S) is not None


class Page:
    """One page, whose examples build on each other in a folder of their own."""

    def __init__(self, folder):
        self.folder = folder
        self.faults = []
        self.groups = []  # of processes, one a command
        for name in ("examples", "rules"):
            os.symlink(os.path.join(ROOT, name), os.path.join(folder, name))
        os.makedirs(os.path.join(folder, "build", "release"))
        os.symlink(PROGRAM, os.path.join(folder, "build", "release", "zhanggui"))
        self.environment = dict(os.environ)
        if shutil.which("nc") is None:
            os.symlink(os.path.join(ROOT, "tests", "nc"), os.path.join(folder, "build", "nc"))
            self.environment["PATH"] += os.pathsep + os.path.join(folder, "build")

    def run(self, command):
        """What it prints, on either stream, until nothing holds them open any more."""
        shell = subprocess.Popen(["bash", "-c", command], cwd=self.folder, env=self.environment,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 start_new_session=True)
        self.groups.append(shell.pid)
        try:
            seen = shell.communicate(timeout=60)[0]
        except subprocess.TimeoutExpired:
            os.killpg(shell.pid, signal.SIGKILL)
            seen = shell.communicate()[0] + b"and did not end in a minute\n"
        return seen.decode("utf-8", "replace")

    def end(self):
        for group in self.groups:
            try:
                os.killpg(group, signal.SIGKILL)
            except ProcessLookupError:  # as it should be
                pass

    def save(self, file, text):
        path = os.path.join(self.folder, file)
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def load(self, text):
        """Loads a piece of a pack, or of a shop."""
        if re.search(r"^shop \{", text, re.M):
            self.save("piece/shop.lua", text)
            command = "--shop piece"
        else:
            head = "" if "pack {" in text else 'pack { name = "piece" }\n'
            self.save("piece/piece/pack.lua", head + text)
            command = "--rules piece"
        seen = self.run("build/release/zhanggui replay /dev/null " + command)
        shutil.rmtree(os.path.join(self.folder, "piece"))
        return seen

    def try_block(self, where, language, file, text):
        if file is not None:
            self.save(file, text)
        elif language == "lua":
            seen = self.load(text)
            if not seen.endswith("0 events, 0 duplicates, 0 refused, 0 actions\n"):
                self.faults.append(f"{where}: does not load: {seen}")
        elif language == "console":
            for command, expected in commands(text):
                seen = self.run(command)
                if not like(expected, seen):
                    self.faults.append(f"{where}: $ {command}\nprinted\n{seen}and not\n{expected}")


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to try the examples with")
class Examples(unittest.TestCase):
    def test_every_example_works(self):
        count = 0
        for name in pages():
            with self.subTest(page=name), tempfile.TemporaryDirectory() as folder:
                page = Page(folder)
                try:
                    for line, *block in blocks(read(name)):
                        page.try_block(f"{name}:{line}", *block)
                        count += 1
                finally:
                    page.end()
                self.assertEqual(page.faults, [], "\n".join(page.faults))
        self.assertGreater(count, 10, "the scan for examples is broken")

    def test_the_comparison_is_no_rubber_stamp(self):
        self.assertTrue(like('{"id":"…","x":1}', '{"id":"a-1","x":1}\n'))
        self.assertFalse(like('{"id":"…","x":1}', '{"id":"a-1","x":2}\n'))
        self.assertFalse(like("", "something\n"))
        self.assertEqual(commands("$ a \\\n  b\nout\n$ c\n"), [("a   b", "out"), ("c", "")])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
