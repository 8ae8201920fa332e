"""Shops are walls: what a pack of shop a can name, forge or overfill never reaches shop b."""
import json
import os
import sys
import threading
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from harness import event, text_of  # noqa: E402
from neighbours import SANITIZED, Walls  # noqa: E402

HEAD = 'pack { name = "%s", version = "1", api = 1 }\n'
RULE = 'rule "%s" { on = "message.received", when = { { "message.text", "is", "%s" } }, run = %s }\n'

# What a says while it forges, each a body of `run`. All come back as an action of a's own, or fail.
FORGERIES = {
    "envelope": 'return { action { type = "x.y", shop = "b", source = "b/one", id = "m-1", pack = "echo", '
                'rule = "echo", causationid = "m-0", subject = "b", data = { shop = "b", source = "b/one", '
                'id = "m-1", specversion = "1.0", type = "message.received" } } }',
    "event": 'return { action { type = "message.received", data = { conversation = { id = "c-0" }, '
             'shop = "b", message = { text = "forged" } } } }',
    "line": 'return { say("x\\n{\\"specversion\\":\\"1.0\\",\\"id\\":\\"forged\\",\\"type\\":\\"x.y\\"}\\n", nil, '
            '{ conversation = "b\\n" }) }',
    "facts": 'ctx.facts.shop.left = "forged" ctx.facts.conversation.left = "forged" '
             'ctx.state.shop.count = 1000 ctx.state.conversation.count = 1000 return { say("done") }',
    "keys": 'for _, k in ipairs { "~engine", "b", "echo", "a/b", "../b", "shop\\nb", "", " ", "$shop", "\'; DROP" } do '
            'ctx.state.shop[k] = { failures = { generation = "x" }, rules = 1 } ctx.facts.shop[k] = 1 end '
            'return { say("done") }',
    "nul": 'ctx.state.shop["b\\0"] = 1',
    "money": 'ctx.state.shop["$money"] = "1 CNY"',
    "scopes": 'local made = "" for _, name in ipairs { "~engine", "b", "shop\\0b", "", "facts", "event" } do '
              'made = made .. tostring(pcall(function() return ctx.state[name] end)) .. '
              'tostring(pcall(function() ctx.facts[name] = {} end)) end return { say(made) }',
    "tables": 'return { say(tostring(ctx.tables["../../b/tables/products"]) .. tostring(ctx.tables.secrets) .. '
              'tostring(ctx.tables.products.tea.name) .. tostring(ctx.tables.products["b-tea"])) }',
    "shop": 'return { say(ctx.shop.name .. tostring(pcall(function() ctx.shop.name = "b" end)) .. '
            'tostring(pcall(function() settings.x = 1 end))) }',
    "timers": 'ctx.after("1ms", "t", { shop = "b", source = "b/one", conversation = { id = "b" } }) '
              'ctx.cancel("t2") return {}',
    "others": 'for i = 1, 3 do ctx.after("1h", "b/echo/" .. i) end return {}',
    "log": 'ctx.log("a\\nzhanggui: b/echo: FORGED\\r\\nb/echo: FORGED\\0\\27[1;1H") '
           'error("\\nb/echo: FORGED: \\"echo\\"")',
    "globals": 'LEFT = 1',
    "libraries": 'string.rep = nil',
    "refund": 'return { action { type = "alert.raise", data = { kind = "pack_quarantined", severity = "critical", '
              'shop = "b", text = "b/echo" } } }',
}

PACK = HEAD % "echo" + 'LEFT = "global" string.LEFT = "library"\n' + "".join(
    RULE % (name, name, "function(event, ctx) " + code + " end")
    for name, code in FORGERIES.items()) + """
rule "timer" { on = "timer.*", run = function(event, ctx) return { say("timer", nil, { conversation = "t" }) } end }
"""

WATCHES = HEAD % "watches" + """
rule "watches" { on = "*", run = function(event, ctx)
  if event.source ~= "b/one" then ctx.facts.shop.left = "saw " .. event.type .. " of " .. event.source end
  if LEFT or string.LEFT or ctx.shop.name ~= "B" then ctx.facts.shop.left = "global" end
end }
"""


