"""The wire after a hello: acknowledgements, filters, and who gets what."""

import threading
import time
import unittest

from harness import WireTest, event, line, text_of

SOURCE = "test/one"


def hello(source=SOURCE, **more):
    return {"hello": {"source": source, **more}}


class HelloTest(WireTest):
    def greet(self, server, source=SOURCE, pending=0, **more):
        client = self.connect(server)
        client.send(hello(source, **more))
        got = client.line()
        self.assertEqual(got["welcome"]["protocol"], 1)
        self.assertRegex(got["welcome"]["version"], r"^\d+\.\d+\.\d+")
        self.assertEqual(got["welcome"]["pending"], pending)
        return client

    def gather(self, client, actions, acks):
        """Reads until there are so many actions and acknowledged events."""
        got, ids = [], []
        while len(got) < actions or len(ids) < acks:
            one = client.line()
            self.assertIsNotNone(one, "closed")
            self.assertNotIn("error", one)
            if "ack" in one:
                ids += one["ack"]
            else:
                got.append(one)
        return got, ids


class Acknowledged(HelloTest):
    def test_events_are_acknowledged(self):
        client = self.greet(self.serve())
        client.send(*(event(n) for n in range(100)))
        actions, acks = self.gather(client, 100, 100)
        self.assertEqual(acks, [f"m-{n}" for n in range(100)])
        self.assertEqual([text_of(a) for a in actions], [f"text {n}" for n in range(100)])

    def test_an_ack_comes_before_the_action(self):
        client = self.greet(self.serve())
        client.send(event(1))
        self.assertEqual(client.line(), {"ack": ["m-1"]})
        self.assertEqual(text_of(client.line()), "text 1")

    def test_duplicates_are_acknowledged_too(self):
        client = self.greet(self.serve())
        client.send(event(1), event(1))
        actions, acks = self.gather(client, 1, 2)
        self.assertEqual(acks, ["m-1", "m-1"])
        client.send(event(1))
        self.assertEqual(client.line(), {"ack": ["m-1"]})
        self.assertTrue(client.silent())

    def test_a_refused_event_is_not(self):
        client = self.greet(self.serve())
        client.send(event(1, time="noon"))
        self.assert_error(client.line(), "bad_time", 2, "m-1")
        self.assertTrue(client.silent())

    def test_odd_ids(self):
        client = self.greet(self.serve())
        ids = ['"', "\\", "价", "a b", "{}", "x" * 250]
        client.send(*(event(n, id=id) for n, id in enumerate(ids)))
        actions, acks = self.gather(client, len(ids), len(ids))
        self.assertEqual(acks, ids)

    def test_without_ack_it_comes_again(self):
        server = self.serve()
        client = self.greet(server)
        client.send(event(1), event(2), event(3))
        actions, _ = self.gather(client, 3, 3)
        client.send({"ack": [actions[1]["id"], "unknown"]}, {"ping": 1})
        self.assertEqual(client.line(), {"pong": 1})
        client.close()
        time.sleep(0.2)
        client = self.greet(server, pending=2)
        again = client.lines(2)
        self.assertEqual(again, [actions[0], actions[2]])
        client.send({"ack": [a["id"] for a in again]}, {"ping": 2})
        self.assertEqual(client.line(), {"pong": 2})
        client.close()
        time.sleep(0.2)
        self.assertTrue(self.greet(server, pending=0).silent())

    def test_nack_ends_it(self):
        server = self.serve()
        client = self.greet(server)
        client.send(event(1), event(2))
        actions, _ = self.gather(client, 2, 2)
        client.send({"nack": {"id": actions[0]["id"], "reason": "no such buyer"}},
                    {"nack": {"id": actions[1]["id"]}}, {"nack": {"id": "unknown"}}, {"ping": 1})
        self.assertEqual(client.line(), {"pong": 1})
        client.close()
        time.sleep(0.2)
        self.greet(server, pending=0)

    def test_acks_of_strangers_count_for_nothing(self):
        server = self.serve()
        client = self.greet(server)
        client.send(event(1))
        actions, _ = self.gather(client, 1, 1)
        for stranger in (self.connect(server), self.greet(server, "test/two")):
            stranger.send({"ack": [actions[0]["id"]]}, {"nack": {"id": actions[0]["id"]}},
                          {"ping": 1})
            self.assertEqual(stranger.line(), {"pong": 1})
        client.close()
        time.sleep(0.2)
        self.greet(server, pending=1)

    def test_half_close(self):
        server = self.serve()
        client = self.greet(server)
        client.send(*(event(n) for n in range(50)))
        client.end()
        got = client.rest()
        self.assertEqual(sum(len(one["ack"]) for one in got if "ack" in one), 50)
        self.assertEqual(sum("data" in one for one in got), 50)
        self.greet(server, pending=50)

    def test_several_sources_on_one_connection(self):
        client = self.greet(self.serve(), "test/a")
        client.send(hello("test/b"))
        self.assertIn("welcome", client.line())
        client.send(event(1, "test/a"), event(2, "test/b"))
        actions, acks = self.gather(client, 2, 2)
        client.send({"ack": [a["id"] for a in actions]}, hello("test/b"))
        self.assertEqual(client.line()["welcome"]["pending"], 0)

    def test_many_unread(self):
        """An adapter that is slow to read gets everything in the end, in order."""
        client = self.greet(self.serve())
        count = 3000
        sender = threading.Thread(
            target=lambda: client.send(*(event(n, text=f"text {n} " + "x" * 1000)
                                         for n in range(count))))
        sender.start()
        time.sleep(1)
        actions, acks = self.gather(client, count, count)
        sender.join()
        self.assertEqual([text_of(a).split()[1] for a in actions], [str(n) for n in range(count)])
        self.assertEqual(acks, [f"m-{n}" for n in range(count)])

    def test_sigterm_acknowledges_what_it_read(self):
        server = self.serve()
        client = self.greet(server)
        client.send(event(1))
        time.sleep(0.2)
        self.assertEqual(server.stop(), 0)
        self.assertIn({"ack": ["m-1"]}, client.rest())


