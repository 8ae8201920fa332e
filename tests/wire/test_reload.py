"""Hot reload: what a changed shop carries on with, and what its owner asks of it by `zhanggui ctl`."""
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import harness  # noqa: E402
from harness import event, text_of  # noqa: E402
from reload_case import SHOP, SLOWER, Reload  # noqa: E402


REMEMBERS = """pack { name = "voice", version = "1.%(number)s.0", api = 1 }
rule "counts" {
  on = "message.received",
  run = function(event, ctx)
    local mine, shared = ctx.state.buyer, ctx.facts.buyer
    mine.count = (mine.count or 0) + 1
    shared.count = (shared.count or 0) + 10
    if event.message.text == "later" then
      ctx.after("2s", "later", { set_by = "%(number)s" })
      ctx.after("2s", "gone", {})
    end
    return { say("%(number)s " .. mine.count .. " " .. shared.count) }
  end,
}
rule "later" {
  on = "timer.later",
  run = function(event, ctx) return { say("later %(number)s, set by " .. event.set_by) } end,
}
rule "settles" {
  on = "message.received", settle = "2s",
  when = { { "message.text", "says", "settle" } },
  run = function(event, ctx) return { say("settled %(number)s") } end,
}
rule "not in time" {
  on = "order.paid", unless_within = { events = { "order.shipped" }, time = "2s" },
  run = function(event, ctx) return { alert { kind = "late %(number)s", order = event.order.id } } end,
}
"""
GONE = """
rule "gone" {
  on = "timer.gone",
  run = function(event, ctx) return { say("gone %(number)s") } end,
}
rule "settles, and gone" {
  on = "message.received", settle = "2s",
  run = function(event, ctx) return { say("settled, and gone %(number)s") } end,
}
"""


