"""schemas/ says of the protocol what the program and its documentation say: what the program
refuses by its shape the schemas refuse, and what it takes they take; the events and actions that
are kept in the project, and every line in docs/protocol.md, are right by them.

A schema cannot tell what is checked below or above the shape of a line: what is no JSON or no UTF-8,
keys that stand twice, numbers that are not exact, lengths in bytes, days that are not in the
calendar. Those are listed in BEYOND, with what the program says of them."""
import glob
import json
import os
import random
import re
import subprocess
import sys
import unittest

from docs import PROGRAM, ROOT, blocks, read
from json_schema import Schemas, Unknown

SCHEMAS = Schemas(os.path.join(ROOT, "schemas"))
ENVELOPE = "event.schema.json#/$defs/envelope"
EVENT = {"specversion": "1.0", "id": "m-1", "source": "demo/x", "type": "t.t",
         "time": "2026-11-21T10:00:00+08:00", "subject": "c-1", "data": {"a": 1}}

# Refused, but not by their shape: (a change to EVENT, the code).
BEYOND = [
    ({"id": "茶" * 86}, "bad_event"),  # 258 bytes, 86 characters
    ({"time": "2026-02-30T10:00:00Z"}, "bad_time"),
    ({"time": "2026-11-21T10:00:60Z"}, "bad_time"),  # a leap second in the middle of a month
    ({"time": "0000-01-01T00:00:00Z"}, "bad_time"),
    ({"time": "9999-12-31T23:59:59-01:00"}, "bad_time"),
    ({"data": {"n": 2**64}}, "bad_number"),
    ({"data": {"text": "\0"}}, "bad_json"),
]

VALUES = [None, True, False, 0, 1, -1, 1.5, "", "x", "x" * 256, "x" * 257, "1.0", "1", 1.0, [], ["a"],
          [1], {}, {"id": "x"}, "2026-11-21T10:00:00+08:00", "2026-11-21T10:00:00Z",
          "2026-11-21t10:00:00.123456z", "2026-11-21 10:00:00Z", "2026-11-21T10:00:00",
          "2026-11-21T10:00Z", "2026-13-01T10:00:00Z", "2026-11-21T24:00:00Z",
          "2026-11-21T10:00:00+24:00", "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00-00:00",
          "2026-11-21T10:00:00Z\n", "2026-11-21", "１９２６-11-21T10:00:00Z"]


def changed():
    """Events with one attribute changed or left out, then with several."""
    for key in [*EVENT, "receivedtime", "expirytime", "other"]:
        yield {k: v for k, v in EVENT.items() if k != key}
        for value in VALUES:
            yield {**EVENT, key: value}
    dice = random.Random(7)
    for _ in range(300):
        event = {key: value for key, value in EVENT.items() if dice.random() < 0.8}
        for _ in range(dice.randrange(3)):
            event[dice.choice([*EVENT, "receivedtime"])] = dice.choice(VALUES)
        yield event


def control():
    """Lines without a type, good and bad."""
    for value in VALUES + [["a", "b"], ["a", 1], {"source": "s"}, {"source": ""}, {"source": 1},
                           {"source": "s", "acks": False}, {"source": "s", "acks": "no"},
                           {"source": "s", "actions": ["message.*"]}, {"source": "s", "actions": []},
                           {"source": "s", "actions": "message.*"}, {"source": "s", "actions": [1]},
                           {"source": "s", "token": "t"}, {"source": "s", "token": None},
                           {"source": "s", "more": 1}, {"id": "a", "reason": "r"}, {"id": "a"},
                           {"id": 1}, {"id": "a", "reason": 1}, {"id": "a", "reason": None},
                           {"id": "a", "more": 1}, {"reason": "r"}]:
        for key in ("hello", "ack", "nack", "ping", "pong", "welcome", "error", "Hello"):
            yield {key: value}
    yield from ({}, {"ack": [], "ping": 1}, [], "x", 1, None, True, [{"ping": 1}])


