"""How well the shipped packs know what is meant for them, measured on what real buyers wrote.

    python3 tests/recognition.py --write     writes docs/recognition.md
    python3 tests/recognition.py --show      also says which utterances each pack answered
    python3 tests/recognition.py --missed    says which utterances of its intents it left alone
    python3 tests/recognition.py             checks that the page is as it would be written

Each of the utterances (see ZG_SHARED_DATA in outside/program.py) is the first word of a conversation
with the example shop, all shipped packs at work, in the situation that its intent is about: goods
that are looked at, an order that is paid, or a parcel that is under way (see SITUATIONS). A pack
counts as having answered when an action of its own came of the utterance. Whether rightly is judged
by the intent alone. `--show` and `--missed` tell of the even lines, which the phrases were tuned on;
the odd ones are not."""
import datetime
import json
import os
import sys
import tempfile
import unittest
from collections import Counter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "outside"))
import program  # noqa: E402
import test_utterances  # noqa: E402

PAGE = os.path.join(program.ROOT, "docs", "recognition.md")
PACKS = ("bargain", "courier", "objections", "overdue")
HALVES = ("tuned on", "the other")

# The intents that a pack is there to answer. An utterance filed under another intent was answered
# wrongly, even where its words alone would allow the answer.
RIGHTLY = {
    # Only an ask for a lower price; questions about running promotions are not haggling.
    "bargain": {"商品价格咨询"},
    # Too expensive, cheaper elsewhere, worth it: all filed under prices. And what is on.
    "objections": {"商品价格咨询", "近期活动咨询", "优惠券获得方式"},
    # Which courier, how long, how much, and at what time: of these the buyers only ask the last.
    "courier": {"预约配送时间"},
    # Where is it, when is it sent, why has it not come.
    "overdue": {"什么时间出库", "物流信息不正确", "订单状态解释"},
}

# What there is to talk about: nothing but the goods, or a parcel that is under way; else an order
# that was paid an hour ago.
SITUATIONS = {
    "goods": {"商品价格咨询", "属性咨询", "购物流程", "近期活动咨询", "包装清单", "是否提供发票", "支付方式", "为什么显示无货",
              "自营与第三方区别", "商家入驻条件", "优惠券获得方式", "使用咨询", "保修期保质期"},
    "parcel": {"物流信息不正确", "预约配送时间", "代收", "能否自提", "拒收", "物流损", "发错货", "联系客户"},
}
BEGIN = datetime.datetime(2026, 11, 21, 9, tzinfo=datetime.timezone.utc)


def situation_of(intent):
    return next((name for name, intents in SITUATIONS.items() if intent in intents), "order")


def events_of(id_, intent, text, at):
    """The utterance, and before it what brought the buyer there."""
    about = {"conversation": {"id": "c-" + id_}, "buyer": {"id": "b-" + id_}}
    item = {"sku": "tea-250", "price": "199.00", "currency": "CNY"}
    order = {"id": "o-" + id_}
    situation = situation_of(intent)
    if situation == "goods":
        history = []
    else:
        whole = {**order, "region": "广东", "items": [{**item, "quantity": 1}]}
        history = [("order.created", -61, {"order": whole}), ("order.paid", -60, {"order": whole})]
    if situation == "parcel":
        parcel = {"courier": "顺丰", "tracking_number": "SF" + id_, "from_region": "浙江"}
        history += [("order.shipped", -50, {"order": order, "shipment": parcel}),
                    ("shipment.updated", -10, {"order": order, "shipment": {
                        "tracking_number": "SF" + id_, "status": "in_transit", "location": "杭州"}})]
    said = {"message": {"id": id_, "text": text}, **({"order": order} if history else {"item": item})}
    return [(at + datetime.timedelta(minutes=minutes), program.event(
        type_, f"{id_}-{minutes}" if minutes else id_, {**about, **data},
        time=(at + datetime.timedelta(minutes=minutes)).isoformat()))
        for type_, minutes, data in [*history, ("message.received", 0, said)]]


def replay(said):
    """Which packs acted upon which utterance."""
    log = [event for i, (id_, intent, text) in enumerate(said)
           for event in events_of(id_, intent, text, BEGIN + datetime.timedelta(seconds=i * 30))]
    log.sort(key=lambda event: event[0])
    with tempfile.TemporaryDirectory(prefix="zg-") as folder:
        path = os.path.join(folder, "log")
        with open(path, "wb") as file:
            file.writelines(line for _, line in log)
        output, _ = program.run("replay", path, "--shop", program.SHOP, "--until", "end")
    actions = [json.loads(line) for line in output.splitlines()]
    ids = {id_ for id_, *_ in said}
    return {(action["pack"], action["causationid"]) for action in actions
            if action["causationid"] in ids and action["type"] != "alert.raise"}


