"""Why did it not? A shop in which something stands in the way of each rule, and `explain`, which
has to name the true cause: asked of the running server, of its store after it has ended, and of a
replay of the log, in the same words each time, and with the same rows in JSON."""
import json
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "wire"))
import harness  # noqa: E402

SHOP = """
shop {
  id = "main", sources = { "tea/*" }, language = "%s", time_zone = "Asia/Shanghai",
  packs = { talk = { greeting = false }, sleepy = false },
  limits = { messages_per_hour = 2, quiet_hours = "22:00-08:00", largest_cut = "30%%" },
}
"""
OTHER = 'shop { id = "other", sources = { "cups/*" }, language = "%s" }\n'
PRODUCTS = """sku,name,list_price,floor_price,currency
cup,Cup,100.00,80.00,CNY
bare,Bare,100.00,,CNY
"""
TALK = """
pack { name = "talk", version = "1.0.0", about = "Rules that something keeps from running" }
settings { greeting = { type = "boolean", default = true, about = "whether it greets" } }
local function says(...) return { "message.text", "says", { ... } } end
local function answers(text) return function() return { say(text) } end end
local on = "message.received"

rule "greets" { on = on, when = { says("你好"), { "settings.greeting", "is", true } },
  run = answers("hi") }
rule "by order" { on = on, scope = "order", settle = "2s", run = answers("order") }
rule "free shipping" { on = on, when = { says("包邮", "免邮") }, run = answers("free") }
rule "upsell" { on = on,
  when = { says("推荐"), { "facts.conversation.complaint", "absent", label = "no complaint" } },
  run = answers("this one") }
rule "low" { on = on, when = { says("便宜") }, claims = "reply", priority = 10, run = answers("l") }
rule "high" { on = on, when = { says("便宜") }, claims = "reply", priority = 90, run = answers("h") }
rule "tells of shipping" { on = "order.shipped", run = answers("on its way") }
rule "chats" { on = on, when = { says("聊天") }, run = answers("ok") }
rule "names a price" { on = "offer.received", run = function(event)
  return { offer { sku = event.item.sku, price = money(event.offer.price, "CNY") } }
end }
rule "here" { on = on, when = { says("在吗") }, run = answers("yes") }
rule "fails" { on = on, when = { says("出错") }, run = function(event)
  local nothing = event.message.nothing
  return nothing.at.all
end }
rule "endless" { on = on, when = { says("循环") }, run = function() while true do end end }
rule "thinks" { on = on, when = { says("等等") }, settle = "3s", run = answers("thought") }
rule "not shipped" { on = "order.paid", unless_within = { events = { "order.shipped" }, time = "2h" },
  run = function() return { alert { kind = "dispatch_overdue", severity = "critical" } } end }
rule "sets" { on = on, when = { says("提醒我") }, run = function(event, ctx)
  ctx.after("1h", "nudge", {}) return {} end }
rule "unsets" { on = on, when = { says("不用了") }, run = function(event, ctx)
  ctx.cancel("nudge") return {} end }
rule "nudge" { on = "timer.nudge", run = answers("nudge") }
rule "slow" { on = "order.delivered", when = { { "order.paid_at", "older_than", "2h" } },
  run = answers("sorry") }
rule "cheers" { on = on, when = { says("谢"), none { { "message.text", "says", { "不谢" } } } },
  run = answers("welcome") }
rule "either" { on = on, when = { says("发货"),
  any { { "order.id", "present" }, { "item.sku", "is", "tea" }, all { { "buyer.id", "absent" } } } },
  run = answers("sent") }
rule "dear" { on = on, when = { says("贵"), { "item.price", ">=", 500 } }, run = answers("dear") }
rule "promises" { on = on, when = { says("保证") }, run = answers("绝对保证") }
rule "silent" { on = on, when = { says("安静") }, run = function() return {} end }
guard "no promises" { on = "message.send", run = function(action)
  if action.data.text:find("绝对", 1, true) then return false, "we promise nothing" end
end }
"""
MOOD = """
pack { name = "mood", version = "1.0.0", about = "Notes a complaint" }
rule "complains" { on = "message.received", when = { { "message.text", "says", { "投诉" } } },
  run = function(event, ctx) ctx.facts.conversation.complaint = true return {} end }
"""
SLEEPY = """
pack { name = "sleepy", version = "1.0.0", about = "Is turned off" }
rule "yawns" { on = "message.received", run = function() return { say("yawn") } end }
"""

