"""What the program prints. A disk that is full is told with status 3, whatever the command; and nothing
that a log or a pack holds steers the terminal."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402
from program import DAY, PATIENCE, PROGRAM, ROOT, SHOP  # noqa: E402

RULES = os.path.join(ROOT, "rules")
COMMANDS = ("serve", "replay", "chat", "test", "new", "describe", "check", "ctl", "explain", "export",
            "words", "version")
STEERING = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
ODD = r"\27]0;title\7\27[31m\226\128\174"  # as Lua writes it
PACK = f"""pack {{ name = "odd", version = "1.0.0", about = "about {ODD}" }}
settings {{ one = {{ type = "text", default = "x", about = "about {ODD}" }} }}
rule "says {ODD}MORE" {{ on = "message.received", run = function(event, ctx)
  ctx.log(event.message.text) return {{ say(event.message.text), say("odd") }} end }}
"""


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-output-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, *names):
        return os.path.join(self.folder, *names)


class Full(Case):
    def refused(self, *arguments, stdin=b""):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, *arguments], input=stdin, stdout=full,
                                  stderr=subprocess.PIPE, timeout=PATIENCE, cwd=ROOT, check=False)
        self.assertEqual(done.returncode, 3, (arguments, done.stderr))
        self.assertEqual(done.stderr.count(b"cannot be written"), 1, (arguments, done.stderr))

    def test_every_command_says_so(self):
        self.refused("chat", "--shop", SHOP, stdin="能便宜点吗\n".encode())
        self.refused("check", RULES)
        self.refused("describe", os.path.join(RULES, "courier"))
        self.refused("explain", "e-0001", "--log", DAY, "--json")
        self.refused("export", "--log", DAY, "--redact")
        self.refused("new", "odd", self.folder)
        self.refused("replay", DAY, "--shop", SHOP)
        self.refused("replay", DAY, "--shop", SHOP, "--against", RULES)
        self.refused("words")
        program.write(self.path("odd", "tests", "no.lua"), 'story "fails" { buyer "hi", shop "no" }')
        self.refused("test", self.path("odd"))
        self.refused("version")
        self.refused("help")

    def test_of_a_store(self):
        with open(DAY, "rb") as day:
            subprocess.run([PROGRAM, "serve", "--listen", "-", "--data", self.path("day.db"), "--clock", "event"],
                           stdin=day, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                           timeout=PATIENCE, check=True)
        self.refused("export", "--data", self.path("day.db"))

    def test_help(self):
        for command in COMMANDS[:-1]:
            self.refused(command, "--help")


class Terminal(Case):
    def plain(self, *arguments, status=0, words=""):
        output, errors = program.run(*arguments, status=status)
        for text in output.decode(), errors.decode():
            self.assertNotRegex(text, STEERING, arguments)
        self.assertIn(words, output.decode() + errors.decode())

    def pack(self, name, more=""):
        program.write(self.path(name, "odd", "pack.lua"), PACK.replace("MORE", more))
        program.write(self.path(name, "odd", "text", "zh.lua"), f'return {{ odd = "a {ODD}" }}')
        return self.path(name)

    def test_what_a_pack_says_of_itself(self):
        for more in (), ("--markdown",):
            self.plain("describe", self.pack("a"), *more, words="about")
        self.plain("check", self.pack("a"))

    def test_what_a_log_holds(self):
        odd = "\x1b]0;title\x07\u009b31m\u202e"
        with open(self.path("log"), "w", encoding="utf-8") as log:
            data = {"conversation": {"id": odd}, "message": {"text": odd}}
            for source in "demo/outside", odd:
                event = {"id": odd, "source": source, "type": "message.received", "data": data,
                         "time": "2026-11-21T10:00:00+08:00"}
                log.write(json.dumps(event) + "\n")
                log.write(json.dumps(event | {"id": 7}) + "\n")
        os.makedirs(self.path("none"))
        program.write(self.path("shop", "shop.lua"), 'shop { sources = { "demo/*" } }')
        against = ["--rules", self.pack("a"), "--against", self.pack("b", "more")]
        self.plain("replay", self.path("log"), *against, words="renamed to")
        self.plain("replay", self.path("log"), "--rules", self.path("none"), "--shop",
                   self.path("shop"), words="no shop serves")
        self.plain("explain", "none", "--log", self.path("log"), "--rules", self.path("none"),
                   status=1, words="the latest are")


class WhatPacksSay(Case):
    EVIL = '"a\\27[2J\\u{202E}b\\u{200F}\\u{9B}c\\nd"'

    def assert_plain(self, *args, data=None):
        got = subprocess.run([PROGRAM, *args], input=data, capture_output=True, timeout=PATIENCE, check=False)
        said = (got.stdout + got.stderr).decode()
        self.assertRegex(said, r"a.\[2J.b..c.d", args)
        self.assertNotRegex(said, STEERING, args)

    def write(self, text, *path):
        program.write(self.path("rules", "p", *path), text)
        return self.path("rules")

    def test_errors(self):
        rules = self.write("error(%s)" % self.EVIL, "pack.lua")
        for command in "check", "test", "describe":
            self.assert_plain(command, rules)
        self.assert_plain("serve", "--listen", "-", "--rules", rules)
        self.assert_plain("replay", DAY, "--rules", rules)

    def test_logs(self):
        rules = self.write('pack { name = "p" } rule "r" { on = "message.received", run = function(event, ctx) '
                           "ctx.log(%s) end }" % self.EVIL, "pack.lua")
        with open(DAY, "rb") as day:
            self.assert_plain("serve", "--listen", "-", "--clock", "event", "--rules", rules, data=day.read())
        self.assert_plain("replay", DAY, "--rules", rules)

    def test_stories(self):
        self.write('pack { name = "p" }', "pack.lua")
        self.assert_plain("test", self.write("error(%s)" % self.EVIL, "tests", "s.lua"))


if __name__ == "__main__":
    unittest.main()
