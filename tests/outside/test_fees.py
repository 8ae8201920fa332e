"""The fees and the choices of the pack `courier`, against a calculation of our own in decimals.

What must hold: the fee is the first weight's and one step's for each step begun, to the last minor
unit, in every cell of a table; the chosen courier is the one that the rules of the trade name;
every other courier of the table is among the rejected, with a reason; and how the rows lie does not
matter."""
import csv
import json
import os
import random
import sys
import tempfile
import unittest
from decimal import Decimal

import program

COUNT = 200
COLUMNS = ("courier region min_weight_g max_weight_g first_weight_g first_fee step_weight_g "
           "step_fee currency days on_time_rate cod insured_max").split()
EXAMPLE = os.path.join(program.SHOP, "tables", "couriers.csv")
PROVINCES = ("北京 天津 河北 山西 内蒙古 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 "
             "重庆 四川 贵州 云南 西藏 陕西 甘肃 青海 宁夏 新疆").split()
LEAST_RATE = Decimal("80")


def read_rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fee(row, weight):
    """First weight, then steps as long as some of the weight is left; no division anywhere."""
    total, left = Decimal(row["first_fee"]), weight - int(row["first_weight_g"])
    while left > 0:
        total += Decimal(row["step_fee"])
        left -= int(row["step_weight_g"])
    return total


def rate(row):
    return Decimal(row["on_time_rate"].rstrip("%"))


def carries(row, parcel):
    return (row["region"] == parcel["region"]
            and int(row["min_weight_g"]) <= parcel["weight_g"] <= int(row["max_weight_g"])
            and (not parcel.get("cod") or row["cod"] == "yes")
            and Decimal(parcel.get("value", "0")) <= Decimal(row["insured_max"]))


def best(rows, parcel):
    """The row that the rules of the trade choose, or None."""
    able = [row for row in rows if carries(row, parcel)]

    def order(row):
        price = (fee(row, parcel["weight_g"]), -rate(row), int(row["days"]),
                 row["courier"].encode())
        return (-rate(row), *price) if parcel.get("urgent") else price
    if not parcel.get("urgent"):
        able = [row for row in able if rate(row) >= LEAST_RATE]
    return min(able, key=order, default=None)


def make_shop(folder, rows, currency="CNY"):
    program.write(os.path.join(folder, "shop.lua"),
                  f'shop {{ id = "fees", sources = {{ "*" }}, currency = "{currency}" }}\n')
    lines = [",".join(COLUMNS)] + [",".join(str(row[name]) for name in COLUMNS) for row in rows]
    program.write(os.path.join(folder, "tables", "couriers.csv"), "\n".join(lines) + "\n")


def ask(shop, parcels):
    """The one action that each parcel brings."""
    log = b"".join(program.event("courier.requested", f"p-{i}", {"parcel": parcel})
                   for i, parcel in enumerate(parcels))
    actions = {}
    for line in program.run("replay", "-", "--shop", shop, stdin=log)[0].splitlines():
        action = json.loads(line)
        assert action["causationid"] not in actions, action
        actions[action["causationid"]] = action
    return [actions.get(f"p-{i}") for i in range(len(parcels))]


def weights(dice, row):
    """A weight in the row's band, and often at an edge of a step."""
    low, high = int(row["min_weight_g"]), int(row["max_weight_g"])
    first, step = int(row["first_weight_g"]), int(row["step_weight_g"])
    edge = first + step * dice.randint(0, 12) + dice.choice((-1, 0, 1))
    return min(max(dice.choice((edge, low, high, dice.randint(low, high))), low), high)


def random_rows(dice, digits):
    rows = []
    for courier in ("顺丰", "中通", "圆通", "申通", "极兔", "飞马速运"):
        for region in dice.sample(PROVINCES, 12):
            edge = dice.choice((1000, 2999, 5000))
            for low, high in ((1, edge), (edge + 1, 30000)):
                unit = Decimal(1).scaleb(-digits)
                rows.append({
                    "courier": courier, "region": region, "min_weight_g": low, "max_weight_g": high,
                    "first_weight_g": dice.choice((500, 1000, 1500, 3000)),
                    "first_fee": dice.randint(1, 5000) * unit,
                    "step_weight_g": dice.choice((1, 7, 100, 333, 500, 1000)),
                    "step_fee": dice.randint(0, 999) * unit, "currency": "",
                    "days": dice.randint(1, 8),
                    "on_time_rate": dice.choice(("97%", "97%", "92.5%", "88%", "80%", "79.9%")),
                    "cod": dice.choice(("yes", "no")),
                    "insured_max": dice.choice((0, 500, 3000, 20000))})
    dice.shuffle(rows)
    return rows


