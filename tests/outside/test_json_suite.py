"""Strict JSON and UTF-8, held against the suites that others made (JSONTestSuite, utf8tests).

Everything goes over one connection, which must be alive at the end. A file of the suite is sent

  bare      as a line of its own. It is no event, so it is refused either way; but what is JSON is
            refused as such ("bad_line"), and what is not for what it is;
  wrapped   as the data {"v": FILE} of an event, which a pack hands back;
  as data   itself, when it is an object.
"""
import json
import os
import re
import unittest

import echo_pack
import program

# Files of the y_ group that our reading refuses by its own words: a key twice, and U+0000.
STRICTER = {
    "y_object_duplicated_key.json": "bad_keys",
    "y_object_duplicated_key_and_value.json": "bad_keys",
    "y_object_escaped_null_in_key.json": "bad_json",
    "y_string_null_escape.json": "bad_json",
}

HEAD = b'{"specversion":"1.0","source":"demo/suite","type":"%s","id":"%s","data":'


def at_home(text):
    """Text inside a JSON string: what must be escaped is."""
    return re.sub(rb'[\x00-\x1f"\\]', lambda found: b"\\u%04x" % found[0][0], text)


class Talk:
    """Lines for one connection, and afterwards what became of each."""

    def __init__(self):
        self.lines = []

    def say(self, line):
        """Gives the line's number; one that has newlines in it is several."""
        self.lines += line.split(b"\n")
        return len(self.lines)

    def event(self, type_, id_, data):
        return self.say(HEAD % (type_.encode(), id_.encode()) + data + b"}")

    def finish(self, case):
        """Sends it all; gives the errors by line, and the actions, to the letter, by the event's
        id."""
        self.say(b'{"ping":"still there"}')
        with echo_pack.Shop() as arguments, program.Server(*arguments) as server:
            output = server.tcp().finish([b"\n".join(self.lines) + b"\n"])
        answers = [json.loads(line) for line in output.splitlines()]
        case.assertIn({"pong": "still there"}, answers)
        errors = {a["error"]["line"]: a["error"] for a in answers if "error" in a}
        actions = {}
        for answer in map(program.exact, output.splitlines()):
            if "type" in answer:
                actions.setdefault(answer["causationid"], {})[answer["type"]] = answer["data"]
        return errors, actions


