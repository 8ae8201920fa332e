"""Two packs at one counter: `bargain` and `objections` in the same shop, with a pack that opens
complaints. One turn of the buyer has one answer, and what one of them is told the other respects."""
import datetime
import json
import os
import random
import tempfile
import unittest

import program

SHEET = """sku,name,list_price,floor_price,gifts,fact,unit,units,years_of_use,pieces,compare_to,smaller,\
origin,rating,sold_count,warranty,services
pot,紫砂壶,730.00,600.00,,原矿紫泥。,次,730,2,壶|盖,big,mini,宜兴,4.9,386,保修一年,破损包赔
big,大壶,990.00,,,,,,,,,,,,,,
mini,小壶,130.00,,,,,,,,,,,,,,
"""

COMPLAINT = """pack { name = "complaint" }
rule "opens" { on = "message.received", when = { { "message.text", "says", "投诉开始" } },
  run = function(event, ctx) ctx.facts.conversation.complaint = true end }
rule "ends" { on = "message.received", when = { { "message.text", "says", "投诉结束" } },
  run = function(event, ctx) ctx.facts.conversation.complaint = false end }
"""

BEGIN = datetime.datetime(2026, 11, 21, 9, tzinfo=datetime.timezone.utc)


def say(folder, lines):
    """What the shop did about what the buyer said, (seconds, text): (pack, rule, type, data)."""
    log = b"".join(program.event("message.received", f"m-{i}", {
        "conversation": {"id": "c-1"}, "buyer": {"id": "b-1"}, "item": {"sku": "pot"},
        "message": {"text": text}}, time=(BEGIN + datetime.timedelta(seconds=at)).isoformat())
        for i, (at, text) in enumerate(lines))
    actions, complaints = program.run("replay", "-", "--shop", folder, "--until", "end", stdin=log)
    if b"rule \"" in complaints:
        raise AssertionError(complaints.decode())
    return [(a["pack"], a["rule"], a["type"], a["data"], a["causationid"])
            for a in map(json.loads, actions.splitlines())]


class Together(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="zg-")
        cls.folder = cls.temporary.name
        program.write(os.path.join(cls.folder, "shop.lua"),
                      'shop { id = "pots", sources = { "demo/*" }, packs = { bargain = '
                      '{ thinking_min = "30s", thinking_max = "30s" } } }\n')
        program.write(os.path.join(cls.folder, "tables", "products.csv"), SHEET)
        program.write(os.path.join(cls.folder, "packs", "complaint", "pack.lua"), COMPLAINT)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def packs(self, *lines):
        return [f"{pack}: {rule}" for pack, rule, *_ in say(self.folder, lines)
                if pack in ("bargain", "objections")]

    def test_who_answers_what(self):
        for text, who in (("能便宜点吗", "bargain: haggles"),
                          ("太贵了，便宜点", "bargain: haggles"),
                          ("不然不买了", "bargain: haggles"),
                          ("太贵了不买了", "bargain: haggles"),
                          ("別家才600，你們能便宜嗎", "bargain: haggles"),
                          ("太贵了", "objections: too expensive"),
                          ("我考虑一下", "objections: let me think"),
                          ("最近没钱", "objections: hard times"),
                          ("别家才六百多", "objections: cheaper elsewhere"),
                          ("值吗", "objections: worth it"),
                          ("不要了", "objections: no")):
            self.assertEqual(self.packs((0, text)), [who], text)

    def test_no_selling_while_a_complaint_is_open(self):
        texts = ["能便宜点吗", "太贵了", "值吗", "没钱", "我考虑一下", "别家便宜", "不要了"]
        lines = [(0, "投诉开始")] + [(60 * i, text) for i, text in enumerate(texts, 1)]
        self.assertEqual(self.packs(*lines), [])
        self.assertEqual(self.packs(*lines, (900, "投诉结束"), (960, "太贵了")),
                         ["objections: too expensive"])

    def test_what_is_said_in_the_thinking_pause_waits_for_bargain(self):
        self.assertEqual(self.packs((0, "能便宜点吗"), (60, "再便宜点"), (70, "太贵了不买了"),
                                    (80, "再便宜点嘛")),
                         ["bargain: haggles", "bargain: haggles", "bargain: concede",
                          "bargain: concede"])

    def test_after_a_no_nobody_goes_on(self):
        self.assertEqual(self.packs((0, "能便宜点吗"), (60, "再便宜点"), (70, "不要了"),
                                    (200, "太贵了"), (300, "我考虑一下")),
                         ["bargain: haggles", "bargain: haggles", "objections: no"])

    def test_who_asks_again_after_a_no_is_served(self):
        self.assertEqual(self.packs((0, "不要了"), (100, "能便宜点吗"), (200, "太贵了")),
                         ["objections: no", "bargain: haggles", "objections: too expensive"])

    def test_our_price_is_the_one_that_was_offered(self):
        did = say(self.folder, [(0, "能便宜点吗"), (60, "再便宜点"), (200, "别家更便宜")])
        offered = [data["price"] for _, _, type_, data, _ in did if type_ == "offer.make"]
        self.assertEqual(did[-1][:2], ("objections", "cheaper elsewhere"))
        self.assertIn(offered[-1].removesuffix(".00") + "元", did[-1][3]["text"])
        self.assertNotIn("730", did[-1][3]["text"])

    def test_any_talk_has_one_answer_a_turn_and_no_method_twice(self):
        texts = ["太贵了", "贵啊", "值吗", "我考虑一下", "再看看", "没钱", "行情不好", "别家便宜",
                 "能便宜点吗", "too expensive", "is it worth it", "不要了", "想来想去，还是想要", "600行吗",
                 "let me think about it", "好的", "谢谢"]
        for seed in range(12):
            dice = random.Random(seed)
            lines = [(i * 120, dice.choice(texts)) for i in range(60)]
            did, answered = say(self.folder, lines), {}
            for pack, rule, type_, _, cause in did:
                if type_ == "message.send" and rule != "concede":
                    answered.setdefault(cause, []).append((pack, rule))
            for cause, whom in answered.items():
                self.assertEqual(len(whom), 1, (seed, cause, whom))
            said = [data["text"] for pack, _, type_, data, _ in did
                    if (pack, type_) == ("objections", "message.send")]
            self.assertGreater(len(said), 3)
            self.assertEqual(len(said), len(set(said)), (seed, said))


if __name__ == "__main__":
    unittest.main()