class Fees(unittest.TestCase):
    def setUp(self):
        seed = int(os.environ.get("ZG_SEED", random.randrange(1 << 30)))
        print(f"{self.id()}: ZG_SEED={seed}", file=sys.stderr)
        self.dice = random.Random(seed)

    def check_choice(self, action, row, rows, parcel, digits):
        couriers = {one["courier"] for one in rows}
        data = action["data"]
        if row is None:
            self.assertEqual(action["type"], "alert.raise", parcel)
            self.assertEqual(data["kind"], "no_courier")
            self.assertTrue(all(name in data["text"] for name in couriers), data)
            return
        self.assertEqual(action["type"], "courier.choose", (parcel, data))
        self.assertEqual(data["courier"], row["courier"], (parcel, data))
        self.assertEqual(data["fee"], f"{fee(row, parcel['weight_g']):.{digits}f}", (parcel, row))
        self.assertEqual(data["days"], int(row["days"]))
        self.assertEqual(sorted(one["courier"] for one in data["rejected"]),
                         sorted(couriers - {row["courier"]}))
        self.assertTrue(all(one["why"] for one in data["rejected"]))

    def test_cells_of_the_example(self):
        """Each cell by itself: the parcel may go with that courier only."""
        rows = read_rows(EXAMPLE)
        cells = [(row, weights(self.dice, row)) for row in self.dice.sample(rows, COUNT)]
        actions = ask(program.SHOP, [
            {"region": row["region"], "weight_g": weight, "wish": "只要" + row["courier"]}
            for row, weight in cells])
        for (row, weight), action in zip(cells, actions):
            self.assertEqual(action["type"], "courier.choose", (row, weight, action))
            self.assertEqual(action["data"]["courier"], row["courier"])
            self.assertEqual(Decimal(action["data"]["fee"]), fee(row, weight), (row, weight))

    def test_the_example_goes_to_all_provinces(self):
        rows = read_rows(EXAMPLE)
        self.assertEqual(len({row["courier"] for row in rows}), 6)
        parcels = [{"region": region, "weight_g": weight}
                   for region in PROVINCES for weight in (300, 1000, 4200, 12000)]
        for parcel, action in zip(parcels, ask(program.SHOP, parcels)):
            self.check_choice(action, best(rows, parcel), rows, parcel, 2)
            self.assertEqual(action["type"], "courier.choose")

    def random_parcels(self, rows):
        parcels = []
        for _ in range(COUNT):
            row = self.dice.choice(rows)
            parcel = {"region": row["region"], "weight_g": weights(self.dice, row)}
            if self.dice.random() < 0.4:
                parcel["urgent"] = True
            if self.dice.random() < 0.3:
                parcel["cod"] = True
            if self.dice.random() < 0.4:
                parcel["value"] = str(self.dice.choice((0, 500, 501, 3000, 19999, 20001)))
            parcels.append(parcel)
        return parcels

    def test_choices_from_random_tables(self):
        for currency, digits in (("CNY", 2), ("JPY", 0), ("KWD", 3)):
            rows = random_rows(self.dice, digits)
            parcels = self.random_parcels(rows)
            with self.subTest(currency), tempfile.TemporaryDirectory(prefix="zg-") as folder:
                make_shop(folder, rows, currency)
                actions = ask(folder, parcels)
                chosen = 0
                for parcel, action in zip(parcels, actions):
                    self.check_choice(action, best(rows, parcel), rows, parcel, digits)
                    chosen += action["type"] == "courier.choose"
                self.assertGreater(chosen, COUNT // 4)
                self.assertLess(chosen, COUNT)
                self.dice.shuffle(rows)
                make_shop(folder, rows, currency)
                self.assertEqual(ask(folder, parcels), actions, "the order of the rows matters")

    def test_an_empty_list_is_a_list(self):
        row = dict(zip(COLUMNS, "顺丰,浙江,1,9000,1000,5,1000,1,CNY,1,99%,no,100".split(",")))
        with tempfile.TemporaryDirectory(prefix="zg-") as folder:
            make_shop(folder, [row])
            action, = ask(folder, [{"region": "浙江", "weight_g": 1}])
        self.assertEqual(action["data"]["rejected"], [])

    def test_a_large_table_is_within_the_steps_of_a_run(self):
        rows = [dict(zip(COLUMNS, f"快递{i:02},{region},{band * 500 + 1},{band * 500 + 500},1000,5,"
                                  f"1000,1,CNY,1,99%,no,100".split(",")))
                for i in range(20) for region in PROVINCES for band in range(8)]
        with tempfile.TemporaryDirectory(prefix="zg-") as folder:
            make_shop(folder, rows)
            action, = ask(folder, [{"region": "西藏自治区", "weight_g": 3999}])
        self.assertEqual((action["type"], action["data"]["courier"]), ("courier.choose", "快递00"))
        self.assertEqual(len(action["data"]["rejected"]), 19)


if __name__ == "__main__":
    unittest.main()
