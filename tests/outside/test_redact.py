"""A redacted export decides as the original did: the same actions, but for what was redacted. It is
the same from a log, a closed store and a running server, and with a key it is the same every time."""
import json
import os
import tempfile
import unittest

import program

KEY = "--redact=a key for this test"


def lines(text):
    return [line for line in text.decode().splitlines() if line]


def objects(text):
    found = []
    for line in lines(text):
        try:
            found.append(json.loads(line))
        except ValueError:
            pass  # the day has a line that is cut
    return found


def redact(path, option=KEY):
    return program.run("export", "--log", path, option)[0]


def decided(path):
    return objects(program.run("replay", path, "--shop", program.SHOP, "--until", "end")[0])


def by_id(actions):
    return {action["id"]: action for action in actions}


def without_luck(actions):
    """Of what timers did: their ids, and the wording that was drawn, hang on whom they are about."""
    kept = [{**action, "id": "", "data": {k: v for k, v in action["data"].items() if k != "text"}}
            for action in actions]
    return sorted(json.dumps(action, sort_keys=True, ensure_ascii=False) for action in kept)


class Redact(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def save(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(text)
        return path

    def test_it_decides_the_same(self):
        """The actions of the redacted day are the redacted actions of the day."""
        actions = decided(program.DAY)
        self.assertGreater(len(actions), 500)
        said = "".join(json.dumps(action, ensure_ascii=False) + "\n" for action in actions)
        both = self.save("both.jsonl", program.read(program.DAY) + said.encode())
        wanted = objects(redact(both))[-len(actions):]
        seen = decided(self.save("day.jsonl", redact(program.DAY)))
        self.maxDiff = 3000
        self.assertEqual(without_luck(seen), without_luck(wanted))
        seen, wanted = by_id(seen), by_id(wanted)
        both = seen.keys() & wanted.keys()
        self.assertGreater(len(both), 200)
        for name in both:
            self.assertEqual(seen[name], wanted[name])

    def test_no_name_and_no_id_of_the_day_is_left(self):
        names = set()
        for event in objects(program.read(program.DAY)):
            data = event["data"]
            for whom, key in (("buyer", "name"), ("buyer", "id"), ("sender", "name"),
                              ("conversation", "id"), ("order", "platform_id"),
                              ("shipment", "tracking_number")):
                if key in data.get(whom, {}):
                    names.add(str(data[whom][key]))
        self.assertGreater(len(names), 100)
        out = redact(program.DAY).decode()
        left = {name for name in names if f'"{name}"' in out or (len(name) > 5 and name in out)}
        # Of ids as short as b-301 some become each other: then it is another's.
        self.assertEqual({name for name in left if len(name) > 5}, set())
        for before, after in zip(objects(program.read(program.DAY)), objects(out.encode()), strict=True):
            for name in (before["data"].get("buyer", {}).get("name"),
                         before["data"].get("sender", {}).get("name")):
                if name:
                    self.assertNotIn(f'"{name}"', json.dumps(after, ensure_ascii=False))
            for kept in ("id", "source", "type", "time"):
                self.assertEqual(before[kept], after[kept])
            self.assertEqual(before["data"].get("item"), after["data"].get("item"))

    def test_keys(self):
        self.assertEqual(redact(program.DAY), redact(program.DAY))
        self.assertNotEqual(redact(program.DAY), redact(program.DAY, "--redact=another"))
        self.assertNotEqual(redact(program.DAY, "--redact"), redact(program.DAY, "--redact"))

    def test_stores(self):
        """A running server and its closed store give what the log gives."""
        day = b"\n".join(program.read(program.DAY).splitlines()[:150]) + b"\n"
        store = os.path.join(self.folder, "day.db")
        with program.Server("--data", store, "--shop", program.SHOP) as server:
            server.tcp().finish([day])
            plain = program.run("export", "--data", store)[0]
            running = program.run("export", "--data", store, KEY)[0]
        closed = program.run("export", "--data", store, KEY)[0]
        self.assertEqual(len(lines(closed)), 150)
        self.assertEqual(running, closed)
        self.assertEqual(redact(self.save("plain.jsonl", plain)), closed)

    def test_lines_that_are_none(self):
        path = self.save("x.jsonl", b'{cut\n[]\n{"id":"m","data":{"buyer":{"name":"Ann Lee"}}}')
        out, said = program.run("export", "--log", path, KEY)
        self.assertEqual(len(lines(out)), 1)
        self.assertIn(b"2 lines", said)

    def test_usage(self):
        for arguments in (("--log", program.DAY), ("--redact=",), ("--log",)):
            program.run("export", *arguments, status=2)
        program.run("export", "--log", os.path.join(self.folder, "none"), "--redact", status=3)


if __name__ == "__main__":
    unittest.main()
