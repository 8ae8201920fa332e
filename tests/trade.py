"""docs/trade.md keeps up with the stories: every line of the trade has its stories, every story that
is named is there and passes, and every story of the shipped packs stands on the page.

    python3 tests/trade.py --write     writes the section "More": the stories that no line names
    python3 tests/trade.py             checks the page
"""
import os
import re
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui")))
PAGE = os.path.join(ROOT, "docs", "trade.md")
PACKS = ("bargain", "objections", "courier", "overdue")
MORE = "## More\n"


def played():
    """{(file, story): whether it passed} of the shipped packs."""
    done = subprocess.run([PROGRAM, "test", "--verbose", *(f"rules/{pack}" for pack in PACKS)], cwd=ROOT,
                          capture_output=True, text=True, timeout=120, check=False)
    found = re.findall(r'^(\S+\.lua):\d+: story "(.*?)": (.*)$', done.stdout, re.M)
    return {(file, name): what == "passed" for file, name, what in found}


def page():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


def named(text):
    """The stories that a piece of the page names."""
    return [(file, name) for name, file in re.findall(r"\[([^\]]+)\]\(\.\./(rules/\w+/tests/\w+\.lua)\)", text)]


def stories_of(name, stories):
    """Those that are meant: the one of that name, or all that begin as it does."""
    file, title = name
    if not title.endswith("…"):
        return {name} & set(stories)
    return {one for one in stories if one[0] == file and one[1].startswith(title[:-1])}


def lines(text):
    """[(rule of the trade, the stories in its row)] of the tables."""
    rows = re.findall(r"^\| (.*?) \| (.*) \|$", text.split(MORE)[0], re.M)
    return [(rule, named(cell)) for rule, cell in rows if rule != "rule of the trade"]


def in_a_line(text, stories):
    return {one for _, names in lines(text) for name in names for one in stories_of(name, stories)}


def more(text, stories):
    """The section, as it should be."""
    left, rows = set(stories) - in_a_line(text, stories), []
    for file in sorted({file for file, _ in left}):
        pack, name = file.split("/")[1], os.path.basename(file)[:-len(".lua")]
        rows.append(f"\n{pack}, {name}:\n\n")
        rows += [f"- [{title}](../{file})\n" for one, title in stories if one == file and (one, title) in left]
    return "".join(rows)


def with_more(text, stories):
    head, rest = text.split(MORE)
    introduction = rest.strip("\n").split("\n")[0]
    return f"{head}{MORE}\n{introduction}\n{more(text, stories)}"


def faults(text, stories):
    """What is wrong with the page, as sentences."""
    found = [f"the line has no story: {rule}" for rule, names in lines(text) if not names]
    for name in named(text):
        meant = stories_of(name, stories)
        if not meant:
            found.append(f"there is no such story: {name[0]}: {name[1]}")
        found += [f"the story does not pass: {file}: {title}" for file, title in meant
                  if not stories[file, title]]
    if with_more(text, stories) != text:
        found.append('the section "More" is old; write it anew: python3 tests/trade.py --write')
    return found


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to play the stories with")
class Trade(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.stories = played()

    def test_the_page_is_true(self):
        self.assertEqual(faults(page(), self.stories), [])

    def test_every_pack_has_its_lines_and_stories(self):
        rows = lines(page())
        for pack in PACKS:
            own = [rule for rule, names in rows if any(f"rules/{pack}/" in file for file, _ in names)]
            self.assertGreater(len(own), 10, pack)
            self.assertGreater(sum(f"rules/{pack}/" in file for file, _ in self.stories), 20, pack)

    def test_every_kind_of_fault_is_seen(self):
        text, stories = page(), dict(self.stories)
        first = lines(text)[0]
        name = first[1][0]
        cases = {
            "there is no such story": (text.replace(f"[{name[1]}]", "[never told]"), stories),
            "does not pass": (text, {**stories, name: False}),
            "the line has no story": (text.replace(f"[{name[1]}]", name[1], 1).replace(
                "| rule of the trade | shown by |\n|---|---|\n",
                "| rule of the trade | shown by |\n|---|---|\n| a rule without one | none |\n", 1), stories),
            'the section "More" is old': (text, {**stories, (name[0], "a new one"): True}),
        }
        for wanted, (wrong, played_) in cases.items():
            self.assertIn(wanted, " ".join(faults(wrong, played_)))


def write():
    text = with_more(page(), played())
    with open(PAGE, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        sys.exit(unittest.main(verbosity=0))
