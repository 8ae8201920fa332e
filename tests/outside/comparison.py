"""What `replay --against` should say, computed from the outside: two plain replays with their traces,
held against each other here, all in memory and with exact decimals."""
import collections
import json
import os
from decimal import Decimal

import program

TYPES = {"message.send": "messages", "offer.make": "offers", "offer.accept": "accepted",
         "offer.decline": "declined", "gift.offer": "gifts", "handoff.request": "handoffs",
         "alert.raise": "alerts", "courier.choose": "couriers"}


def replay(log, folder, *arguments):
    """The actions and traces of one rule set."""
    trace = os.path.join(folder, "trace")
    output, _ = program.run("replay", log, "--trace", trace, *arguments)
    with open(trace, encoding="utf-8") as file:
        traces = [json.loads(line) for line in file]
    return [json.loads(line) for line in output.splitlines()], traces


def outcomes(actions, traces):
    """(source, cause, pack, rule): [(time, result, what was done)], but "no" and "waiting"."""
    by_id = {action["id"]: action for action in actions}
    found = collections.defaultdict(list)
    for trace in traces:
        done = [by_id[id_] for id_ in trace["actions"] if id_ in by_id]
        for rule in trace["rules"]:
            if rule["result"] in ("no", "waiting"):
                continue
            mine = [(a["type"], json.dumps(a["data"], sort_keys=True)) for a in done
                    if (a["pack"], a["rule"]) == (rule["pack"], rule["rule"])]
            key = trace["source"], trace["event"], rule["pack"], rule["rule"]
            found[key].append((trace["time"], rule["result"], mine))
    return found


def pair(first, second):
    """Pairs of outcomes of one cause and rule: those of one instant, then in their order."""
    pairs, left = [], list(second)
    rest = []
    for one in first:
        at_once = next((other for other in left if other[0] == one[0]), None)
        if at_once is None:
            rest.append(one)
        else:
            left.remove(at_once)
            pairs.append((one, at_once))
    while rest and left:
        pairs.append((rest.pop(0), left.pop(0)))
    return pairs + [(one, None) for one in rest] + [(None, other) for other in left]


def change(one, other):
    """The word for what differs; None: nothing."""
    if one is None or other is None:
        if (one or other)[1] != "fired":
            return "result"
        return "stopped" if other is None else "begun"
    if one[1] != other[1]:
        return "result"
    if one[2] != other[2]:
        return "actions"
    return "moved" if one[0] != other[0] else None


def alerts_of(outcome):
    done = outcome[2] if outcome else []
    return collections.Counter(json.loads(data)["kind"] for type_, data in done
                               if type_ == "alert.raise")


def changes(first, second):
    """Changes by (pack, rule); alerts gained and lost by kind; how many outcomes there were."""
    by_rule = collections.defaultdict(collections.Counter)
    gained, lost, count = collections.Counter(), collections.Counter(), 0
    for key in first.keys() | second.keys():
        for one, other in pair(first.get(key, []), second.get(key, [])):
            count += 1
            word = change(one, other)
            if word is None:
                continue
            by_rule[key[2:]][word] += 1
            gained += alerts_of(other) - alerts_of(one)
            lost += alerts_of(one) - alerts_of(other)
    return by_rule, gained, lost, count


def sums(actions):
    """Counts by kind, and money by currency, as --json writes them, from the actions alone."""
    counts = collections.Counter(TYPES.get(action["type"], "other") for action in actions)
    money = collections.defaultdict(lambda: {"offers": 0, "offered": Decimal(0), "agreements": 0,
                                             "conceded": Decimal(0), "agreed": Decimal(0)})
    for action in actions:
        data = action["data"]
        if action["type"] == "offer.make":
            of = money[data["currency"]]
            of["offers"] += 1
            of["offered"] += Decimal(data["price"])
            if "list_price" in data:
                of["conceded"] += Decimal(data["list_price"]) - Decimal(data["price"])
        elif action["type"] == "offer.accept":
            money[data["currency"]]["agreements"] += 1
            money[data["currency"]]["agreed"] += Decimal(data["price"])
    kinds = collections.Counter(a["data"]["kind"] for a in actions if a["type"] == "alert.raise")
    return counts, dict(money), kinds