def refused(lines):
    """What `serve` says to each of the lines: its error code, or None."""
    sent = "".join(json.dumps(line) + "\n" for line in lines)
    done = subprocess.run([PROGRAM, "serve", "--listen", "-", "--clock", "event", "--rules",
                           os.path.join(ROOT, "rules")], input=sent.encode(), capture_output=True,
                          timeout=60, check=True)
    codes = [None] * len(lines)
    for line in done.stdout.splitlines():
        error = json.loads(line).get("error")
        if error and error["code"] != "conflict":
            codes[error["line"] - 1] = error["code"]
    return codes


def as_sent(value):
    """As it is when it has gone over the wire."""
    return json.loads(json.dumps(value))


@unittest.skipUnless(os.path.exists(PROGRAM), "there is no program to ask")
class Agreement(unittest.TestCase):
    def assert_agreed(self, lines, ref):
        for line, code in zip(lines, refused(lines), strict=True):
            faults = SCHEMAS.faults(as_sent(line), ref)
            self.assertEqual(bool(faults), code is not None, f"{line}\n{code}\n{faults}")

    def test_events(self):
        events = [event for event in changed() if "type" in event]
        self.assertGreater(len(events), 400)
        self.assert_agreed(events, ENVELOPE)

    def test_control_lines(self):
        lines = list(control())
        self.assert_agreed(lines, "wire.schema.json#/$defs/from_adapter")

    def test_what_a_schema_cannot_tell(self):
        lines = [{**EVENT, **change} for change, _ in BEYOND]
        self.assertEqual(refused(lines), [code for _, code in BEYOND])
        for line in lines:
            self.assertEqual(SCHEMAS.faults(line, ENVELOPE), [])

    def test_the_answers(self):
        """All that the program says is by the schema."""
        sent = "".join(json.dumps(line) + "\n" for line in [{"hello": {"source": "demo/x"}}, EVENT,
                                                            {"ping": {"a": [1]}}, {"x": 1}, {"ack": ["a"]}])
        done = subprocess.run([PROGRAM, "serve", "--listen", "-", "--clock", "event", "--rules",
                               os.path.join(ROOT, "rules")], input=sent.encode() + b"{cut\n\xff\n",
                              capture_output=True, timeout=60, check=True)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual({next(iter(line)) for line in lines}, {"welcome", "ack", "pong", "error"})
        for line in lines:
            self.assertEqual(SCHEMAS.faults(line, "wire.schema.json#/$defs/from_zhanggui"), [])

    def test_actions_of_a_day(self):
        """The actions of all shipped packs, as they leave, of a day and of what follows it."""
        day = os.path.join(ROOT, "examples", "logs", "day.jsonl")
        done = subprocess.run([PROGRAM, "replay", day, "--until", "end", "--shop",
                               os.path.join(ROOT, "examples", "shop")], capture_output=True,
                              timeout=60, check=True)
        kinds = set()
        for line in done.stdout.splitlines():
            action = json.loads(line)
            kinds.add(action["type"])
            self.assertEqual(SCHEMAS.faults(action, "action.schema.json"), [], line)
        self.assertGreater(len(kinds), 5)


