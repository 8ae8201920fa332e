#!/usr/bin/env python3
"""Makes day.jsonl, one believable day of 丽丽茶铺, from the screenplay day.txt.

    ./make_day.py             writes day.jsonl beside this file
    ./make_day.py --check     says whether day.jsonl is what day.txt makes (exit status 1: it is not)

There is no chance in it: the same screenplay gives the same bytes. How to write a scene stands at
the top of day.txt.
"""

import csv
import json
import sys
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHEET = HERE.parent / "shop" / "tables" / "products.csv"
SHOP = "taobao/lili-tea"
AGENT = "阿敏"
MIDNIGHT = datetime.fromisoformat("2026-11-21T00:00:00+08:00")

# Platforms number their orders and goods with 18 digits, more than a double can hold: they go out
# as JSON integers, and who reads them has to keep every digit.
PLATFORM_ORDER = 387654321098760000
PLATFORM_ITEM = 678901234567890100

# Parcels that were on the road before this day began.
EARLIER = {
    "t-6944": ("中通", "ZT7701123440019"),
    "t-6948": ("圆通", "YT8800123456781"),
    "t-6951": ("顺丰", "SF1402026111903"),
}


def stamp(when):
    return when.isoformat(timespec="milliseconds" if when.microsecond else "seconds")


def clock(text):
    hours, minutes, seconds = text.split(":")
    return MIDNIGHT + timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def options(words):
    """Parts "a b k=v" into ["a", "b"] and {"k": "v"}."""
    plain = [w for w in words if "=" not in w]
    return plain, dict(w.split("=", 1) for w in words if "=" in w)