# Whose rule is none of the three that nearly ran.
FAR = {"scope": ["--all"], "phrase": ["--all"]}


class Log:
    """Events a minute apart, each with a conversation and a buyer of its own unless it says."""

    def __init__(self):
        self.lines, self.at = [], 0

    def add(self, id_, type_="message.received", source="tea/a", who=None, after=60, **data):
        self.at += after
        day, second = divmod(self.at, 86400)
        time = f"2026-11-{21 + day}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"
        who = who or id_
        whole = {"id": id_, "source": source, "type": type_, "time": time,
                 "data": {"conversation": {"id": f"c-{who}"}, "buyer": {"id": f"b-{who}"}, **data}}
        self.lines.append(json.dumps(whole, ensure_ascii=False).encode() + b"\n")

    def say(self, id_, text, **more):
        self.add(id_, message={"text": text}, **more)


def offer(price, sku):
    return {"type_": "offer.received", "item": {"sku": sku}, "offer": {"price": price, "currency": "CNY"}}


def planted():
    log = Log()
    log.say("off", "你好")
    log.say("scope", "查单")
    log.say("phrase", "贵不贵")
    log.say("grumbles", "我要投诉", who="fact")
    log.say("fact", "推荐一下")
    log.say("yields", "便宜点")
    for n in range(3):
        log.say(f"chat-{n}", "聊天", who="chat")
    log.add("floor", **offer("75.00", "cup"))
    log.add("no-floor", **offer("95.00", "bare"))
    log.add("cut", **offer("150.00", "cup"))
    log.add("agent", "message.sent", who="human", message={"text": "我来"}, sender={"role": "agent"})
    log.say("human", "在吗")
    for n in range(21):
        log.say(f"fails-{n}", "出错")
    log.say("limit", "循环")
    log.add("paid", "order.paid", order={"id": "o-1"})
    log.add("shipped", "order.shipped", order={"id": "o-1"})
    log.add("late-paid", "order.paid", order={"id": "o-1"}, after=0)
    log.say("timer", "提醒我", who="timed")
    log.say("cancels", "不用了", who="timed")
    log.add("young", "order.delivered", order={"id": "o-2", "paid_at": "2026-11-21T00:10:00Z"})
    log.say("negated", "不谢")
    log.say("nested", "发货了吗", item={"sku": "cup"})
    log.say("value", "太贵", item={"sku": "cup", "price": "100.00", "currency": "CNY"})
    log.say("guard", "你保证吗")
    log.say("silent", "安静")
    log.add("unheard", "x.note")
    log.say("elsewhere", "包邮", source="cups/b")
    log.say("nobody", "包邮", source="pots/c")
    log.lines.append(log.lines[0])  # a duplicate of "off"
    log.lines.append(log.lines[2].replace("贵不贵".encode(), "别的".encode()))  # a conflict: "phrase"
    log.say("resting", "困")
    log.say("turn-1", "等等", who="turn")
    log.say("turn-2", "再想想", who="turn", after=1)
    log.add("quiet", "order.shipped", order={"id": "o-3"}, after=50000)
    log.add("waits", "order.paid", order={"id": "o-4"})
    log.say("last", "等等")
    return b"".join(log.lines)