class CarriesOn(Reload):
    def write_pack(self, text, number):
        self.put(text % {"number": number}, "shop", "packs", "voice", "pack.lua")

    def test_memory_and_timers(self):
        """What was begun under one generation ends under the next; what has no rule any more goes."""
        self.write('shop { sources = { "test/*" } }\n', "shop", "shop.lua")
        self.write_pack(REMEMBERS + GONE, 0)
        self.start("--no-watch")
        self.client.send(event("a", text="later"), event("b", text="settle"),
                         {**event("c"), "type": "order.paid", "data": {"order": {"id": "o-1"}}})
        self.assertEqual([text_of(one) for one in self.client.lines(2)], ["0 1 10", "0 2 20"])
        self.write_pack(REMEMBERS, 1)
        self.assertIs(self.rows("reload")[0]["changed"], True)
        self.assertEqual(self.ask(1), ["1 3 30"])
        found = sorted(one["data"].get("text") or one["data"]["kind"] for one in self.client.lines(3))
        self.assertEqual(found, ["late 1", "later 1, set by 0", "settled 1"])
        self.assertTrue(self.client.silent(0.5))
        self.server.stop()
        self.start("--no-watch")  # nothing of what went comes back
        self.assertEqual(self.ask(1), ["1 4 40"])
        self.assertTrue(self.client.silent(0.5))
        self.assertNotIn("zhanggui: shop", self.log())

    def test_rollback_keeps_memory(self):
        self.write('shop { sources = { "test/*" } }\n', "shop", "shop.lua")
        self.write_pack(REMEMBERS, 0)
        self.start("--no-watch")
        self.assertEqual(self.ask(1), ["0 1 10"])
        self.write_pack(REMEMBERS, 1)
        self.rows("reload")
        self.assertEqual(self.ask(1), ["1 2 20"])
        self.rows("rollback", "shop")
        self.assertEqual(self.ask(1), ["0 3 30"])

    def sources(self, shop, *sources):
        listed = ", ".join(f'"{one}"' for one in sources)
        self.put(SHOP.replace('"test/*"', listed) % shop.replace("shop", "word"), shop, "shop.lua")

    def test_sources_change_hands(self):
        """Which shop serves a source is looked up anew, once the one that had it has given it up."""
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.sources("two", "test/one")
        self.assertIn("the shop shop gets now", self.ctl("reload", "two", status=1))
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.sources("shop", "test/two")
        self.ctl("reload", "shop")
        self.ctl("reload", "two")
        self.assertEqual(self.ask(), ["0 two 5", "hello"])
        self.assertEqual(self.ask(source="test/two"), ["0 word 5", "hello"])
        self.ctl("rollback", "two")
        self.sources("shop", "test/one")
        self.ctl("reload", "shop")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])

    def test_sources_are_not_taken(self):
        """By no name and no pattern, whichever shop was named first; a restart may do it."""
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))  # the harness names the last one first
        for shop, source, other in (("two", "test/one", "shop"), ("two", "test/", "shop"),
                                    ("two", "test/*", "shop"), ("two", "test/one*", "shop"),
                                    ("two", "te*", "shop"), ("two", "*", "shop"),
                                    ("shop", "other/one", "two")):
            with self.subTest(shop=shop, source=source):
                own = "other/*" if shop == "two" else "test/*"
                self.sources(shop, own, source)
                said = self.ctl("reload", shop, status=1)
                self.assertIn(f'"{source}" would take messages that the shop {other} gets now', said)
                self.sources(shop, own)
                self.ctl("reload", shop)
        for shop, *sources in (("two", "other/*", "other/one", "test", "third/*"),
                               ("shop", "test/*", "test/one", "*", "other/*")):  # two stays first
            self.sources(shop, *sources)
            self.ctl("reload", shop)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.assertEqual(self.ask(source="other/x"), ["0 two 5", "hello"])
        self.assertEqual(self.ask(source="fourth"), ["0 word 5", "hello"])

    def test_no_rollback_takes_sources(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*").replace("one", "two") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        for sources in (["test/one"], ["mine"]):
            self.sources("shop", *sources)
            self.ctl("reload", "shop")
        self.sources("two", "test/*")
        self.ctl("reload", "two")
        done = subprocess.run([harness.BINARY, "ctl", "--data", self.store, "rollback", "shop"],
                              capture_output=True, timeout=8 * harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, 1, done)
        self.assertIn(b"the shop two gets now", done.stderr)
        self.assertEqual(self.ask(), ["0 two 5", "hello"])


class Owner(Reload):
    """ctl reload, rollback and packs."""

    def test_rollback(self):
        self.start("--no-watch")
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))
        generations = [self.rows("packs")[0]["generation"]]
        for number in range(1, 6):
            self.put_pack(number)
            generations.append(self.rows("reload")[0]["generation"])
        self.assertEqual(len(set(generations)), 6)
        for number in (4, 3, 2):  # three are kept
            row = self.rows("rollback", "shop")[0]
            self.assertEqual(row["generation"], generations[number])
            self.assertEqual(row["older"], number - 2)
            self.assertEqual(self.ask(), [f"{number} word 5", "hello"])
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.assertEqual(self.rows("packs")[0]["version"], "1.2.0")
        self.put_pack(7)
        self.assertEqual(self.rows("reload")[0]["changed"], True)
        self.assertEqual(self.ask(), ["7 word 5", "hello"])
        self.assertIn("is in force", self.ctl("rollback", "shop"))
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.assert_ends_clean()

    def test_rollback_stays_until_something_is_saved(self):
        """With the folder watched, and the files still as they were."""
        self.start()
        self.put_pack(1)
        self.await_answer(["1 word 5", "hello"])
        self.ctl("rollback", "shop")
        time.sleep(1 * SLOWER)
        self.assertEqual(self.ask(), ["0 word 5", "hello"])
        self.put_pack(2)
        self.await_answer(["2 word 5", "hello"])
        self.await_log("is in force", count=2)

    def test_what_there_is_not(self):
        self.start("--no-watch")
        self.assertIn("there is no shop nowhere", self.ctl("reload", "nowhere", status=3))
        self.assertIn("there is no shop nowhere", self.ctl("rollback", "nowhere", status=3))
        self.ctl("reload", "shop", "two", status=2)
        self.ctl("rollback", status=2)
        self.ctl("packs", "shop", status=2)
        self.assertIn("there is no shop", self.ctl("reload", "", status=3))

    def test_nothing_has_changed(self):
        self.start("--no-watch")
        self.assertIn("nothing has changed", self.ctl("reload"))
        self.assertEqual(self.reloads(), 0)
        self.assertIn("no older generation", self.ctl("rollback", "shop", status=3))

    def test_packs(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*") % "two")
        self.start("--no-watch", shops=("shop", "two"))
        rows = self.rows("packs")
        self.assertEqual(sorted((row["shop"], row["pack"], row["version"], row["rules"])
                                for row in rows),
                         [("shop", "voice", "1.0.0", 1), ("two", "voice", "1.0.0", 1)])
        self.assertIn("Names its parts", self.ctl("packs"))

    def test_several_at_once(self):
        """Everybody who asked is answered, and knows at least what was there when he asked."""
        self.start("--no-watch")
        self.put_pack(1)
        asking = [self.begin_ctl("reload") for _ in range(8)]
        hasty = self.begin_ctl("reload")
        time.sleep(0.05)
        hasty.kill()  # does not wait for the answer
        for child in asking:
            rows = child.communicate(timeout=harness.PATIENCE)[0].splitlines()
            self.assertEqual((child.returncode, len(rows)), (0, 1), rows)
        self.assertEqual(self.ask(), ["1 word 5", "hello"])
        self.assertEqual(self.reloads(), 1)
        self.assert_ends_clean()

    def test_one_that_waits_sees_its_own_edit(self):
        self.start("--no-watch")
        for number in range(1, 6):
            self.put_pack(100 + number)
            first = self.begin_ctl("reload")
            self.await_begin()
            self.put_pack(number)
            self.rows("reload")
            self.assertEqual(self.ask(), [f"{number} word 5", "hello"])
            first.communicate(timeout=harness.PATIENCE)

    def test_rollback_while_one_is_tried(self):
        self.start("--no-watch")
        self.put_pack(1)
        self.rows("reload")
        self.put_pack(2)
        child = self.begin_ctl("reload")
        self.await_begin()
        self.rows("rollback", "shop")
        child.communicate(timeout=harness.PATIENCE)
        self.assertEqual(self.ask(), ["2 word 5", "hello"])
        self.rows("rollback", "shop")
        self.assertEqual(self.ask(), ["0 word 5", "hello"])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
