"""How well the shipped packs know what is meant for them, measured on what real buyers wrote.

    python3 tests/recognition.py --write     writes docs/recognition.md
    python3 tests/recognition.py --show      also says which utterances each pack answered
    python3 tests/recognition.py             checks that the page is as it would be written

Each of the utterances (see ZG_SHARED_DATA in outside/program.py) is the first word of a conversation
with the example shop, all shipped packs at work. A pack counts as having answered when an action of
its own came of it. Whether rightly is judged by the intent that the utterance was filed under."""
import os
import sys
import unittest
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "outside"))
import program  # noqa: E402
import test_utterances  # noqa: E402

PAGE = os.path.join(program.ROOT, "docs", "recognition.md")

# The intents that a pack is there to answer. An utterance filed under another intent was answered
# wrongly, even where its words alone would allow the answer.
RIGHTLY = {
    # Only an ask for a lower price; questions about running promotions are not haggling.
    "bargain": {"商品价格咨询"},
    # Too expensive, cheaper elsewhere, worth it: all filed under prices.
    "objections": {"商品价格咨询"},
    # Which courier, how long, how much for the parcel.
    "courier": {"预约配送时间"},
    # Where is it, when is it sent, why has it not come.
    "overdue": {"什么时间出库", "物流信息不正确", "订单状态解释"},
}


def measure():
    """Counts: of the utterances by intent, and of those that each pack answered, by intent; and
    which those were."""
    said = test_utterances.utterances()
    _, actions, _ = test_utterances.trace([(id_, text, id_) for id_, _, text in said])
    intents = {id_: intent for id_, intent, _ in said}
    texts = {id_: text for id_, _, text in said}
    pairs = {(action["pack"], action["causationid"]) for action in actions}
    packs = sorted(name for name in os.listdir(os.path.join(program.ROOT, "rules"))
                   if os.path.exists(os.path.join(program.ROOT, "rules", name, "pack.lua")))
    answered = {pack: Counter(intents[id_] for whose, id_ in pairs if whose == pack)
                for pack in packs}
    listed = sorted((pack, intents[id_], texts[id_]) for pack, id_ in pairs)
    return Counter(intents.values()), answered, listed


def cell(pack, intent, count):
    """How often, and how often rightly where that is not the same."""
    if not count:
        return ""
    right = count if intent in RIGHTLY.get(pack, ()) else 0
    return f"{count} ({right})"


def summary(pack, counts, total):
    fired = sum(counts.values())
    right = sum(count for intent, count in counts.items() if intent in RIGHTLY.get(pack, ()))
    precision = f"{100 * right / fired:.0f} %" if fired else "–"
    return f"| `{pack}` | {fired} | {right} | {precision} | {total - fired} |"


def page(intents, answered):
    total, packs = sum(intents.values()), sorted(answered)
    rows = [intent for intent in sorted(intents) if any(answered[pack][intent] for pack in packs)]
    lines = [
        "# What the packs recognise", "",
        f"Written by `tests/recognition.py`, which says how it is measured: {total} utterances of "
        f"buyers of a large shop, filed under {len(intents)} intents, each as the first word of a "
        "conversation about a tea. Hardly any of them asks for a lower price or objects to one, so "
        "this shows how well a pack keeps quiet, not how much it hears; what it hears is in its "
        "stories. Only counts stand here.", "",
        "| pack | answered | rightly | precision | left alone |", "|---|---|---|---|---|",
        *(summary(pack, answered[pack], total) for pack in packs), "",
        "By intent: how many were answered, and in brackets how many rightly. Intents of which no "
        "pack answered any are left out.", "",
        "| intent | utterances | " + " | ".join(f"`{pack}`" for pack in packs) + " |",
        "|---|---|" + "---|" * len(packs),
        *(f"| {intent} | {intents[intent]} | "
          + " | ".join(cell(pack, intent, answered[pack][intent]) for pack in packs) + " |"
          for intent in rows)]
    return "\n".join(lines) + "\n"


class Recognition(unittest.TestCase):
    def test_the_page_says_what_is(self):
        intents, answered, _ = measure()
        self.assertEqual(program.read(PAGE).decode(), page(intents, answered),
                         "write it anew: python3 tests/recognition.py --write")


if __name__ == "__main__":
    if sys.argv[1:] in (["--write"], ["--show"]):
        MEASURED = measure()
        if sys.argv[1] == "--write":
            program.write(PAGE, page(*MEASURED[:2]))
        else:
            print(*("\t".join(one) for one in MEASURED[2]), sep="\n")
    else:
        unittest.main()
