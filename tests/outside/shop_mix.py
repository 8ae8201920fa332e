"""Shops that are as unlike as can be, and a long log of all of them that uses the same names.

Conversations, buyers, orders, skus and even event ids are the same in every shop; prices, floors,
couriers, currency, language, settings and time zone are not. So whatever of one shop gets into
another shows. Everything grows from one seed."""
import datetime
import json
import os
import random
import zoneinfo
from dataclasses import dataclass
from decimal import Decimal

import program

BEGIN = datetime.datetime(2026, 10, 28, tzinfo=datetime.timezone.utc)  # New York's clocks change
DAYS = 12
SKUS = ["tea-1", "tea-2", "tea-3"]
COURIER_HEAD = ("courier,region,min_weight_g,max_weight_g,first_weight_g,first_fee,step_weight_g,"
                "step_fee,currency,days,on_time_rate,cod,insured_max\n")


@dataclass(frozen=True)
class Shop:
    id: str
    language: str
    currency: str
    zone: str
    rest: str  # of shop.lua
    goods: tuple  # of each sku: its name, list price, floor or ""
    couriers: tuple  # name, region, first fee, step fee, days, rate
    places: tuple
    marks: tuple  # how its texts write money; none of them is another's

    def lua(self, rest=None):
        return (f'shop {{\n  id = "{self.id}", sources = {{ "{self.id}/*" }}, language = "{self.language}",\n'
                f'  currency = "{self.currency}", time_zone = "{self.zone}",\n  {rest or self.rest}\n}}\n')

    def floor(self, sku):
        """The lowest price there may be: without a floor it is the list price."""
        _, list_price, floor = self.goods[SKUS.index(sku)]
        return Decimal(floor or list_price)

    def midnight_after(self, date):
        """The end of that day, by the clocks of the shop."""
        day = datetime.date.fromisoformat(date) + datetime.timedelta(days=1)
        return datetime.datetime.combine(day, datetime.time(), zoneinfo.ZoneInfo(self.zone))

    def names(self):
        """What only this shop may ever say."""
        return {row[0] for row in self.couriers} | {row[0] for row in self.goods} | set(self.marks)

    def write(self, folder):
        products = "sku,name,list_price,floor_price,gifts,fact,unit,units\n" + "".join(
            f"{sku},{name},{price},{floor},{name}小样,{name} is picked by hand,泡,40\n"
            for sku, (name, price, floor) in zip(SKUS, self.goods))
        couriers = COURIER_HEAD + "".join(
            f"{name},{region},1,30000,1000,{first},500,{step},{self.currency},{days},{rate},yes,\n"
            for name, region, first, step, days, rate in self.couriers)
        program.write(os.path.join(folder, "shop.lua"), self.lua())
        program.write(os.path.join(folder, "tables", "products.csv"), products)
        program.write(os.path.join(folder, "tables", "couriers.csv"), couriers)


SHOPS = {shop.id: shop for shop in [
    Shop("a", "zh", "CNY", "Asia/Shanghai",
         'limits = { largest_cut = "18%" }, authority = { cut = "15%" }, hours = "09:00-22:00",',
         (("龙井", "199.00", "168.00"), ("碧螺春", "108.00", "95.00"), ("白毫银针", "56.00", "")),
         (("顺丰", "浙江", "12.00", "1.00", 1, "99%"), ("中通", "浙江", "4.50", "1.00", 2, "97%"),
          ("中通", "西藏", "15.00", "6.00", 6, "86%"), ("邮政", "*", "9.00", "2.00", 7, "90%")),
         ("浙江", "西藏", "海南"), ("元", "¥", "CNY")),
    Shop("b", "en", "USD", "America/New_York",
         'limits = { quiet_hours = "21:00-08:00", messages_per_hour = 30 },\n'
         '  packs = { bargain = { steps = { "2%", "1%" }, thinking_min = "5s", thinking_max = "9s" },\n'
         '            overdue = { dispatch_within = "24h", rising = { "12h" }, offer_refund = true } },',
         (("Assam", "49.00", "45.00"), ("Darjeeling", "30.00", "21.00"), ("Nilgiri", "18.50", "16.00")),
         (("FedEx", "浙江", "18.00", "3.00", 2, "98%"), ("UPS", "浙江", "16.00", "4.00", 3, "95%"),
          ("DHL", "*", "31.00", "5.00", 4, "96%")),
         ("浙江", "西藏", "海南"), ("$", "USD")),
    Shop("c", "zh", "NPR", "Asia/Kathmandu",
         'packs = { bargain = { gift_before_last = false }, courier = { buyer_pays = false },\n'
         '            overdue = { warn_before = "6h", nearby_within = "1d", rising = { } } },',
         (("宝石普洱", "2600.00", "2100.00"), ("雪山红", "880.00", ""), ("高山青", "5200.00", "4800.00")),
         (("雪山快运", "浙江", "300.00", "80.00", 3, "92%"), ("雪山快运", "西藏", "120.00", "40.00", 2, "92%"),
          ("雅鲁物流", "*", "450.00", "90.00", 9, "81%")),
         ("浙江", "西藏", "海南"), ("NPR",)),
]}