# Of each event: the rule that did not do it ("": none), what the text says in Chinese and in
# English, and what the row of the rule says.
NO, ERROR = {"result": "no"}, {"result": "error"}
CASES = {
    "off": ("talk/greets", "设置 greeting", "the setting greeting", {**NO, "saw": False, "held": 1, "of": 2}),
    "scope": ("talk/by order", "没有说是哪个 order", "does not say which", {**NO, "condition": "order.id"}),
    "phrase": ("talk/free shipping", "说到 “包邮|免邮”，而买家说的是 “贵不贵”",
               "must say “包邮|免邮”, and the buyer said “贵不贵”",
               {**NO, "wanted": {"says": ["包邮", "免邮"]}, "saw": "贵不贵"}),
    "fact": ("talk/upsell", "“no complaint”（facts.conversation.complaint（各规则包共用的记录）） 没有值，看到的是 true",
             "a record that all packs share", {**NO, "condition": "no complaint", "saw": True}),
    "yields": ("talk/low", "由 talk/high 来答", "talk/high has the answer", {"result": "yielded", "to": "talk/high"}),
    "chat-2": ("talk/chats", "一小时里给这位买家的第 3 条消息，最多 2 条", "message 3 to this buyer in an hour, and 2", ERROR),
    "floor": ("talk/names a price", "价 75.00 低于底价 80.00", "75.00 is under the floor of 80.00", ERROR),
    "no-floor": ("talk/names a price", "95.00 低于标价 100.00，而价目表里没有底价",
                 "the list price of 100.00, and the sheet has no floor", ERROR),
    "cut": ("talk/names a price", "150.00 高于标价 100.00", "150.00 is above the list price of 100.00", ERROR),
    "human": ("talk/here", "由人工接待", "a person has looked after this", {"result": "withheld"}),
    "fails-0": ("talk/fails", "pack.lua:", "pack.lua:", ERROR),
    "fails-20": ("talk/fails", "连续出错 20 次", "failed 20 times in a row", {"result": "quarantined"}),
    "limit": ("talk/endless", "用得太多", "used more than its share", {"result": "limit"}),
    "paid": ("talk/not shipped", "来了 order.shipped（事件 shipped）", "order.shipped came (event shipped)",
             {**NO, "condition": "unless_within", "saw": "order.shipped", "event": "shipped"}),
    "late-paid": ("talk/not shipped", "order.shipped 已经先来过", "order.shipped had come before",
                  {**NO, "condition": "unless_within", "saw": "order.shipped"}),
    "waits": ("talk/not shipped", "来了 order.shipped 就取消", "is called off by order.shipped", {"result": "waiting"}),
    "timer": ("talk/nudge", "定时被 talk/unsets 取消了（事件 cancels）", "cancelled by talk/unsets (event cancels)",
              {**NO, "by": "talk/unsets"}),
    "young": ("talk/slow", "早于 “2h” 之前", "be older than “2h”", {**NO, "wanted": {"older_than": "2h"}}),
    "negated": ("talk/cheers", "不能说到 “不谢”", "must not say “不谢”", {**NO, "wanted": {"not says": ["不谢"]}}),
    "nested": ("talk/either", "下面一条也不成立：要求 order.id 有值", "none of these held: order.id must be there",
               {**NO, "held": 1, "of": 2}),
    "value": ("talk/dear", "item.price 至少 500，看到的是 “100.00”", "item.price must be at least 500", {**NO, "saw": "100.00"}),
    "guard": ("talk/promises", "守卫「no promises」不许 message.send：we promise nothing", "the guard “no promises” refused", ERROR),
    "silent": ("talk/silent", "没有给出任何动作", "gave no action", {"result": "fired", "gives": []}),
    "unheard": ("", "没有规则听 x.note", "No rule listens to events of the type x.note", None),
    "elsewhere": ("", "由店铺 other 判断", "by the shop other", None),
    "nobody": ("", "no_shop", "no_shop", None),
    "resting": ("", "shop.lua 里写着 sleepy = false", "shop.lua says sleepy = false", None),
    "turn-1": ("talk/thinks", "触发：规则「talk/thinks」给出了 message.send", "Ran: “talk/thinks”, and gave message.send", {"result": "fired"}),
    "quiet": ("talk/tells of shipping", "勿扰时段：message.send 推迟到 2026-11-22 08:00:00",
              "message.send waits until 2026-11-22 08:00:00", {"result": "fired"}),
    "last": ("talk/thinks", "要等买家停顿 3s，到", "the buyer to pause for 3s", {"result": "waiting", "settle": "3s"}),
}