class Routes(HelloTest):
    def test_without_acks(self):
        server = self.serve()
        client = self.greet(server, acks=False)
        client.send(event(1))
        self.assertEqual(text_of(client.line()), "text 1")
        self.assertTrue(client.silent())
        client.close()
        time.sleep(0.2)
        self.greet(server, pending=0)

    def test_hello_wins_over_plain(self):
        server = self.serve()
        plain = self.connect(server)
        plain.send(event(1))
        self.assertEqual(text_of(plain.line()), "text 1")
        adapter = self.greet(server)
        plain.send(event(2))
        self.assertEqual(text_of(adapter.line()), "text 2")
        self.assertTrue(plain.silent())
        adapter.close()
        time.sleep(0.2)
        plain.send(event(3))
        self.assertEqual({text_of(a) for a in plain.lines(2)}, {"text 2", "text 3"})

    def test_newer_hello_replaces_the_older(self):
        server = self.serve()
        older = self.greet(server)
        older.send(event(1))
        actions, _ = self.gather(older, 1, 1)
        newer = self.greet(server, pending=1)
        self.assertEqual(newer.line(), actions[0])
        self.assertEqual(older.line()["error"]["code"], "replaced")
        self.assertIsNone(older.line())
        newer.send({"ack": [actions[0]["id"]]}, event(2))
        self.assertEqual(text_of(self.gather(newer, 1, 1)[0][0]), "text 2")

    def test_hello_again(self):
        client = self.greet(self.serve())
        client.send(hello(), event(1))
        self.assertEqual(client.line()["welcome"]["pending"], 0)
        self.assertEqual(text_of(self.gather(client, 1, 1)[0][0]), "text 1")

    def test_a_source_nobody_serves_waits(self):
        server = self.serve()
        client = self.greet(server)
        client.send(event(1, "test/two"), event(2))
        actions, acks = self.gather(client, 1, 2)
        self.assertEqual(text_of(actions[0]), "text 2")
        self.assertTrue(client.silent())
        other = self.greet(server, "test/two", pending=1)
        self.assertEqual(text_of(other.line()), "text 1")

    def test_filter(self):
        server = self.serve()
        for actions, expected in ((["message.*"], 1), (["message.send"], 1), (["*"], 1),
                                  (["alert.*", "message.*"], 1), (["alert.*"], 0), ([], 0)):
            with self.subTest(actions=actions):
                source = f"test/{'-'.join(actions) or 'none'}"
                client = self.greet(server, source, actions=actions)
                client.send(event(1, source))
                self.assertEqual(client.line(), {"ack": ["m-1"]})
                if expected:
                    self.assertEqual(text_of(client.line()), "text 1")
                self.assertTrue(client.silent(0.1))
                client.close()
                time.sleep(0.1)
                self.greet(server, source, pending=expected)

    def test_token_is_taken_and_not_needed(self):
        self.greet(self.serve(), token="anything")

    def test_many_adapters(self):
        server = self.serve()
        clients = [self.greet(server, f"test/{n}") for n in range(50)]
        for n, client in enumerate(clients):
            client.send(b"".join(line(event(m, f"test/{n}")) for m in range(20)))
        for client in clients:
            actions, acks = self.gather(client, 20, 20)
            self.assertEqual(acks, [f"m-{m}" for m in range(20)])
            self.assertEqual([text_of(a) for a in actions], [f"text {m}" for m in range(20)])


if __name__ == "__main__":
    unittest.main()