# ---- Events --------------------------------------------------------------------------------------

ASKS = ["能便宜点吗", "再少点呗", "还能再低吗", "最低多少", "打个折吧", "不然不买了", "送点什么吗", "好的",
        "any discount?", "can you go lower?", "can you do {bid}?", "{bid}行不行", "{bid}卖不卖", "一口价{bid}"]
DOUBTS = ["太贵了", "我考虑一下", "别家便宜多了", "值吗", "最近手头紧", "不要了", "too expensive", "is it worth it?"]
PARCELS = ["到浙江发什么快递", "到西藏运费多少", "三公斤寄到浙江运费多少", "海南几天到", "发什么快递",
           "which courier do you use to 浙江?", "很急，到浙江发什么快递"]
WHERE = ["到哪了", "怎么还没发货", "where is my parcel?", "has it shipped?"]


class Maker:
    """The events of one shop, as (seconds, type, data, seconds ago)."""

    def __init__(self, shop, seed):
        self.shop, self.dice, self.made = shop, random.Random(f"{seed} {shop.id}"), []

    def add(self, at, type_, data, ago=0):
        self.made.append((at, type_, data, ago))

    def who(self):
        talk = self.dice.randrange(8)
        return {"conversation": {"id": f"c-{talk}"}, "buyer": {"id": f"b-{talk % 5}"}}

    def bid(self, sku):
        price = Decimal(self.shop.goods[SKUS.index(sku)][1]) * self.dice.randrange(60, 104) / 100
        return str(price.quantize(Decimal(1)))

    def talk(self, at, texts, most):
        who, sku = self.who(), self.dice.choice(SKUS)
        for _ in range(self.dice.randrange(1, most)):
            text = self.dice.choice(texts).format(bid=self.bid(sku))
            self.add(at, "message.received", {**who, "message": {"text": text}, "item": {"sku": sku}})
            at += self.dice.choice([1, 20, 45, 90, 600])
        if self.dice.random() < 0.2:
            offer = {"price": self.bid(sku), "currency": self.shop.currency}
            self.add(at, "offer.received", {**who, "item": {"sku": sku}, "offer": offer})
        if self.dice.random() < 0.2:
            self.add(at + 5, "conversation.closed", who)

    def parcel(self, at):
        parcel = {"region": self.dice.choice(self.shop.places), "weight_g": self.dice.randrange(1, 9000),
                  "urgent": self.dice.random() < 0.3}
        self.add(at, "courier.requested", {"parcel": parcel, "order": {"id": f"o-{self.dice.randrange(30)}"}})

    def order(self, at):
        """An order that goes on for days, with scans that come late and twice."""
        who, dice = self.who(), self.dice
        order = {"id": f"o-{dice.randrange(30)}"}
        self.add(at, "order.created", {**who, "order": {**order, "region": dice.choice(self.shop.places)}})
        self.add(at + 60, "order.paid", {"order": order})
        sent = at + dice.choice([3, 20, 40, 60]) * 3600
        carrier = dice.choice(self.shop.couriers)[0]
        self.add(sent, "order.shipped", {"order": order, "shipment": {
            "courier": carrier, "tracking_number": "T-1", "region": dice.choice(self.shop.places)}})
        for hours in (5, 30, 9):
            self.add(sent + hours * 3600, "shipment.updated",
                     {"order": order, "shipment": {"status": "in_transit", "location": f"站{hours}"}},
                     ago=dice.choice([0, 7200]))
        self.add(sent + 3600, "message.received",
                 {**who, "order": order, "message": {"text": dice.choice(WHERE)}})
        if dice.random() < 0.7:
            over = dice.choice(["order.delivered", "order.cancelled", "order.refunded"])
            self.add(sent + dice.randrange(20, 150) * 3600, over, {"order": order})

    def promised(self):
        """Orders that nothing is heard of again: what becomes due is known from the dates alone."""
        for number, (ship_by, promised_by) in PROMISED.items():
            order = {"id": number, "ship_by": ship_by, "promised_by": promised_by}
            self.add(100, "order.created", {"order": order})
            self.add(100, "order.paid", {"order": {"id": number}})

    def all(self, common):
        self.promised()
        for _ in range(150):
            # Some instants are the same in every shop.
            at = self.dice.choice(common) if self.dice.random() < 0.4 else self.dice.randrange(DAYS * 86400)
            kind = self.dice.randrange(10)
            if kind < 5:
                self.talk(at, ASKS, 9)
            elif kind < 6:
                self.talk(at, DOUBTS, 5)
            elif kind < 7:
                self.talk(at, PARCELS, 4)
            elif kind < 8:
                self.parcel(at)
            else:
                self.order(at)
        self.add((DAYS + 40) * 86400, "conversation.opened", self.who())
        return self.made


