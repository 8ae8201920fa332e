"""What buyers say that is about couriers, and what is not: real buyers' utterances, which hardly
ever are; texts that are made to be hard; and a complaint, during which the pack keeps silent."""
import datetime
import json
import os
import shutil
import tempfile
import unittest

import program

# Those buyers have ordered, and ask about their parcels, refunds and invoices. What courier answers
# of it is filed under this intent: at what time somebody wants the parcel.
OWN = "预约配送时间"

# Our own words, to see that a fault would show: these must be answered.
ASKING = ["发什么快递", "请问你们用哪家快递", "寄到新疆要几天", "到广东运费多少钱", "能发顺丰吗", "不要圆通", "发生通可以吗", "順豐能發嗎",
          "除了邮政都行", "快递费怎么算", "which courier do you use?", "how much is shipping to Tibet?",
          "can you ship it with SF?", "anything but SF please", "到西藏几天能到"]

COMPLAINT = """pack { name = "anger", version = "1.0.0", api = 1 }
rule "angry" { on = "message.received", priority = 99,
  run = function(event, ctx)
    if event.message.text == "投诉" then ctx.facts.conversation.complaint = true end
    if event.message.text == "好了" then ctx.facts.conversation.complaint = nil end
  end }
"""


def replay(said, shop=program.SHOP):
    """Says each (id, conversation, text); gives the results of the rules of `courier` by event, and
    its actions by cause."""
    begin = datetime.datetime(2026, 11, 21, 9, tzinfo=datetime.timezone.utc)
    log = b"".join(
        program.event("message.received", id_, {
            "conversation": {"id": whose}, "buyer": {"id": "b-" + whose},
            "message": {"id": id_, "text": text}},
            time=(begin + datetime.timedelta(seconds=i * 30)).isoformat())
        for i, (id_, whose, text) in enumerate(said))
    with tempfile.TemporaryDirectory(prefix="zg-") as folder:
        path = os.path.join(folder, "trace")
        output, _ = program.run("replay", "-", "--shop", shop, "--trace", path, "--until", "end",
                                stdin=log)
        results = {}
        for line in program.read(path).splitlines():
            one = json.loads(line)
            for rule in one["rules"]:
                if rule["pack"] == "courier":
                    results.setdefault(one["event"], []).append(rule)
    actions = {}
    for action in map(json.loads, output.splitlines()):
        if action["pack"] == "courier":
            actions.setdefault(action["causationid"], []).append(action)
    return results, actions


class Talk(unittest.TestCase):
    def assert_no_rule_fails(self, results):
        for event, rules in results.items():
            for rule in rules:
                self.assertIn(rule["result"], ("fired", "no", "yielded", "waiting", "withheld"),
                              (event, rule))

    def test_only_what_is_about_couriers_is_answered(self):
        lines = program.read(program.shared("jd_utterances", "dev.tsv")).decode().splitlines()[1:]
        said = [line.split("\t") for line in lines]
        results, actions = replay([(id_, id_, text) for id_, _, text in said])
        self.assertEqual(len(results), 2094)
        self.assert_no_rule_fails(results)
        own = [id_ for id_, intent, _ in said if id_ in actions and intent == OWN]
        print(f"courier answered {len(actions)} of {len(said)} utterances, {len(own)} of them its own")
        self.assertGreater(len(own), 20)
        self.assertLess(len(actions) - len(own), len(own) / 5)

    def test_asking_is_seen(self):
        _, actions = replay([(f"a-{i}", f"c-{i}", text) for i, text in enumerate(ASKING)])
        for i, text in enumerate(ASKING):
            self.assertIn(f"a-{i}", actions, text)

    def test_hard_texts_fail_no_rule(self):
        hard = ["发什么快递" + "顺丰圆通申通" * 1500, "到西藏几天" * 1000, "不要" * 4000 + "顺丰", "顺丰" * 4000 + "不要",
                "发什么快递到" + "北京路" * 3000, "发什么快递" + "é" * 9000, "能发顺丰吗" + "，" * 9000, "sf " * 5000,
                "除了" * 3000 + "发什么快递", "发什么快递\n\n\n,,,;;;...", "发什么快递%d%s%1", "发什么快递[西藏](新疆)%",
                "{courier}发什么快递{region}", "发什么快递 \u200b西\u200b藏", "𠮷" * 400 + "发什么快递"]
        results, _ = replay([(f"h-{i}", f"c-{i}", text) for i, text in enumerate(hard)])
        self.assertEqual(len(results), len(hard))
        self.assert_no_rule_fails(results)

    def test_silent_during_a_complaint(self):
        with tempfile.TemporaryDirectory(prefix="zg-") as folder:
            shop = shutil.copytree(program.SHOP, os.path.join(folder, "shop"))
            program.write(os.path.join(shop, "packs", "anger", "pack.lua"), COMPLAINT)
            _, actions = replay([("1", "c", "到北京发什么快递"), ("2", "c", "投诉"),
                                 ("3", "c", "到北京发什么快递"), ("4", "c", "能发顺丰吗"), ("5", "c", "好了"),
                                 ("6", "c", "到北京发什么快递")], shop)
        self.assertEqual(set(actions), {"1", "6"})


if __name__ == "__main__":
    unittest.main()
