"""Hot reload: how long others wait meanwhile, which is measured where no other test is run."""
import os
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reload_case import PACK, SHOP, SLOWER, Slow, alive  # noqa: E402


class Others(Slow):
    def test_the_other_shop_knows_nothing_of_it(self):
        self.make_shop("two", SHOP.replace("test/*", "other/*") % "two")
        self.start(shops=("shop", "two"))
        generation = self.generation("two")
        quiet = self.latencies(40)
        worst = []
        for text in ("while true do end", "(" * 200, (PACK % {"number": 1})[:200]):
            self.put(text, "shop", "packs", "voice", "pack.lua")
            worst += self.latencies(20)
        self.await_log("shop shop: ")
        self.assertNotIn("shop two: ", self.log())
        self.assertEqual(self.generation("two"), generation)
        self.assertLess(sorted(worst)[-3], 3 * sorted(quiet)[-3] + 0.05 * SLOWER)
        self.assertEqual(self.rows("reload", "two")[0], {"shop": "two", "generation": generation,
                                                        "changed": False})
        told = {row["shop"]: row for row in self.rows("reload", status=1)}
        self.assertIn("error", told["shop"])
        self.assertNotIn("error", told["two"])
        self.put_pack(1, "two")
        self.await_answer(["1 two 5", "hello"], source="other/x")

    def generation(self, shop):
        return {row["shop"]: row["generation"] for row in self.rows("packs")}[shop]

    def latencies(self, count):
        found = []
        for _ in range(count):
            began = time.monotonic()
            self.assertEqual(self.ask(source="other/x"), ["0 two 5", "hello"])
            found.append(time.monotonic() - began)
            time.sleep(0.02)
        return found

    def test_others_do_not_wait_for_its_stories(self):
        """While one shop's stories are played, events of it and of others are answered."""
        self.slow_pack("shop")
        self.start("--no-watch")
        answer = self.ask()
        self.edit()
        self.begin_ctl("reload")
        child = self.await_child()
        took = []
        while len(took) < 40 and alive(child):
            began = time.monotonic()
            self.assertEqual(self.ask(), answer)
            took.append(time.monotonic() - began)
            time.sleep(0.01)
        self.assertGreater(len(took), 10)
        self.assertLess(sorted(took)[-3], 0.1 * SLOWER)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=int(os.environ.get("VERBOSE", "0"))))
