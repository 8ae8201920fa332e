"""The house keeps its floors: an #include goes to the same floor or a lower one, and each third
party's header is included only in its home. No file calls one that needs it in turn."""
import os
import re
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
RUNTIME = os.path.join(ROOT, "runtime")

# What each floor may include besides itself.
BELOW = {
    "base": set(),
    "data": {"base"},
    "store": {"base"},
    "rules": {"base", "data"},
    "engine": {"base", "data", "store", "rules"},
    "net": {"base", "data", "store", "rules", "engine"},
    "cli": {"base", "data", "store", "rules", "engine", "net"},
}

# Where a third party's header may be included; a pattern on the file's path below runtime.
HOMES = {
    r"uv\.h": r"net/",
    r"(lua|lauxlib|lualib)\.h": r"rules/",
    r"cjson/cJSON\.h|cJSON\.h": r"data/json",
    r"sqlite3\.h": r"store/",
    r"pcre2\.h": r"rules/regex",
    r"csv\.h": r"data/table",
    r"utf8proc\.h": r"data/text",
    r"opencc/.*|opencc\.h": r"data/text",
    r"histedit\.h": r"cli/chat/prompt",
}



def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def check(path, text):
    """The faults in one file of the runtime, as sentences."""
    floor = path.split("/")[0]
    faults = []
    for quote, header in INCLUDE.findall(text):
        if quote == '"':
            other = header.split("/")[0]
            if other not in BELOW:
                faults.append(f"{path} includes {header}, which is on no floor")
            elif other != floor and other not in BELOW[floor]:
                faults.append(f"{path} reaches up (or across) to {header}")
        for pattern, home in HOMES.items():
            if re.fullmatch(pattern, header) and not re.match(home, path):
                faults.append(f"{path} includes {header} away from its home {home}")
    return faults


def sources():
    for folder, _, files in os.walk(RUNTIME):
        for name in files:
            if name.endswith((".c", ".h")):
                full = os.path.join(folder, name)
                yield os.path.relpath(full, RUNTIME), read(full)


# Files that are longer than they should be, until somebody finds where to cut them.
TOO_LONG = {
    "tests/wire/test_reload.py",
}


def most_lines(path):
    return 800 if "tests" in path.split("/") else 400


def lengths():
    """(path, lines) of what somebody must be able to read at once; texts and logs are lists."""
    for top in ("runtime", "rules", "tests"):
        for folder, _, files in os.walk(os.path.join(ROOT, top)):
            if os.path.basename(folder) == "text":
                continue
            for name in files:
                if name.endswith((".c", ".h", ".lua", ".py")):
                    full = os.path.join(folder, name)
                    yield os.path.relpath(full, ROOT), read(full).count("\n")


def objects():
    """{file: its object} of the build that is tested, as far as it has been built."""
    top = os.path.join(os.path.dirname(os.environ.get("ZHANGGUI", "")), "runtime", "CMakeFiles")
    found = {}
    for folder, _, files in os.walk(top):
        for name in files:
            path = re.sub(r"^[^/]*\.dir/", "", os.path.relpath(os.path.join(folder, name), top))
            if name.endswith(".c.o") and os.path.exists(os.path.join(RUNTIME, path[:-2])):
                found[path[:-2]] = os.path.join(folder, name)
    return found


def calls(files):
    """{file: the files whose functions and data it uses}, by the symbols of their objects."""
    home, wanted = {}, {file: set() for file in files}
    names = {path: file for file, path in files.items()}
    symbols = subprocess.run(["nm", "-A", "-P", *names], check=True, capture_output=True, text=True)
    for line in symbols.stdout.splitlines():
        path, _, rest = line.partition(": ")
        name, kind, *_ = rest.split()
        if kind == "U":
            wanted[names[path]].add(name)
        elif kind in "TDRBC":
            home[name] = names[path]
    return {file: {home[name] for name in names if home.get(name, file) != file}
            for file, names in wanted.items()}


def circles(uses):
    """Files of which each reaches every other, over whatever is between."""
    def reach(file):
        seen, left = set(), [file]
        while left:
            new = uses.get(left.pop(), set()) - seen
            seen |= new
            left += new
        return seen
    reached = {file: reach(file) for file in uses}
    return sorted({tuple(sorted(other for other in seen if file in reached[other]))
                   for file, seen in reached.items() if file in seen})


class Layout(unittest.TestCase):
    def test_every_include_keeps_to_its_floor(self):
        faults = [fault for path, text in sources() for fault in check(path, text)]
        self.assertEqual(faults, [])

    def test_the_check_finds_what_it_looks_for(self):
        self.assertTrue(check("data/x.c", '#include "engine/engine.h"\n'))
        self.assertTrue(check("store/x.c", '#include "data/json.h"\n'))
        self.assertTrue(check("engine/x.c", "#include <lua.h>\n"))
        self.assertTrue(check("rules/x.c", "#include <cjson/cJSON.h>\n"))
        self.assertTrue(check("base/x.c", '#include "util.h"\n'))
        self.assertFalse(check("net/x.c", '#include <uv.h>\n#include "engine/engine.h"\n'))

    @unittest.skipUnless(shutil.which("nm"), "nm is not installed")
    def test_no_circles(self):
        files = objects()
        if not files:
            self.skipTest("nothing is built")
        uses = calls(files)
        self.assertIn("data/json_tree.c", uses["data/event.c"], "the symbols are not read")
        self.assertEqual(circles(uses), [])

    def test_a_circle_is_found(self):
        self.assertEqual(circles({"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}), [("b", "c")])
        self.assertEqual(circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}), [])

    def test_files_stay_short(self):
        found = {path: lines for path, lines in lengths() if lines > most_lines(path)}
        self.assertEqual(sorted(set(found) - set(TOO_LONG)), [], found)

    def test_no_exception_is_left_over(self):
        self.assertEqual(sorted(set(TOO_LONG) - {path for path, _ in lengths()}), [])
        short = [path for path, lines in lengths() if path in TOO_LONG and lines <= most_lines(path)]
        self.assertEqual(short, [], "they are short enough now: take them out of TOO_LONG")

    def test_no_class_is_left_out(self):
        """Of the scripts that are run class by class."""
        split = re.findall(r"^ *zg_script\((\S+) (.+)\)$", read(os.path.join(ROOT, "tests/CMakeLists.txt")), re.M)
        self.assertIn("wire/test_reload", dict(split), "the scan of CMakeLists.txt is broken")
        for script, classes in split:
            text = read(os.path.join(ROOT, "tests", script + ".py"))
            found = re.findall(r"^class (\w+)\b(?:(?!^class )(?:.|\n))*?^    def test_", text, re.M)
            self.assertEqual(sorted(found), sorted(classes.split()), script)

    def test_every_header_says_what_it_is_for(self):
        for path, text in sources():
            if path.endswith(".h"):
                self.assertTrue(text.startswith("/*"), f"{path} does not say what it is for")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