class Explain(harness.WireTest):
    LANGUAGE = "zh"
    ROWS = True  # which are the same in all languages

    def setUp(self):
        super().setUp()
        for shop, text in (("main", SHOP), ("other", OTHER)):
            os.makedirs(self.path(shop))
            self.write(text % self.LANGUAGE, shop, "shop.lua")
        os.makedirs(self.path("none"))
        os.makedirs(self.path("main", "tables"))
        self.write(PRODUCTS, "main", "tables", "products.csv")
        for name, text in (("talk", TALK), ("mood", MOOD), ("sleepy", SLEEPY)):
            os.makedirs(self.path("main", "packs", name))
            self.write(text, "main", "packs", name, "pack.lua")
        self.rules = ["--rules", self.path("none")]
        self.shops = ["--shop", self.path("main"), "--shop", self.path("other"), *self.rules]
        self.store, self.log = self.path("z.db"), self.path("log.jsonl")
        with open(self.log, "wb") as file:
            file.write(planted())

    def serve_log(self):
        server = harness.Server(["--listen", "unix:" + self.path("s"), "--clock", "event",
                                 "--data", self.store, *self.shops])
        self.addCleanup(server.kill)
        client = self.connect(server)
        client.send(planted())
        client.end()
        client.rest()
        return server

    def explain(self, id_, *arguments, status=0):
        done = subprocess.run([harness.BINARY, "explain", id_, *arguments], capture_output=True,
                              timeout=harness.PATIENCE, check=False)
        self.assertEqual(done.returncode, status, (id_, arguments, done))
        return (done.stdout if status == 0 else done.stderr).decode()

    def ways(self, id_, *arguments):
        return {"store": self.explain(id_, "--data", self.store, *arguments),
                "replay": self.explain(id_, "--log", self.log, *self.shops, *arguments)}

    def check_rows(self, id_, live, rule, expected):
        found = self.ways(id_, "--json")
        self.assertEqual(found["store"], live)
        for one in (live, found["replay"]):
            if expected is not None:
                self.check_row(id_, one, rule, expected)

    def check_row(self, id_, lines, rule, expected):
        rows = [row for line in lines.splitlines() for row in json.loads(line).get("rules", [])
                if f"{row['pack']}/{row['rule']}" == rule]
        self.assertTrue(any(expected.items() <= row.items() for row in rows), (id_, expected, rows))

    def test_only_the_nearest_that_did_not_run(self):
        """Three of them; what happened is told whole, and how many more there are."""
        full = self.explain("phrase", "--log", self.log, *self.shops, "--all")
        short = self.explain("phrase", "--log", self.log, *self.shops)
        no = ("Did not run", "没有触发")
        count = [sum(line.strip().startswith(no) for line in text.split("\n\n")[0].splitlines())
                 for text in (full, short)]
        self.assertGreater(count[0], 3)
        self.assertLess(count[1], count[0])
        self.assertIn("--all", short)
        self.assertNotIn("--all", full)
        for line in short.splitlines():
            if not line.strip().startswith(no) and "--all" not in line:
                self.assertIn(line, full.splitlines())

    def test_the_cause_is_named_in_every_way(self):
        place = 2 if self.LANGUAGE == "en" else 1
        server = self.serve_log()
        data = ["--data", self.store]
        live = {id_: self.explain(id_, *data, *FAR.get(id_, [])) for id_ in CASES}
        rows = {id_: self.explain(id_, *data, "--json") for id_ in CASES if self.ROWS}
        self.assertEqual(server.stop(), 0, server.complaints())
        for id_, (rule, *_, expected) in CASES.items():
            text = live[id_]
            with self.subTest(event=id_):
                cause = CASES[id_][place]
                self.assertIn(cause, text)
                said = [line for line in text.splitlines() if cause in line]
                self.assertTrue(any(rule in line or line.startswith("    ") for line in said), text)
                found = self.ways(id_, *FAR.get(id_, []))
                self.assertEqual(found["store"], text)
                dead = " It is among the dead letters: zhanggui ctl dead list."  # a replay keeps none
                self.assertEqual(found["replay"], text.replace(dead, ""))
                if self.ROWS:
                    self.check_rows(id_, rows[id_], rule, expected)

    def test_what_is_refused_is_no_trace(self):
        text = self.explain("nobody", "--log", self.log, *self.shops, "--json")
        self.assertEqual(json.loads(text)["code"], "no_shop")
        conflict = self.explain("phrase", "--log", self.log, *self.shops, "--language", "zh")
        self.assertIn("同一编号的另一份被拒收了（conflict）", conflict)
        own = self.explain("phrase", "--log", self.log, *self.shops)  # in one language
        self.assertEqual("同一编号的另一份被拒收了" in own, own.startswith("事件 phrase"), own)
        refused = self.explain("nobody", "--log", self.log, *self.shops)
        self.assertIn("was refused (no_shop)", refused)
        self.assertNotIn("dead letters", refused, "a log has none")
        once = self.explain("off", "--log", self.log, *self.shops, "--json")
        self.assertEqual(once.count('"others"'), 1, "a duplicate is not decided again")
        turn = self.explain("turn-1", "--log", self.log, *self.shops, "--language", "zh")
        self.assertIn("turn-1, turn-2 当作一轮一起判断", turn)

    def test_one_rule_with_all_its_conditions(self):
        given = ["--log", self.log, *self.shops, "--language", "zh", "--rule"]
        text = self.explain("nested", *given, "talk/either")
        self.assertEqual([line.strip()[0] for line in text.splitlines()[2:]], list("✓✗✗✗✗✗"), text)
        self.assertNotIn("greets", text)
        resting = self.explain("resting", *given, "sleepy/yawns")
        self.assertIn("sleepy = false", resting)
        other = self.explain("elsewhere", *given, "talk/free shipping")
        self.assertIn("店铺 other 的这版规则里没有它", other)

    def test_the_journal_is_replayed_for_all_conditions(self):
        server = self.serve_log()
        given = ["nested", "--data", self.store, "--rule", "talk/either"]
        live = self.explain(*given, *self.shops)
        kept = self.explain(*given)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(self.explain(*given, *self.shops), live)
        # On the event clock an export says what the clock showed before the event came.
        replayed = self.explain("nested", "--log", self.log, *self.shops, *given[3:])
        self.assertEqual(replayed.splitlines()[1:], live.splitlines()[1:])
        self.assertEqual(live.splitlines()[1], kept.splitlines()[1])
        self.assertGreater(live.count("✗"), kept.count("✗"))
        self.assertIn("✗", kept)

    def test_an_unknown_id(self):
        server = self.serve_log()
        for arguments in (["--data", self.store], ["--log", self.log, *self.shops]):
            near = self.explain("shippd", *arguments, status=1)
            self.assertIn('did you mean "shipped"', near)
            far = self.explain("somethingelse", *arguments, status=1)
            self.assertIn("the latest are quiet, waits, last", far)
        self.assertIn("newest 10,000", self.explain("somethingelse", "--data", self.store, status=1))
        self.assertEqual(server.stop(), 0)
        self.assertIn('did you mean "shipped"', self.explain("shippd", "--data", self.store, status=1))
        self.explain("x", "--data", self.path("missing.db"), status=3)

    def test_the_order_is_the_same_however_much_is_shown(self):
        short = self.explain("nested", "--log", self.log, *self.shops).splitlines()
        whole = self.explain("nested", "--log", self.log, *self.shops, "--all").splitlines()
        self.assertGreater(len(whole), len(short))
        self.assertIn("talk/either", short[2], short)  # the nearest comes first

    def test_usage(self):
        for arguments in ([], ["a", "b"], ["a", "--language", "fr"], ["a", "--shop"],
                          ["a", "--nonsense"], ["a", "--rule"]):
            done = subprocess.run([harness.BINARY, "explain", *arguments], capture_output=True,
                                  timeout=harness.PATIENCE, check=False)
            self.assertEqual(done.returncode, 2, (arguments, done))


class InEnglish(Explain):
    LANGUAGE = "en"
    ROWS = False


if __name__ == "__main__":
    unittest.main(verbosity=0)