class JsonSuite(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = program.shared("json_suite")
        cls.files = [(name, program.read(os.path.join(folder, name)))
                     for name in sorted(os.listdir(folder)) if name.endswith(".json")]

    def one_line(self, group):
        """The files of a group as single lines. A newline between the tokens of valid JSON is as
        good as a blank; what is not valid and has one inside is left out here."""
        for name, text in self.files:
            if name.startswith(group):
                text = text.removesuffix(b"\n")
                if group == "y_":
                    text = text.replace(b"\n", b" ")
                if b"\n" not in text:
                    yield name, text

    def test_what_is_json_is_read_and_unchanged(self):
        talk, bare, wrapped, whole = Talk(), {}, {}, {}
        for name, text in self.one_line("y_"):
            bare[name] = talk.say(text)
            wrapped[name] = talk.event("platform.suite", name, b'{"v":' + text + b"}")
            if text.lstrip().startswith(b"{"):
                whole[name] = talk.event("platform.suite", "data-" + name, text)
        errors, actions = talk.finish(self)
        self.assertGreater(len(wrapped), 90)
        for name, text in self.one_line("y_"):
            with self.subTest(name=name):
                self.check_read(name, program.exact(text), errors, actions, bare[name],
                                {wrapped[name]: name, whole.get(name): "data-" + name})

    def check_read(self, name, value, errors, actions, bare, events):
        if name in STRICTER:
            codes = {errors[line]["code"] for line in (bare, *filter(None, events))}
            self.assertEqual(codes, {STRICTER[name]})
            return
        self.assertEqual(errors[bare]["code"], "bad_line")
        for line, id_ in events.items():
            if line is None:
                continue
            self.assertNotIn(line, errors)
            self.assertEqual(actions[id_]["platform.echo"]["all"],
                             {"v": value} if id_ == name else value)

    def test_what_is_not_json_is_refused(self):
        talk, bare, wrapped = Talk(), {}, {}
        for name, text in self.one_line("n_"):
            bare[name] = talk.say(text)
            wrapped[name] = talk.event("platform.suite", name, b'{"v":' + text + b"}")
        errors, actions = talk.finish(self)
        self.assertGreater(len(wrapped), 170)
        self.assertEqual(actions, {})
        for name, text in self.one_line("n_"):
            with self.subTest(name=name):
                if text.strip(b"\r"):  # else a blank line, which is none
                    self.assertNotIn(errors[bare[name]]["code"], ("bad_line", "bad_event"))
                self.assertNotIn(errors[wrapped[name]]["code"], ("bad_line", "bad_event"))
                self.assertTrue(errors[wrapped[name]]["message"])

    def test_what_may_be_either_is_either(self):
        talk, wrapped = Talk(), {}
        for name, text in self.one_line("i_"):
            talk.say(text)
            wrapped[name] = talk.event("platform.suite", name, b'{"v":' + text + b"}")
        errors, actions = talk.finish(self)
        self.assertGreater(len(wrapped), 30)
        for name, line in wrapped.items():
            with self.subTest(name=name):
                self.assertNotEqual(line in errors, name in actions)

    def test_newlines_inside_do_no_harm(self):
        """As they are, newlines and all: many lines, most of them broken, and no end of the
        connection. Whatever is not JSON to the end has an error among its lines."""
        talk, spans = Talk(), {}
        for name, text in self.files:
            first = len(talk.lines) + 1
            spans[name] = range(first, talk.say(b"\n".join([text, b""])))
        errors, _ = talk.finish(self)
        for name, text in self.files:
            if name.startswith("n_") and text.strip(b"\r\n"):
                with self.subTest(name=name):
                    self.assertTrue(any(line in errors for line in spans[name]))


class Limits(unittest.TestCase):
    def test_limits_to_the_letter(self):
        """The strictness that the suite does not know of: (data, the code or None)."""
        deep = 62  # the event and its data are two levels
        kept = 30  # what a pack hands on may be 32 levels deep
        table = [
            (b'{"v":9223372036854775807}', None), (b'{"v":-9223372036854775808}', None),
            (b'{"v":9223372036854775808}', "bad_number"),
            (b'{"v":-9223372036854775809}', "bad_number"),
            (b'{"v":18446744073709551616}', "bad_number"), (b'{"v":1e400}', "bad_number"),
            (b'{"v":1E-400}', "bad_number"), (b'{"v":0e-400}', None), (b'{"v":-0}', None),
            (b'{"v":-0.0}', None), (b'{"v":1.10}', None), (b'{"v":1.7976931348623157e308}', None),
            (b'{"v":5e-324}', None), (b'{"v":"\\u0000"}', "bad_json"),
            (b'{"\\u0000":1}', "bad_json"), (b'{"v":"\\ud800"}', "bad_json"),
            (b'{"a":1,"a":1}', "bad_keys"), (b'{"a":1,"\\u0061":2}', "bad_keys"),
            (b'{"a":1,"A":2}', None), (b'{"v":' + b"[" * deep + b"]" * deep + b"}", None),
            (b'{"v":' + b"[" * kept + b"]" * kept + b"}", None),
            (b'{"v":' + b"[" * (deep + 1) + b"]" * (deep + 1) + b"}", "too_deep"),
            (b"{" + b",".join(b'"%d":0' % i for i in range(1024)) + b"}", None),
            (b"{" + b",".join(b'"%d":0' % i for i in range(1025)) + b"}", "bad_keys"),
            (b"[]", "bad_event"), (b"null", "bad_event"), (b'"x"', "bad_event"),
            (b"{}{}", "bad_json"), (b"{}\x00", "bad_json"),
        ]
        talk = Talk()
        lines = [talk.event("platform.suite", f"t{i}", data) for i, (data, _) in enumerate(table)]
        errors, actions = talk.finish(self)
        for i, (data, code) in enumerate(table):
            with self.subTest(data=data[:60]):
                self.assertEqual(errors.get(lines[i], {}).get("code"), code)
                if code is None and data.count(b"[") <= kept:
                    self.assertEqual(actions[f"t{i}"]["platform.echo"]["all"],
                                     program.exact(data))

    def test_a_line_may_be_so_long(self):
        """256 KiB and not a byte more; what is longer costs one error and no more."""
        room = 256 * 1024 - len(HEAD % (b"platform.suite", b"long-0")) - len(b'{"v":""}}')
        talk = Talk()
        talk.event("platform.suite", "long-0", b'{"v":"' + b"x" * room + b'"}')
        too_long = talk.event("platform.suite", "long-1", b'{"v":"' + b"x" * (room + 1) + b'"}')
        far_too_long = talk.say(b"[" * 5_000_000)
        errors, actions = talk.finish(self)
        self.assertEqual(list(actions), ["long-0"])
        self.assertEqual(len(actions["long-0"]["platform.copy"]["all"]["v"]), room)
        self.assertEqual({line: e["code"] for line, e in errors.items()},
                         {too_long: "too_long", far_too_long: "too_long"})


class Utf8(unittest.TestCase):
    def cases(self):
        """(number, valid, bytes) of each test line."""
        for line in program.read(program.shared("utf8", "utf8tests.txt")).splitlines():
            found = re.match(rb"([\d.]+):(valid|valid hex|invalid hex):([^:]*)", line)
            if found and not line.startswith(b"#"):
                number, kind, text = found.groups()
                if kind.endswith(b"hex"):
                    text = bytes.fromhex(text.decode())
                yield number.decode(), not kind.startswith(b"invalid"), text

    def test_texts(self):
        talk, lines, keys = Talk(), {}, {}
        for number, valid, text in self.cases():
            data = b'{"conversation":{"id":"c"},"message":{"text":"' + at_home(text) + b'"}}'
            lines[number] = talk.event("message.received", number, data)
            keys[number] = talk.event("platform.suite", "key-" + number,
                                      b'{"' + at_home(text) + b'":1}')
        errors, actions = talk.finish(self)
        self.assertGreater(len(lines), 200)
        for number, valid, text in self.cases():
            with self.subTest(number=number, text=text):
                wanted = None if valid else "bad_utf8"
                if valid and b"\0" in text:
                    wanted = "bad_json"
                for line in (lines[number], keys[number]):
                    self.assertEqual(errors.get(line, {}).get("code"), wanted)
                if wanted is None:
                    heard = actions[number]["platform.heard"]["text"]
                    self.assertEqual(heard.encode(), text)
                    key = list(actions["key-" + number]["platform.copy"]["all"])
                    self.assertEqual([k.encode() for k in key], [text])


if __name__ == "__main__":
    unittest.main()
