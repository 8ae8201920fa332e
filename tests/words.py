"""The table of words (`zhanggui words`) is what packs can really use: nothing is bound that it does
not list, nothing is listed that is not bound, all of it is in docs/packs.md, and the files in
editors/ are what the program writes."""
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from docs import PROGRAM, ROOT, bound_words, described_words, read, texts

HEAD = 'pack { name = "walk", version = "1.0.0", api = 1 }\n'
RULE = 'rule "r" { on = "message.received", run = function(event, ctx)\n%s\nend }\n'
EVENT = {"id": "m-1", "source": "demo/x", "type": "message.received",
         "time": "2026-11-21T10:00:00+08:00",
         "data": {"conversation": {"id": "c-1"}, "buyer": {"id": "b-1"}, "order": {"id": "t-1"},
                  "message": {"text": "你好"}}}
LIBRARIES = ("math", "string", "table", "utf8", "time")


def ask(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True,
                          timeout=60).stdout.decode()


def listed():
    """{owner: {name: type}}"""
    words = {}
    for line in ask("words").splitlines():
        word, kind, _ = line.split("\t")
        owner, _, name = word.rpartition(".")
        words.setdefault(owner, {})[name] = kind
    return words


def walk(body, before=""):
    """The data of the action that a rule with this body returns."""
    with tempfile.TemporaryDirectory() as folder:
        os.mkdir(os.path.join(folder, "walk"))
        with open(os.path.join(folder, "walk", "pack.lua"), "w", encoding="utf-8") as pack:
            pack.write(HEAD + before + RULE % body)
        log = os.path.join(folder, "log.jsonl")
        with open(log, "w", encoding="utf-8") as out:
            out.write(json.dumps(EVENT) + "\n")
        done = subprocess.run([PROGRAM, "replay", log, "--rules", folder], capture_output=True,
                              check=False, timeout=60)
        if not done.stdout:
            raise AssertionError(done.stderr.decode())
        return json.loads(done.stdout)["data"]


def texts_of_sources():
    """Every short text in the sources of the binding: whatever is bound has its name among them."""
    found = set()
    for path in glob.glob(os.path.join(ROOT, "runtime", "rules", "**", "*.c"), recursive=True):
        if not path.endswith("reference.c"):
            found |= set(re.findall(r'"([a-z_]\w{0,30})"', read(path)))
    return sorted(found)


def quoted(names):
    return "{ " + ", ".join(json.dumps(name) for name in names) + " }"


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to ask")
class Bound(unittest.TestCase):
    def setUp(self):
        self.words = listed()

    def test_the_globals_and_the_libraries(self):
        """Walked while the file is loaded: later the globals are frozen."""
        before = 'local function names(t)\nlocal all = ""\n' \
            'for k in pairs(t) do all = all .. k .. " " end\nreturn all\nend\n' \
            'local globals = names(_G)\n'
        for library in LIBRARIES:
            before += f"local of_{library} = names({library})\n"
        data = walk('return { action { type = "t", data = { globals = globals, %s } } }' %
                    ", ".join(f"{name} = of_{name}" for name in LIBRARIES), before)
        self.assertEqual(data["globals"].split(), sorted(self.words[""]))
        for library in LIBRARIES:
            self.assertEqual(data[library].split(), sorted(self.words[library]), library)

    def found(self, expression):
        """Those of all texts in the sources for which `expression` of `name` is not nil."""
        data = walk("""
          local found = ""
          for _, name in ipairs(names) do
            local good, value = pcall(function() return %s end)
            if good and value ~= nil then found = found .. name .. " " end
          end
          return { action { type = "t", data = { found = found } } }""" % expression,
                    f"local names = {quoted(texts_of_sources())}\n")
        return data["found"].split()

    def test_the_context(self):
        self.assertEqual(self.found("ctx[name]"), sorted(self.words["Context"]))

    def test_money(self):
        members = [name for name in self.words["Money"] if name.isalpha()]
        self.assertEqual(self.found('money("1", "CNY")[name]'), sorted(members))

    def test_the_scopes(self):
        scopes = [name for name in self.words["Scopes"] if name.isalpha()]
        self.assertEqual(self.found("ctx.state[name]"), sorted(scopes))

    def test_operators(self):
        """What is said to be callable, or to be reckoned with, is."""
        for expression in ('money("1", "CNY") + money("1", "CNY")', 'money("1", "CNY") * 2',
                           'money("1", "CNY") - money("1", "CNY")', 'ctx.state("order", "t-2")',
                           'ctx.facts("buyer", "b-2")'):
            self.assertEqual(walk("local x = %s\nreturn { action { type = 't', data = { kind = "
                                  "type(x) } } }" % expression)["kind"],
                             "money" if "money" in expression else "table")

    def test_declarations_and_stories(self):
        """The keys in C, against the classes of tables that are written."""
        rules = os.path.join("runtime", "rules")
        classes = (("pack_api.c", "allowed", ("Pack", "Rule", "Unless", "Guard")),
                   ("settings_api.c", "allowed", ("Setting",)),
                   ("sheet_api.c", "allowed", ("Column", "Together")),
                   ("story.c", "known", ("Story",)), ("shop_file.c", "known", ("Shop",)),
                   ("shop_file.c", "limits", ("Limits",)))
        for file, array, owners in classes:
            known = set().union(*(self.words[owner] for owner in owners)) - {"[integer]"}
            self.assertEqual(sorted(texts(read(rules, file), array)), sorted(known), file)
        story = read(rules, "story.c")
        words = set(re.findall(r'\{"(\w+)", (?:"\w+"|NULL)\}', story)) | {"story"}
        self.assertEqual(sorted(words), sorted(self.words["tests"]))

    def test_fields_of_actions(self):
        """A constructor that is given every field listed takes it; which there are, the sources
        say by name."""
        c = read("runtime", "rules", "actions_api.c")
        fields = set(re.findall(r'copy_(?:field|money)\(lua, "(\w+)"', c))
        fields |= {"sku", "conversation", "order", "offer", "severity", "time", "expires", "type",
                   "data", "reply"}
        owners = ("Action", "Say", "Offer", "Answer", "Gift", "Choice", "Alert", "Clear", "Handoff")
        self.assertEqual(sorted(set().union(*(self.words[owner] for owner in owners))),
                         sorted(fields))