def measure():
    """One row an utterance: its half, intent and text, and which packs answered it."""
    said = test_utterances.utterances()
    acted = replay(said)
    return [(HALVES[line % 2], intent, text, {pack for pack in PACKS if (pack, id_) in acted})
            for line, (id_, intent, text) in enumerate(said, start=2)]


def share(part, whole):
    return f"{100 * part / whole:.0f} %" if whole else "–"


def summary(rows, pack, half):
    """Of one pack in one half: what was its own, what it answered, and how much of that rightly."""
    rows = [row for row in rows if row[0] == half]
    own = sum(intent in RIGHTLY[pack] for _, intent, *_ in rows)
    answered = [intent for _, intent, _, packs in rows if pack in packs]
    right = sum(intent in RIGHTLY[pack] for intent in answered)
    return (f"| `{pack}` | {half} | {own} | {len(answered)} | {right} | "
            f"{share(right, len(answered))} | {share(right, own)} |")


def by_intent(rows):
    counts = {}
    for _, intent, _, packs in rows:
        counts.setdefault(intent, Counter())["all"] += 1
        counts[intent].update(packs)
    for intent in sorted(counts):
        count = counts[intent]
        if any(count[pack] for pack in PACKS):
            cells = [f"{count[pack]}" if count[pack] else "" for pack in PACKS]
            cells = [f"**{cell}**" if cell and intent in RIGHTLY[pack] else cell
                     for pack, cell in zip(PACKS, cells)]
            yield f"| {intent} | {situation_of(intent)} | {count['all']} | {' | '.join(cells)} |"


def page(rows):
    return f"""# What the packs recognise

Written by `tests/recognition.py`: {len(rows)} utterances of buyers of a large shop, filed under {len({row[1] for row in rows})} intents, each as the first word of a conversation with the example shop and all its packs, in the situation that its intent is about: *goods* that are looked at, an *order* that was paid an hour ago, or a *parcel* that is under way. Only counts stand here.

| pack | half | of its intents | answered | rightly | precision | recall |
|---|---|---|---|---|---|---|
{chr(10).join(summary(rows, pack, half) for pack in PACKS for half in HALVES)}

The phrases of the packs were tuned against the even lines of the file; the odd lines were not, but whoever wrote the phrases had read both, and had seen the scores of both once; a shop of other goods is the real measure.

How rightness is judged, and what that is worth:

- An answer is right when the utterance is filed under an intent that the pack is there for, and wrong under any other, even where its words alone would allow the answer ("what about my order" is filed under several). All that `courier` answered under 修改订单 was read: it asks for another time of delivery. What the answer says is not judged here; stories do that.
- Whoever filed the utterances saw the conversation before them; a pack sees one line. Many lines mean nothing by themselves (a day, a yes), so no recall near 100 % is to be had.
- These buyers hardly ask for a lower price, object to one, or ask which courier comes and for how much: for those `bargain`, `objections` and `courier` are there first of all. Of prices they mostly ask what something costs and why that has changed, so the recall of `bargain` and `objections` says nothing; what they hear is in their stories. What `courier` hears here is at what time somebody wants the parcel.
- All are of one shop that sells electronics and food, and are Chinese.

By intent: how many were answered, in bold where rightly. Intents of which no pack answered any are left out.

| intent | situation | utterances | {' | '.join(f'`{pack}`' for pack in PACKS)} |
|---|---|---|{'---|' * len(PACKS)}
{chr(10).join(by_intent(rows))}
"""


def show(rows, missed):
    """The utterances of the half that is tuned on: the answered, or those left alone."""
    for half, intent, text, packs in rows:
        for pack in PACKS:
            own = intent in RIGHTLY[pack]
            if half == HALVES[0] and (own and pack not in packs if missed else pack in packs):
                print(pack, "right" if own else "WRONG", intent, text, sep="\t")


class Recognition(unittest.TestCase):
    def test_the_page_says_what_is(self):
        self.assertEqual(program.read(PAGE).decode(), page(measure()),
                         "write it anew: python3 tests/recognition.py --write")


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        program.write(PAGE, page(measure()))
    elif sys.argv[1:] in (["--show"], ["--missed"]):
        show(measure(), sys.argv[1] == "--missed")
    else:
        unittest.main()
