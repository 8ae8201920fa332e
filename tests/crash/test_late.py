"""A server that was down while timers became due: they fire when it is back, once, in the order they
were due in, marked as late, and before anything that is read then."""
import json
import os
import sqlite3
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402
from harness import event, text_of  # noqa: E402

COUNT = 5000
PACK = """
pack { name = "late", version = "1.0.0", about = "sets a timer for each message" }
rule "sets" {
  on = "message.received",
  run = function(event, ctx)
    if event.message.text == "now" then return { say("now") } end
    ctx.after(event.message.text .. "ms", "due", { n = event.id })
    return {}
  end,
}
rule "due" {
  on = "timer.due",
  run = function(event, ctx) return { say(event.n .. (ctx.late and " late" or " in time")) } end,
}
"""


class Late(harness.WireTest):
    def start(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--data", self.path("z.db"),
                                 "--rules", self.path("packs")])
        self.addCleanup(server.kill)
        client = self.connect(server)
        client.send({"hello": {"source": "test/one"}})
        return server, client

    def test_after_an_outage(self):
        os.makedirs(self.path("packs", "late"))
        self.write(PACK, "packs", "late", "pack.lua")
        server, client = self.start()
        waits = [3000 + number * 7919 % COUNT // 10 for number in range(COUNT)]  # all mixed up
        client.send(*(event(n, text=str(wait)) for n, wait in enumerate(waits)))
        acked = 0
        while acked < COUNT:
            acked += len(client.line().get("ack", []))
        server.process.kill()
        server.wait()
        with sqlite3.connect(self.path("z.db")) as database:
            wanted = [json.loads(data)["data"]["n"] for (data,) in
                      database.execute("SELECT data FROM timers ORDER BY due, seq")]
        database.close()
        time.sleep(9)  # more than five seconds late, by far

        server, client = self.start()
        client.send(event("now", text="now"))
        texts = []
        while len(texts) <= COUNT:
            got = client.line()
            if "type" in got:
                texts.append(text_of(got))
        self.assertEqual(texts[-1], "now")  # what is read comes after all that was due
        self.assertEqual(texts[:-1], [f"{name} late" for name in wanted])
        self.assertEqual(len(wanted), COUNT)
        self.assertTrue(client.silent())
        self.assertEqual(server.stop(), 0)


if __name__ == "__main__":
    unittest.main(verbosity=0)