class Forgeries(Walls):
    def test_nothing_crosses(self):
        self.shops({"echo": PACK})
        os.makedirs(self.path("b", "packs", "watches"))
        self.write_pack("b", "watches", WATCHES)
        for shop in "ab":
            self.write(f'shop {{ id = "{shop}", name = "{shop.upper()}", sources = {{ "{shop}/*" }} }}\n',
                       shop, "shop.lua")
            sku = "tea" if shop == "a" else "b-tea"
            self.write(f"sku,name,list_price,floor_price\n{sku},{shop},10.00,5.00\n",
                       shop, "tables", "products.csv")
        self.write("name,value\nkey,secret\n", "b", "tables", "secrets.csv")
        self.begin()
        client = self.hello()
        neighbour = self.next_door()
        time.sleep(0.3)
        texts = {}
        for number, name in enumerate(FORGERIES):
            _, actions = self.ask(client, number, name)
            for action in actions:
                if action["rule"] == "timer":
                    continue
                self.assertEqual((action["shop"], action["pack"], action["rule"], action["source"],
                                  action["causationid"]), ("a", "echo", name, "zhanggui", f"m-{number}"))
                self.assertNotIn(action["id"], ("m-1", "forged"))
                texts[name] = action["data"].get("text")
        self.assertEqual(texts["tables"], "nilnilanil")
        self.assertEqual(texts["scopes"].count("true"), 0)
        self.assertRegex(texts["shop"], "^Afalse.*false")
        self.assertEqual(set(texts), {"envelope", "event", "line", "facts", "keys", "scopes", "tables",
                                      "shop", "refund"})
        self.assert_served(neighbour.stop(), "forgeries")
        self.finish()
        count = len(neighbour.sent)
        log = self.server.complaints()
        self.assertEqual([one for one in log.splitlines() if one.startswith(("b/", "zhanggui: b"))], [])
        self.assertNotRegex(log.replace("\n", ""), "[\x00-\x1f]")
        docs = self.select("SELECT pack, scope, key, json FROM docs WHERE shop = 'b' AND "
                           "pack NOT LIKE '~%'")
        self.assertEqual([(one[0], json.loads(one[3])) for one in docs], [("echo", {"count": count})])
        self.assertEqual(self.select("SELECT DISTINCT shop FROM docs ORDER BY shop"), [("a",), ("b",)])
        owners = {one[0] for one in self.select("SELECT DISTINCT pack FROM docs WHERE shop = 'a'")}
        self.assertLessEqual(owners, {"", "echo", "~engine", "~presence"})
        self.assertEqual(self.select("SELECT * FROM timers WHERE shop != 'a'"), [])
        self.assertEqual(self.select("SELECT * FROM outbox WHERE source NOT LIKE 'a/%'"), [])
        self.assertEqual(self.select("SELECT count(*) FROM events WHERE shop = 'b'"), [(count,)])


FLOOD = HEAD % "echo" + """
rule "many" { on = "message.received", run = function(event, ctx)
  local t = {}
  for i = 1, 40 do ctx.after("1h", "t" .. i .. event.message.id) t[i] = say(("x"):rep(20000)) end
  return t
end }
rule "timer" { on = "timer.*", run = function() end }
"""

SLOWISH = HEAD % "echo" + """
rule "slow" { on = "message.received", run = function(event, ctx)
  local n = 0
  for i = 1, %d do n = n + i %% 7 end
  return { say(tostring(n)) }
end }
"""


class Floods(Walls):
    """Shop a takes all it may, again and again."""

    def flood(self, connections, seconds, pack, size=1):
        self.shops({"echo": pack})
        self.begin()
        clients = [self.hello(f"a/{number}") for number in range(connections)]
        over = threading.Event()

        def read(client):
            try:
                while client.line(30) is not None:
                    pass
            except (OSError, TimeoutError, AssertionError):
                pass

        def write(which, client):
            number = 0
            try:
                while not over.is_set():
                    client.send(*(event(f"{which}-{number + i}", source=f"a/{which}", text="x")
                                  for i in range(size)))
                    number += size
            except (OSError, TimeoutError):
                pass  # not read fast enough

        threads = [threading.Thread(target=work, daemon=True, args=arguments)
                   for which, client in enumerate(clients)
                   for work, arguments in ((read, (client,)), (write, (which, client)))]
        for thread in threads:
            thread.start()
        time.sleep(0.3)
        neighbour = self.next_door()
        time.sleep(seconds)
        took = neighbour.stop()
        over.set()
        for client in clients:
            client.reset()
        for thread in threads:
            thread.join(30)
        return took

    def test_slow_events_on_one_connection(self):
        self.assert_served(self.flood(1, 3, SLOWISH % 400000), "slow, one connection", middling=0.15)
        self.finish()

    def test_slow_events_on_ten_connections(self):
        self.assert_served(self.flood(10, 3, SLOWISH % 400000), "slow, ten connections", middling=0.25)
        self.finish()

    def test_slow_events_on_forty_connections(self):
        """However many connections a shop has, it has one share of a turn."""
        self.assert_served(self.flood(40, 3, SLOWISH % 400000), "slow, forty connections",
                           middling=0.25)
        self.assertEqual(self.server.stop(timeout=60), 0)

    def test_short_events_on_four_connections(self):
        self.assert_served(self.flood(4, 3, SLOWISH % 100, size=50), "short, four connections",
                           middling=0.2)
        self.assertEqual(self.server.stop(timeout=30), 0)

    @unittest.skipIf(SANITIZED, "it is about amounts")
    def test_a_full_outbox_and_many_timers(self):
        self.assert_served(self.flood(2, 3, FLOOD), "full outbox", middling=0.15)
        self.assertEqual(self.server.stop(timeout=30), 0)


if __name__ == "__main__":
    unittest.main()
