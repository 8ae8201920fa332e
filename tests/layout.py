"""The house keeps its floors: an #include goes to the same floor or a lower one, and each third
party's header is included only in its home."""
import os
import re
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
    "runtime/rules/condition_load.c",
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

    def test_files_stay_short(self):
        found = {path: lines for path, lines in lengths() if lines > most_lines(path)}
        self.assertEqual(sorted(set(found) - set(TOO_LONG)), [], found)

    def test_no_exception_is_left_over(self):
        self.assertEqual(sorted(set(TOO_LONG) - {path for path, _ in lengths()}), [])
        short = [path for path, lines in lengths() if path in TOO_LONG and lines <= most_lines(path)]
        self.assertEqual(short, [], "they are short enough now: take them out of TOO_LONG")

    def test_every_header_says_what_it_is_for(self):
        for path, text in sources():
            if path.endswith(".h"):
                self.assertTrue(text.startswith("/*"), f"{path} does not say what it is for")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
