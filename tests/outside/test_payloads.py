"""What real platforms push goes through a pack and comes out as it went in, to the last digit.

Each payload is the data of one event. A pack hands the data back as it got them, which must give
the same literals; and leaf by leaf in a fresh table, which must give the same integers and the same
doubles. Nulls are no values in Lua and an empty table has no kind, so a copy may lose the one and
write {} for the other's []."""
import json
import os
import unittest

import echo_pack
import program

LIST = b'{"list":%s}'


def payloads():
    """(name, the payload as the text of an object)."""
    top = program.shared("payloads")
    for folder, _, files in sorted(os.walk(top)):
        for file in sorted(files):
            if file.endswith(".json"):
                path = os.path.join(folder, file)
                text = program.read(path).removeprefix(b"\xef\xbb\xbf").strip()
                yield os.path.relpath(path, top), LIST % text if text[:1] == b"[" else text


def one_line(text):
    """JSON has raw newlines only between its tokens, where a blank does as well."""
    return text.replace(b"\r", b" ").replace(b"\n", b" ")


def as_copied(value):
    """What a copy by pairs makes of it."""
    if isinstance(value, dict):
        return {key: as_copied(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [as_copied(inner) for inner in value] if value else {}
    return value


class Payloads(unittest.TestCase):
    maxDiff = 2000

    @classmethod
    def setUpClass(cls):
        cls.payloads = dict(payloads())
        head = b'{"specversion":"1.0","source":"demo/platform","type":"platform.push","id":"%s",'
        lines = [head % name.encode() + b'"data":' + one_line(text) + b"}\n"
                 for name, text in cls.payloads.items()]
        with echo_pack.Shop() as arguments, program.Server(*arguments) as server:
            output = server.tcp().finish(lines)
        cls.lines, cls.errors = {}, program.split(output)[1]
        for line in program.split(output)[0]:
            action = json.loads(line)
            cls.lines[action["causationid"], action["type"]] = line

    def test_there_are_payloads(self):
        self.assertGreater(len(self.payloads), 40)
        self.assertEqual(self.errors, [])

    def test_handed_on_they_are_the_same_to_the_letter(self):
        for name, text in self.payloads.items():
            with self.subTest(name=name):
                action = program.exact(self.lines[name, "platform.echo"])
                self.assertEqual(action["data"]["all"], program.exact(text))

    def test_copied_they_have_the_same_values(self):
        for name, text in self.payloads.items():
            with self.subTest(name=name):
                copied = json.loads(self.lines[name, "platform.copy"])["data"]["all"]
                wanted = as_copied(json.loads(text))
                self.assertEqual(copied, wanted)
                self.assert_same_kinds(copied, wanted)

    def assert_same_kinds(self, copied, wanted):
        """1 and 1.0 and true are equal in Python; they are not the same here."""
        self.assertIs(type(copied), type(wanted), (copied, wanted))
        if isinstance(wanted, dict):
            for key in wanted:
                self.assert_same_kinds(copied[key], wanted[key])
        elif isinstance(wanted, list):
            for one, other in zip(copied, wanted):
                self.assert_same_kinds(one, other)

    def test_the_order_of_keys_stays(self):
        for name, text in self.payloads.items():
            with self.subTest(name=name):
                action = json.loads(self.lines[name, "platform.echo"])
                self.assertEqual(list(action["data"]["all"]), list(json.loads(text)))

    def test_a_byte_order_mark_is_no_json(self):
        """A payload that still has its mark is refused, not guessed at."""
        line = program.event("platform.push", "bom", {})
        with echo_pack.Shop() as arguments, program.Server(*arguments) as server:
            output = server.tcp().finish([b"\xef\xbb\xbf" + line, line])
        actions, errors = program.split(output)
        self.assertEqual([error["line"] for error in errors], [1])
        self.assertEqual(len(actions), 2)


if __name__ == "__main__":
    unittest.main()
