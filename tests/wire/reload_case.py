"""A server whose shop changes while it runs: what the tests of reloads stand on."""
import json
import os
import shutil
import subprocess
import time

import harness
from harness import BINARY, WireTest, event, text_of

SANITIZED = os.environ.get("ZG_SANITIZED") == "ON"
SLOWER = max(harness.PATIENCE / 10, 4 if SANITIZED else 1)
SOON = 2.5 * SLOWER  # seconds in which a saved file takes effect

SHOP = 'shop { name = "one", sources = { "test/*" }, packs = { voice = { word = "%s" } } }\n'
PRODUCTS = "sku,list_price,floor_price\ntea,%s,1.00\n"
TEXTS = 'return { greeting = "%s" }\n'
PACK = """pack { name = "voice", version = "1.%(number)s.0", api = 1, about = "Names its parts" }
settings { word = { type = "text", default = "none" } }

rule "answers" {
  on = "message.received",
  run = function(event, ctx)
    local row = ctx.tables.products and ctx.tables.products["tea"]
    return {
      say("%(number)s " .. settings.word .. " " .. (row and row.list_price:short() or "-")),
      say("greeting"),
    }
  end,
}
"""
SAYS = """pack { name = "%s", version = "1.0.0", api = 1 }
rule "says" { on = "message.received", run = function(event, ctx) return { say("%s") } end }
"""


def children(pid):
    with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(one) for one in file.read().split()]


def alive(pid):
    """False, too, for one that has ended and waits to be collected."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Reload(WireTest):
    """A shop of one pack, and a server that runs it."""

    def setUp(self):
        super().setUp()
        self.store = self.path("z.db")
        shutil.rmtree(self.path("rules", "echo"))
        self.make_shop("shop")
        self.asked = 0

    def make_shop(self, name, shop=SHOP % "word"):
        for folder in ("tables", "packs/voice/text"):
            os.makedirs(self.path(name, folder))
        self.write(shop, name, "shop.lua")
        self.write(PRODUCTS % "5.00", name, "tables", "products.csv")
        self.write(PACK % {"number": 0}, name, "packs", "voice", "pack.lua")
        self.write(TEXTS % "hello", name, "packs", "voice", "text", "zh.lua")

    def start(self, *more, shops=("shop",), store=None, **popen):
        for shop in shops:
            more = ("--shop", self.path(shop), *more)
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data",
                                 store or self.store, "--rules", self.rules, *more], **popen)
        self.addCleanup(server.kill)
        self.server = server
        self.client = self.connect(server)
        return server

    def put(self, text, *names):
        """As most editors save: aside, then over the old one."""
        self.write(text, *names[:-1], ".new")
        os.rename(self.path(*names[:-1], ".new"), self.path(*names))

    def put_pack(self, number, shop="shop"):
        self.put(PACK % {"number": number}, shop, "packs", "voice", "pack.lua")

    def ask(self, count=2, source="test/one", client=None):
        self.asked += 1
        client = client or self.client
        client.send(event(f"ask-{self.asked}", source=source))
        return [text_of(action) for action in client.lines(count)]

    def await_answer(self, wanted, within=SOON, **more):
        deadline, seen = time.monotonic() + within, None
        while time.monotonic() < deadline:
            seen = self.ask(len(wanted), **more)
            if seen == wanted:
                return
            time.sleep(0.02)
        self.fail(f"wanted {wanted}, and after {within} s it still was {seen}; the log:\n" + self.log())

    def log(self):
        return self.server.complaints()

    def await_log(self, words, within=SOON, count=1):
        deadline = time.monotonic() + within
        while self.log().count(words) < count:
            if time.monotonic() > deadline:
                self.fail(f"{words!r} is not {count} times in the log:\n" + self.log())
            time.sleep(0.01)

    def reloads(self):
        """How often the log says that something came into force, or failed to."""
        return self.log().count(" is in force") + self.log().count("the rules in force go on")

    def tries(self, seconds, act):
        """How many processes the server starts in that time, once `act` was done."""
        found, deadline = set(), time.monotonic() + seconds * SLOWER
        act()
        while time.monotonic() < deadline:
            found |= set(children(self.server.process.pid))
            time.sleep(0.002)
        return len(found)

    def ctl(self, *words, status=0):
        done = subprocess.run([BINARY, "ctl", "--data", self.store, *words], capture_output=True,
                              timeout=8 * harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, status, done)
        return (done.stdout if status < 2 else done.stderr).decode()

    def rows(self, *words, status=0):
        return [json.loads(one) for one in self.ctl("--json", *words, status=status).splitlines()]

    def begin_ctl(self, *words):
        child = subprocess.Popen([BINARY, "ctl", "--data", self.store, "--json", *words],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(lambda: (child.kill(), child.wait(), child.stdout.close(),
                                 child.stderr.close()))
        return child

    def await_child(self):
        """The pid of the process in which something is tried."""
        deadline = time.monotonic() + SOON
        while not children(self.server.process.pid):
            self.assertLess(time.monotonic(), deadline, "nothing is tried")
            time.sleep(0.002)
        return children(self.server.process.pid)[0]

    def assert_ends_clean(self, status=0):
        """It ends in order, leaves nobody behind, and no sanitizer has anything to say."""
        left = children(self.server.process.pid)
        self.assertEqual(self.server.stop(), status, self.log())
        self.assertFalse([pid for pid in left if alive(pid)])
        self.assertNotIn("Sanitizer", self.log())