class Day:
    """Reads scenes and collects events, each with its place in time."""

    def __init__(self):
        with open(SHEET, encoding="utf-8-sig", newline="") as file:
            self.goods = {row["sku"]: row for row in csv.DictReader(file)}
        self.orders = {}  # id: what order.created said, for the events that follow it
        self.parcels = {k: {"tracking_number": n, "courier": c} for k, (c, n) in EARLIER.items()}
        self.events = []  # [when, event, mishap]: in the order of the screenplay
        self.again = []  # (when, event): delivered a second time
        self.scene = {}

    # -- the words of the screenplay -------------------------------------------------------------

    def begin(self, words):
        self.when = clock(words[0])
        if words[1] == "-":
            self.scene = {"source": SHOP}
            return
        conversation, buyer, name, sku = words[1:5]
        self.scene = {
            "source": words[5] if len(words) > 5 else SHOP,
            "conversation": {"id": conversation},
            "buyer": {"id": buyer, "name": name},
            "sku": None if sku == "-" else sku,
        }

    def line(self, gap, word, rest):
        if gap == "~":
            self.mishap(word, rest)
            return
        self.when = clock(gap) if ":" in gap else self.when + timedelta(seconds=float(gap))
        name = {">": "says", "<": "answers"}.get(word, word)
        getattr(self, "do_" + name)(rest)

    def mishap(self, word, rest):
        if word == "again":
            when, event, _ = self.events[-1]
            self.again.append((when + timedelta(seconds=float(rest)), event))
        elif word in ("cut", "badtime"):
            self.events[-1][2] = word
        else:
            raise ValueError(f"no such mishap: {word}")

    def emit(self, kind, subject, data):
        event = {"specversion": "1.0", "id": None, "source": self.scene["source"], "type": kind,
                 "time": stamp(self.when), "subject": subject, "data": data}
        self.events.append([self.when, event, None])

    # -- conversations ---------------------------------------------------------------------------

    def about(self, *parts):
        """The objects of `data` that the scene knows: conversation, buyer, item."""
        data = {part: dict(self.scene[part]) for part in parts if part in self.scene}
        sku = self.scene.get("sku")
        if "item" in parts and sku:
            data["item"] = {"sku": sku, "name": self.goods[sku]["name"],
                            "price": self.goods[sku]["list_price"],
                            "currency": self.goods[sku]["currency"]}
        return data

    def talk(self, kind, **more):
        data = self.about("conversation", "buyer")
        data["conversation"].update(more.pop("conversation", {}))
        self.emit(kind, data["conversation"]["id"], {**data, **more})

    def do_opened(self, rest):
        self.talk("conversation.opened", conversation={"owner": "bot"})

    def do_closed(self, rest):
        self.talk("conversation.closed")

    def do_human(self, rest):
        self.scene["human"] = True
        self.talk("conversation.assigned", conversation={"owner": "human"})

    def do_bot(self, rest):
        self.scene["human"] = False
        self.talk("conversation.assigned", conversation={"owner": "bot"})

    def do_says(self, text):
        data = self.about("conversation", "buyer")
        data["message"] = {"text": text}
        data.update(self.about("item"))
        self.emit("message.received", data["conversation"]["id"], data)

    def do_answers(self, text):
        data = self.about("conversation")
        data["message"] = {"text": text}
        data["sender"] = {"role": "agent", "name": AGENT}
        self.emit("message.sent", data["conversation"]["id"], data)
        if not self.scene.get("human"):  # a word in between, and the rules go on
            self.do_bot("")

    def do_offer(self, price):
        data = self.about("conversation", "buyer", "item")
        data["offer"] = {"price": price, "currency": "CNY"}
        self.emit("offer.received", data["conversation"]["id"], data)

    def do_item(self, sku):
        self.goods[sku]  # it has to be on the sheet
        self.scene["sku"] = sku

    # -- orders and parcels ----------------------------------------------------------------------

    def do_order(self, rest):
        (order, price), more = options(rest.split())
        items = [self.bought(text) for text in more.get("items", f"{self.scene['sku']}*1@{price}")
                 .split(",")]
        if sum(Decimal(i["price"]) * i["quantity"] for i in items) != Decimal(price):
            raise ValueError("the items do not add up to the price of the order")
        made = {"id": order, "platform_id": PLATFORM_ORDER + int(order[2:]), "price": price,
                "currency": "CNY", "items": items, "region": more["region"]}
        self.orders[order] = made
        self.emit("order.created", order, {"order": made, **self.about("buyer", "conversation")})

    def bought(self, text):
        """One line of an order, "SKU*QUANTITY@PRICE"."""
        sku, _, rest = text.partition("*")
        quantity, _, price = rest.partition("@")
        return {"sku": sku, "name": self.goods[sku]["name"], "quantity": int(quantity),
                "price": price}

    def do_paid(self, rest):
        (order,), more = options(rest.split())
        made = self.orders[order]
        self.emit("order.paid", order, {"order": {
            "id": order, "paid_at": stamp(self.when), "amount": more.get("amount", made["price"]),
            "currency": "CNY", "channel": more.get("channel", "alipay"),
            "ship_by": stamp(self.when + timedelta(hours=48)), "region": made["region"]}})

    def do_shipped(self, rest):
        order, courier, number = rest.split()
        self.parcels[order] = {"tracking_number": number, "courier": courier}
        self.emit("order.shipped", order, {"order": {"id": order}, "shipment": {
            **self.parcels[order], "shipped_at": stamp(self.when), "from_region": "浙江",
            "region": self.orders[order]["region"]}})

    def do_scan(self, rest):
        order, status, place = rest.split()
        number = self.parcels[order]["tracking_number"]
        self.emit("shipment.updated", order, {"order": {"id": order}, "shipment": {
            "tracking_number": number, "status": status, "location": place}})

    def do_delivered(self, order):
        self.emit("order.delivered", order, {"order": {"id": order}})

    def do_completed(self, order):
        self.emit("order.completed", order, {"order": {"id": order}})

    def do_cancelled(self, order):
        self.emit("order.cancelled", order, {"order": {"id": order}})

    def do_refund(self, order):
        self.emit("order.refund_requested", order, {"order": {"id": order}})

    def do_review(self, rest):
        order, stars, text = rest.split(maxsplit=2)
        self.emit("order.reviewed", order,
                  {"order": {"id": order}, "review": {"rating": int(stars), "text": text}})

    def do_courier(self, rest):
        plain, more = options(rest.split())
        parcel = {"region": plain[0], "weight_g": int(plain[1])}
        parcel.update({"value": more["value"], "currency": "CNY"} if "value" in more else {})
        parcel.update({flag: True for flag in plain[2:]})
        parcel.update({"wish": more["wish"]} if "wish" in more else {})
        data = {"parcel": parcel, **self.about("conversation", "buyer")}
        if "order" in more:
            data["order"] = {"id": more["order"]}
        self.emit("courier.requested", more.get("order", parcel["region"]), data)

    def do_stock(self, rest):
        sku, left = rest.split()
        number = PLATFORM_ITEM + list(self.goods).index(sku)
        self.emit("stock.changed", sku,
                  {"item": {"sku": sku, "item_id": number, "available": int(left)}})

    def do_custom(self, rest):
        kind, data = rest.split(maxsplit=1)
        data = json.loads(data)
        self.emit(kind, data["buyer"]["id"], data)

    # -- the log ---------------------------------------------------------------------------------

    def lines(self):
        """The finished lines in the order they arrive. Ids are counted through in that order."""
        arrivals = []
        for place, (when, event, mishap) in enumerate(sorted(self.events, key=lambda e: e[0])):
            message = event["type"].startswith("message.")
            event["id"] = f"{'m' if message else 'e'}-{place + 1:04d}"
            if message:
                event["data"]["message"] = {"id": event["id"], **event["data"]["message"]}
            whole = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
            if mishap == "cut":
                arrivals.append((when, whole[: len(whole) * 2 // 3]))
            if mishap == "badtime":
                whole = whole.replace(event["time"], event["time"][:11] + "25" + event["time"][13:])
            arrivals.append((when, whole))
        for when, event in self.again:
            arrivals.append((when, json.dumps(event, ensure_ascii=False, separators=(",", ":"))))
        return [text for _, text in sorted(arrivals, key=lambda a: a[0])]


def read(path):
    day = Day()
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        try:
            if text.startswith("= "):
                day.begin(text[2:].split())
            else:
                gap, word, rest = (text.split(maxsplit=2) + [""])[:3]
                day.line(gap, word, rest)
        except (ValueError, KeyError, AttributeError, IndexError) as error:
            sys.exit(f"{path.name}:{number}: cannot read \"{text}\": {error!r}")
    return day


def main():
    lines = read(HERE / "day.txt").lines()
    made = "".join(line + "\n" for line in lines)
    target = HERE / "day.jsonl"
    if sys.argv[1:] == ["--check"]:
        same = target.exists() and target.read_text(encoding="utf-8") == made
        print(f"{target.name} is {'what' if same else 'NOT what'} day.txt makes")
        return 0 if same else 1
    if sys.argv[1:]:
        sys.exit(__doc__.strip())
    target.write_text(made, encoding="utf-8", newline="\n")
    print(f"{target.name}: {len(lines)} lines", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