class Kept(unittest.TestCase):
    def test_logs(self):
        count, wrong = 0, []
        for path in glob.glob(os.path.join(ROOT, "examples", "logs", "*.jsonl")):
            for line in read(path).splitlines():
                try:
                    event = json.loads(line)
                except ValueError:
                    wrong.append(line)
                    continue
                count += 1
                if SCHEMAS.faults(event, "event.schema.json"):
                    wrong.append(line)
        self.assertGreater(count, 500)
        # One line of the day is cut, and one has a time that no clock shows: they are meant to.
        self.assertEqual(len(wrong), 2, wrong)

    def test_actions(self):
        count = 0
        for path in glob.glob(os.path.join(ROOT, "tests", "golden", "*.jsonl")):
            for line in read(path).splitlines():
                count += 1
                self.assertEqual(SCHEMAS.faults(json.loads(line), "action.schema.json"), [], line)
        self.assertGreater(count, 100)

    def test_every_line_in_the_docs(self):
        """The lines in tables and in examples. `a-…` is an id, and `…` a text."""
        page = read("docs", "protocol.md")
        found = re.findall(r"^\| `(\{.*?\})`", page, re.M)
        for _, language, _, text in blocks(page):
            if language in ("json", "console"):
                found += [line for line in text.splitlines() if line.startswith("{") and
                          line.endswith("}")]
        self.assertGreater(len(found), 12)
        for line in found:
            value = json.loads(line.replace('"a-…"', '"a-' + "0" * 32 + '"'))
            self.assertEqual(SCHEMAS.faults(value, "wire.schema.json"), [], line)

    def test_asyncapi(self):
        """Its references lead somewhere, its examples are by their schemas, and both directions
        are those of wire.schema.json."""
        api = json.loads(read("schemas", "asyncapi.json"))
        messages = api["components"]["messages"]
        for name, message in messages.items():
            for example in message["examples"]:
                faults = SCHEMAS.faults(example["payload"], message["payload"]["$ref"])
                self.assertEqual(faults, [], name)
        self.assertEqual(set(api["channels"]["lines"]["messages"]), set(messages))
        wire = SCHEMAS.files["wire.schema.json"]["$defs"]
        for operation, side in (("takeLines", "from_adapter"), ("giveLines", "from_zhanggui")):
            said = set()
            for one in api["operations"][operation]["messages"]:
                payload = messages[one["$ref"].rpartition("/")[2]]["payload"]
                said.add(payload["$ref"].rpartition("/")[2])
            meant = {one["$ref"].rpartition("/")[2] for one in wire[side]["else"]["oneOf"]}
            self.assertEqual(said, meant | {wire[side]["then"]["$ref"]})


def members(cell):
    """{member: whether it may be missing} of a cell like `order{id, items?[{sku}]}`, `buyer?`; of
    more than one type, `{id, owner?}` is the same for all."""
    told = ", ".join(re.findall(r"`([^`]*)`", re.sub(r"\([^)]*\)", "", cell.partition(";")[0])))
    while re.search(r"[\[{]", told):
        told = re.sub(r"\[[^\[\]{}]*\]|\{[^\[\]{}]*\}", "", told)
    return {word.rstrip("?"): word.endswith("?") for word in told.split(", ")}


