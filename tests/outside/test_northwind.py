"""Two years of a real wholesaler's orders (Northwind): which were late, and since when.

Of 830 orders 37 went out after the day they were required by, 21 never. So these, and no others,
must raise an alert, at the end of the required day in the shop's zone; and the 37 take it back.
That must not depend on events that come twice, on the order of those of one instant, or on a server
that is killed in the middle. The dates alone tell what is expected; nothing is asked of the pack."""
import contextlib
import csv
import datetime
import json
import os
import sys
import tempfile
import unittest

import program
from wire import harness

ZONE = datetime.timezone(datetime.timedelta(hours=8))
SOURCE = "demo/northwind"

# What is promised is the hand-over, or the delivery; there the parcel is where it is to be on the
# day it was sent.
SHOP = """
shop {
  sources = { "demo/northwind" }, time_zone = "Asia/Shanghai",
  packs = {
    bargain = false, courier = false, objections = false,
    overdue = { %s, watch_stuck = false, warn_before = "0s", rising = { } },
  },
}
"""
PROMISES = {
    "ship_by": ("dispatch_overdue", "watch_delivery = false", ["order.shipped"]),
    "promised_by": ("delivery_overdue", "watch_dispatch = false",
                    ["order.shipped", "order.delivered"]),
}


def midnight(date, days=0):
    day = datetime.datetime.fromisoformat(date).replace(tzinfo=ZONE)
    return day + datetime.timedelta(days=days)


def orders():
    path = program.shared("northwind", "orders.csv")
    with open(path, encoding="utf-8", newline="") as file:
        return [(row["OrderID"], row["OrderDate"], row["RequiredDate"], row["ShippedDate"])
                for row in csv.DictReader(file)]


def events(promise):
    """(when, line), by time. What is sent on its last day is sent at its last instant."""
    made = []
    for id_, ordered, required, sent in orders():
        order = {"id": id_, promise: required, "region": "Northwind"}
        noon = midnight(ordered) + datetime.timedelta(hours=12)
        made += [(noon, "order.created", id_, order), (noon, "order.paid", id_, {"id": id_})]
        if sent:
            at = midnight(sent, 1) if sent == required else midnight(sent) + datetime.timedelta(hours=18)
            made += [(at, type_, id_, {"id": id_}) for type_ in PROMISES[promise][2]]
    made.append((midnight("2019-01-01"), "order.created", "the last", {"id": "the last"}))
    made.sort(key=lambda one: one[0])
    return [(at, program.event(type_, f"{id_} {type_}", {"order": order}, source=SOURCE,
                               time=at.isoformat()))
            for at, type_, id_, order in made]


def expected():
    """{(type, order): when} of alerts raised and taken back."""
    found = {}
    for id_, _, required, sent in orders():
        if not sent or sent > required:
            found["alert.raise", id_] = midnight(required, 1)
        if sent > required:
            found["alert.clear", id_] = midnight(sent) + datetime.timedelta(hours=18)
    return found


def seen(actions, kind):
    """The same of what came; each must have come once."""
    found = {}
    for action in actions:
        name = action["type"], action["data"]["order"]["id"]
        if action["data"]["kind"] != kind or name in found:
            raise AssertionError(f"{action}")
        found[name] = datetime.datetime.fromisoformat(action["time"].replace("Z", "+00:00"))
    return found


def same_instant_reversed(made):
    groups = {}
    for at, line in made:
        groups.setdefault(at, []).insert(0, line)
    return [line for group in groups.values() for line in group]


class Northwind(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.addCleanup(self.folder.cleanup)

    def shop(self, promise):
        path = os.path.join(self.folder.name, promise)
        program.write(os.path.join(path, "shop.lua"), SHOP % PROMISES[promise][1])
        return path

    def replay(self, promise, lines):
        output, _ = program.run("replay", "-", "--shop", self.shop(promise), "--until", "end",
                                stdin=b"".join(lines))
        return [json.loads(line) for line in output.splitlines()]

    def assert_as_expected(self, actions, promise):
        self.assertEqual(seen(actions, PROMISES[promise][0]), expected())

    def test_the_data_are_what_we_think(self):
        kinds = [kind for kind, _ in expected()]
        self.assertEqual((kinds.count("alert.raise"), kinds.count("alert.clear")), (58, 37))
        self.assertTrue(any(sent == required for _, _, required, sent in orders()))

    def test_those_that_are_late_and_only_those(self):
        for promise in PROMISES:
            with self.subTest(promise):
                lines = [line for _, line in events(promise)]
                self.assert_as_expected(self.replay(promise, lines), promise)

    def test_every_event_twice(self):
        for promise in PROMISES:
            with self.subTest(promise):
                lines = [line for _, line in events(promise) for _ in range(2)]
                self.assert_as_expected(self.replay(promise, lines), promise)

    def test_every_event_twice_under_another_id(self):
        for promise in PROMISES:
            with self.subTest(promise):
                lines = [line for _, line in events(promise)]
                again = [line.replace(b'"id": "', b'"id": "again ', 1) for line in lines]
                both = [line for pair in zip(lines, again) for line in pair]
                self.assert_as_expected(self.replay(promise, both), promise)

    def test_events_of_one_instant_the_other_way_round(self):
        for promise in PROMISES:
            with self.subTest(promise):
                lines = same_instant_reversed(events(promise))
                self.assertNotEqual(lines, [line for _, line in events(promise)])
                self.assert_as_expected(self.replay(promise, lines), promise)

    def test_killed_in_the_middle(self):
        promise = "promised_by"
        lines = [line for _, line in events(promise)]
        half = len(lines) // 2
        whole = self.replay(promise, lines)
        # A server that was killed gets again what it may not have acknowledged, and more.
        first = self.served(promise, lines[:half], kill=True)
        second = self.served(promise, lines[half - 40:], kill=False)
        both = {action["id"]: action for action in first + second}
        self.assertGreater(len(first), 5)
        self.assertGreater(len(second), 5)
        self.assert_as_expected(both.values(), promise)
        self.assertEqual(sorted(both), sorted(action["id"] for action in whole))

    def served(self, promise, lines, kill):
        """What a server gives for the lines. With `kill` it dies before it can hear of the actions."""
        socket = "unix:" + os.path.join(self.folder.name, "s")
        server = harness.Server(["--listen", socket, "--clock", "event", "--shop", self.shop(promise),
                                 "--data", os.path.join(self.folder.name, "data")], cwd=program.ROOT)
        client = harness.Client(socket)
        try:
            client.send({"hello": {"source": SOURCE, "acks": True}}, *lines)
            actions, acked = [], set()
            wanted = {json.loads(line)["id"] for line in lines}
            while not wanted <= acked:
                one = client.line()
                acked |= set(one.get("ack", ()))
                actions += [one] if "type" in one else []
            with contextlib.suppress(TimeoutError):
                while True:
                    one = client.line(0.5)
                    actions += [one] if "type" in one else []
            if kill:
                server.process.kill()
            else:
                client.send({"ack": [action["id"] for action in actions]})
                self.assertEqual(server.stop(), 0, server.complaints())
            return actions
        finally:
            client.close()
            server.kill()


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