# Before New York's clocks change, on that day, and after it.
PROMISED = {f"p-{day}": (f"2026-{date}", f"2026-{later}") for day, (date, later) in enumerate([
    ("10-30", "10-31"), ("10-31", "11-01"), ("11-01", "11-02"), ("11-03", "11-05")])}


def log(shops, seed):
    """[(shop's id, line)] in the order they come. The ids of events are the same in every shop."""
    common = random.Random(seed).sample(range(0, DAYS * 86400, 1800), 40)
    rows = []
    for shop in shops:
        maker = Maker(shop, seed)
        made = sorted(maker.all(common), key=lambda one: one[0])
        rows += [(at, maker.dice.random(), shop.id, number, type_, data, ago)
                 for number, (at, type_, data, ago) in enumerate(made)]
    rows.sort(key=lambda row: row[:2])
    lines = []
    for at, luck, id_, number, type_, data, ago in rows:
        line = program.event(type_, f"e-{number}", data, source=f"{id_}/one", time=instant(at - ago),
                             receivedtime=instant(at))
        lines += [(id_, line)] * (2 if luck < 0.05 else 1)
    return lines


def instant(seconds):
    return (BEGIN + datetime.timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def of(id_, lines):
    return [line for shop, line in lines if shop == id_]


# ---- What must hold of a shop's actions, whatever happened -----------------------------------------


def faults(shop, actions):
    """Sentences about actions that no such shop may give."""
    found = []
    foreign = set().union(*(other.names() for other in SHOPS.values() if other is not shop))
    for action in actions:
        data, whole = action["data"], json.dumps(action["data"], ensure_ascii=False)
        found += [f"{name} is not of shop {shop.id}: {whole}" for name in foreign if name in whole]
        if data.get("currency", shop.currency) != shop.currency:
            found.append(f"a foreign currency: {whole}")
        if action["type"] in ("offer.make", "offer.accept"):
            floor = shop.floor(data["item"]["sku"])
            if Decimal(data["price"]) < floor:
                found.append(f"under the floor of {floor}: {whole}")
        if action["type"] == "courier.choose" and data["courier"] not in {row[0] for row in shop.couriers}:
            found.append(f"not its courier: {whole}")
    return found


def promises_kept(shop, actions):
    """Of the promised orders: when each alert was first raised, and when it should have been."""
    seen, due = {}, {}
    for action in actions:
        name = action["data"].get("order", {}).get("id"), action["data"].get("kind")
        if action["type"] == "alert.raise" and name[0] in PROMISED and name[1] != "dispatch_due_soon":
            seen.setdefault(name, datetime.datetime.fromisoformat(action["time"].replace("Z", "+00:00")))
    for number, (ship_by, promised_by) in PROMISED.items():
        due[number, "dispatch_overdue"] = shop.midnight_after(ship_by)
        due[number, "delivery_overdue"] = shop.midnight_after(promised_by)
    return seen, due