class Words(unittest.TestCase):
    """The schemas, the vocabulary in C and the table in docs/protocol.md name the same."""

    def agreed(self, file):
        """{type: the schema of its data}"""
        found = {}
        for branch in SCHEMAS.files[file]["allOf"][1:]:
            kind = branch["if"]["properties"]["type"]
            for name in kind.get("enum", [kind.get("const")]):
                found[name] = branch["then"]["properties"]["data"]
        return found

    def fields(self, schema, file):
        if "$ref" in schema:
            schema, file = SCHEMAS.find(schema["$ref"], file)
        return set(schema.get("properties", {}))

    def test_types_and_fields_of_events(self):
        c = read("runtime", "rules", "vocabulary.c")
        arrays = dict(re.findall(r"\b(types|objects|fields)\[\].*?= \{(.*?)\};", c, re.S))
        types = set(re.findall(r'"([^"]+)"', arrays["types"]))
        objects = re.findall(r'"([^"]+)"', arrays["objects"])
        fields = [set(re.findall(r'"([^"]+)"', one))
                  for one in re.findall(r"\{(.*?)\}", arrays["fields"], re.S)]
        agreed = self.agreed("event.schema.json")
        self.assertEqual(set(agreed), types)
        seen = {}
        for data in agreed.values():
            for name, schema in data["properties"].items():
                seen.setdefault(name, set()).update(self.fields(schema, "event.schema.json"))
        known = dict(zip(objects, fields, strict=True))
        # echo is what we find out of an event, not what a platform sends
        self.assertEqual(known.pop("event"), {"id", "source", "type", "time", "subject", "echo"})
        self.assertEqual(seen, known)

    def test_members_of_offers(self):
        """The guardrail knows the members of the schema, and the schema lets nothing else through."""
        c = read("runtime", "engine", "guardrails_members.c")
        rows = re.findall(r'\{"(\w+)", (?:NULL|"(\w+)"), \w+, (true|false)\}', c)
        agreed = self.agreed("action.schema.json")
        for name, of_answers in (("offer.make", ("true", "false")), ("offer.accept", ("true",)),
                                 ("offer.decline", ("true",))):
            self.assertEqual({member for member, _, answer in rows if answer in of_answers},
                             set(agreed[name]["properties"]), name)
            self.assertIs(agreed[name]["additionalProperties"], False)
            for member, inner, _ in rows:
                fields = self.fields(agreed[name]["properties"].get(member, {}), "action.schema.json")
                self.assertEqual(fields, {inner} - {""} if member in agreed[name]["properties"]
                                 else set(), (name, member))

    def test_the_table_in_the_docs(self):
        """Members and fields, and which of them may be missing."""
        page = read("docs", "protocol.md")
        for file, heading in (("event.schema.json", "## Events"), ("action.schema.json", "## Actions")):
            part = page.partition(heading)[2].partition("\n## ")[0]
            rows = re.findall(r"^\| ((?:`[a-z_.]+`(?:, )?)+) \| (.*) \|$", part, re.M)
            table = {name: cell for names, cell in rows for name in re.findall(r"`([^`]+)`", names)
                     if "." in name and not cell.startswith("what the pack says")}
            agreed = self.agreed(file)
            self.assertEqual(set(table), set(agreed))
            for name, cell in table.items():
                told = members(cell)
                required = {member for member, optional in told.items() if not optional}
                self.assertEqual(required, set(agreed[name].get("required", [])), name)
                self.assertEqual(set(told), set(agreed[name]["properties"]), name)

    def test_error_codes(self):
        header = re.findall(r'X\(ZG_E\w+, -(\d+), "(\w+)"', read("include", "zhanggui.h"))
        of_lines = {code for number, code in header if int(number) < 20} - {"disk"} | {"replaced"}
        wire = SCHEMAS.files["wire.schema.json"]["$defs"]["error"]["properties"]["error"]
        self.assertEqual(set(wire["properties"]["code"]["enum"]), of_lines)


class Validator(unittest.TestCase):
    """The validator is no rubber stamp."""

    def test_it_refuses(self):
        for value in ({**EVENT, "type": "order.created", "data": {}},
                      {**EVENT, "type": "message.received", "data": {"conversation": {"id": 7}}},
                      {**EVENT, "type": "order.reviewed",
                       "data": {"order": {"id": "t"}, "review": {"rating": 6}}},
                      {**EVENT, "type": "offer.received", "data": {
                          "conversation": {"id": "c"}, "buyer": {"id": "b"}, "item": {"sku": "s"},
                          "offer": {"price": 12.5, "currency": "CNY"}}},
                      {**EVENT, "type": "stock.changed",
                       "data": {"item": {"sku": "s", "available": True}}}):
            self.assertTrue(SCHEMAS.faults(value, "event.schema.json"), value)
            self.assertFalse(SCHEMAS.faults(value, ENVELOPE), value)

    def test_it_says_where(self):
        faults = SCHEMAS.faults({"hello": {"source": "s", "actions": ["a", 1]}},
                                "wire.schema.json#/$defs/hello")
        self.assertEqual(faults, ["/hello/actions/1: no string"])

    def test_what_it_does_not_know_is_an_error(self):
        for schema in ({"minItems": 1}, {"$ref": "other.json"}, {"$ref": "#/$defs/nowhere"}):
            with self.assertRaises(Unknown):
                list(SCHEMAS.check([], schema, "event.schema.json", ""))


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
