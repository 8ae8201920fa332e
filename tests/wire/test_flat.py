"""Memory stays flat: many events to two shops, conversations that end and begin, refused lines and
timers, while days pass. What is resident after 60 % of it may grow by 5 % until the end.

Names of events are known for seven days and the journal is kept for a few, both by design; so the
event clock goes on by minutes an event, 55 days or more until memory must have settled, and the
conversations are a bounded set, and as many dead letters as are kept at most lie there from the
beginning. A commit forgets an hour at most, so few events go at a time.

    ZG_FLAT=1000000     so many events instead of 25,000"""

import json
import os
import random
import threading
import time
import unittest

from harness import PATIENCE, WireTest

EVENTS = int(os.environ.get("ZG_FLAT", "25000"))
SANITIZED = os.environ.get("ZG_SANITIZED", "OFF").upper() in ("ON", "1", "TRUE", "YES")
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STEP = max(80, 8000000 // EVENTS)  # seconds from one event to the next
CONVERSATIONS = min(500, EVENTS // 200)  # so that each has been through all it can be
BLOCK = 3200 // STEP  # events until the server is asked where it is
LOOK = EVENTS // 100 // BLOCK * BLOCK  # events until its memory is looked at
LETTERS = 10500  # a store keeps 10,000
GROWTH = 1.05
SHOP = """shop {
  id = "shop-%d", sources = { "test/shop-%d" }, language = "%s", currency = "CNY",
  packs = { bargain = { steps = { "3%%", "2%%", "1%%" } } },
}
"""
TEXTS = ["能便宜点吗", "再便宜一点", "好的", "太贵了", "160行不行", "你好", "cheaper please", "too much",
         "ok", "谢谢", "最低多少钱", "\u0000", "茶" * 300, "9" * 40]
REFUSED = [b"{\n", b'{"type":5}\n', b"\xff\xfe\n", b'{"id":"x","source":"test/shop-0"}\n',
           b'{"id":"x","source":"nobody/here","type":"message.received","data":{}}\n']


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(1795000000 + seconds))


class Talk:
    """Plain connection whose answers are read all the time, counted and dropped."""

    def __init__(self, client):
        self.client = client
        self.actions, self.errors, self.seen = 0, 0, -1
        self.moved = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        self.client.socket.settimeout(None)
        unread = b""
        while data := self.client.socket.recv(1 << 18):
            *lines, unread = (unread + data).split(b"\n")
            with self.moved:
                self.actions += sum(one.startswith(b'{"specversion"') for one in lines)
                self.errors += sum(one.startswith(b'{"error"') for one in lines)
                for one in lines:
                    if one.startswith(b'{"pong"'):
                        self.seen = json.loads(one)["pong"]
                self.moved.notify()

    def send(self, block, number):
        self.client.socket.sendall(block + b'{"ping":%d}\n' % number)
        with self.moved:
            arrived = self.moved.wait_for(lambda: self.seen == number, 6 * PATIENCE)
        if not arrived:
            raise TimeoutError(f"no answer to ping {number}")


@unittest.skipIf(SANITIZED, "a sanitizer keeps what was freed")
class Flat(WireTest):
    def shops(self):
        for number, language in enumerate(("zh", "en")):
            os.makedirs(self.path("shops", str(number), "tables"))
            self.write(SHOP % (number, number, language), "shops", str(number), "shop.lua")
            rows = [f"s-{i},茶{i}号,{199 + i}.00,{150 + i}.00" for i in range(50)]
            self.write("sku,name,list_price,floor_price\n" + "\n".join(rows) + "\n",
                       "shops", str(number), "tables", "products.csv")
        return self.path("shops")

    def event(self, number, shop):
        talk = self.dice.randrange(CONVERSATIONS)
        kind = "message.received"
        data = {"conversation": {"id": f"c-{talk}"}, "buyer": {"id": f"b-{talk % 97}"},
                "item": {"sku": f"s-{talk % 50}"}}
        chance = self.dice.random()
        if chance < 0.05:
            kind = self.dice.choice(["conversation.opened", "conversation.closed"])
        elif chance < 0.1:
            kind = self.dice.choice(["order.created", "order.paid", "order.completed"])
            # Few enough that all have been there before memory must have settled.
            data["order"] = {"id": f"o-{talk % 97}", "price": "160.00", "currency": "CNY"}
        else:
            data["message"] = {"text": self.dice.choice(TEXTS)}
        made = {"id": f"e-{number - 7 if chance > 0.99 else number}", "source": f"test/shop-{shop}",
                "type": kind, "time": stamp(number * STEP), "data": data}
        return json.dumps(made, ensure_ascii=False).encode() + b"\n"

    def block(self, first):
        lines = []
        for number in range(first, first + BLOCK):
            lines.append(self.event(number, number % 2))
            if number % 50 == 0:
                lines.append(self.dice.choice(REFUSED))
        return b"".join(lines)

    def check(self, data):
        self.dice = random.Random(7)
        server = self.serve("--shops", self.shops(), "--clock", "event", "--data", data,
                            "--keep", "3", "--rules", os.path.join(ROOT, "rules"))
        talk = Talk(self.connect(server))
        sizes = []
        talk.send(REFUSED[-1] * LETTERS, -2)
        for first in range(0, EVENTS, BLOCK):
            talk.send(self.block(first), first)
            if first % LOOK == 0:
                sizes.append(server.rss())
        settled = max(sizes[:len(sizes) * 6 // 10])
        ended = max(sizes[-3:])
        shown = f"{talk.actions} actions, {talk.errors} errors; KiB: {sizes[::max(1, len(sizes) // 20)]}"
        self.assertGreater(talk.actions, EVENTS // 20, shown)
        self.assertGreater(talk.errors, EVENTS // 60, shown)
        self.assertLess(ended, settled * GROWTH, shown)
        print(f"{os.path.basename(data)}: {settled} to {ended} KiB; {shown}")

    def test_in_memory(self):
        self.check(":memory:")

    def test_on_disk(self):
        self.check(self.path("store.db"))


if __name__ == "__main__":
    unittest.main()