class Described(unittest.TestCase):
    def test_every_word_is_in_the_docs(self):
        page = described_words(read("docs", "packs.md") + read("docs", "shop.md"))
        missing = [f"{owner}.{name}" for owner, names in listed().items() for name in names
                   if re.fullmatch(r"[a-z]\w*", name) and name not in page and owner not in ("math", "utf8")]
        self.assertEqual(missing, [])

    def test_every_word_in_the_sources_is_listed(self):
        """Beside the names: types of settings and columns, operators, marks."""
        names = set().union(*listed().values())
        types = texts(read("runtime", "rules", "settings_api.c"), "type_names") | \
            texts(read("runtime", "rules", "sheet.c"), "type_names")
        operators = set(re.findall(r'X\(ZG_OP_\w+, "([^"]+)"\)',
                                   read("runtime", "rules", "condition.h")))
        self.assertEqual(sorted(bound_words() - names - types - operators), [])


class Editors(unittest.TestCase):
    def test_the_files_are_what_the_program_writes(self):
        for file, option in (("zhanggui.lua", "--lua"), ("luacheckrc", "--luacheck")):
            self.assertEqual(read("editors", file), ask("words", option),
                             f"write it anew: zhanggui words {option} > editors/{file}")

    def test_the_declarations_are_lua(self):
        """They load as a part of a pack, too."""
        with tempfile.TemporaryDirectory() as folder:
            pack = os.path.join(folder, "p")
            os.mkdir(pack)
            for file in ("zhanggui.lua", "luacheckrc"):
                source = read("editors", file)
                if file == "luacheckrc":
                    source = "local files, stds, std = {}, {}\n" + source + "return stds\n"
                name = file.partition(".")[0]
                with open(os.path.join(pack, name + ".lua"), "w", encoding="utf-8") as out:
                    out.write(source if file == "luacheckrc" else
                              "local function declared()\n" + source + "end\nreturn { declared }\n")
            with open(os.path.join(pack, "pack.lua"), "w", encoding="utf-8") as out:
                out.write('pack { name = "p", api = 1 }\npart "zhanggui"\npart "luacheckrc"\n')
            done = subprocess.run([PROGRAM, "replay", "/dev/null", "--rules", folder],
                                  capture_output=True, check=False, timeout=60)
            self.assertEqual(done.stderr.decode(),
                             "0 events, 0 duplicates, 0 refused, 0 actions\n")

    def test_every_class_that_is_named_is_declared(self):
        stubs = read("editors", "zhanggui.lua")
        declared = set(re.findall(r"^---@(?:class|alias) (zhanggui\.[\w.]+)", stubs, re.M))
        named = set(re.findall(r"zhanggui\.[A-Z][\w.]*\w", stubs))
        self.assertEqual(named - declared, set())
        self.assertEqual({name for name in declared - named if name.count(".") == 1},
                         set())

    def test_luacheck_finds_what_is_not_there(self):
        """Only where luacheck is installed."""
        if shutil.which("luacheck") is None:
            self.skipTest("there is no luacheck")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.lua")
            with open(path, "w", encoding="utf-8") as out:
                out.write("return os.time() + sai() + time.now() + say()\n")
            done = subprocess.run(["luacheck", "--no-color", "--no-cache", "--config",
                                   os.path.join(ROOT, "editors", "luacheckrc"), path],
                                  capture_output=True, check=False, timeout=60)
            for word in ("os", "sai", "now"):
                self.assertIn(f"'{word}'", done.stdout.decode())
            self.assertIn("3 warnings", done.stdout.decode())


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
