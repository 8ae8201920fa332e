"""A decision that no limit ends: the process ends itself, comes back when it is started again, and the
second time the event is a dead letter; nothing else is lost."""
import os
import signal
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402
from harness import event, text_of  # noqa: E402

SHIM = os.path.join(os.path.dirname(os.environ.get("ZHANGGUI", "")), "tests", "hanging_regex.so")
PACK = """
pack { name = "match", version = "1.0.0", about = "matches" }
rule "matches" {
  on = "message.received", when = { { "message.text", "matches", "t.xt|h.ng" } },
  run = function(event) return { say(event.message.text) } end,
}
"""


@unittest.skipIf(os.environ.get("ZG_SANITIZED") == "ON", "the sanitizers' own library comes first")
class Watchdog(harness.WireTest):
    def start(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.path("packs")],
                                environment={"LD_PRELOAD": SHIM})
        self.addCleanup(server.kill)
        return server

    def test_what_never_ends_is_ended(self):
        os.makedirs(self.path("packs", "match"))
        self.write(PACK, "packs", "match", "pack.lua")
        for number in range(2):
            server = self.start()
            client = self.connect(server)
            client.send({"hello": {"source": "test/one"}}, event(number))
            self.assertIn("welcome", client.line())
            texts = []
            while f"text {number}" not in texts:  # behind those of the last time: none was lost
                got = client.line()
                texts += [text_of(got)] if "type" in got else []
            self.assertEqual(texts, [f"text {n}" for n in range(number + 1)])
            client.send(event("bad", text="hang"))
            self.assertEqual(server.wait(timeout=20), -signal.SIGABRT)
            self.assertIn("does not end", server.complaints())
        server = self.start()
        client = self.connect(server)
        client.send({"hello": {"source": "test/two"}}, event("bad", text="hang"),
                    event("good", source="test/two"))
        self.assertIn("welcome", client.line())
        self.assert_error(client.line(), "dead", 2)
        self.assertEqual(client.line(), {"ack": ["m-good"]})
        self.assertEqual(text_of(client.line()), "text good")
        self.assertEqual(server.stop(), 0, server.complaints())


if __name__ == "__main__":
    unittest.main(verbosity=0)
