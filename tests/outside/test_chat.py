"""`zhanggui chat` as its users have it: through a pipe, where the same lines give the same bytes, and
at a terminal, with an editor, a history and colours. What a conversation was saved as passes."""
import calendar
import glob
import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import program  # noqa: E402

# A shop of one pack that does a thing of each kind, and says back what it is told.
PACK = """
pack { name = "counter", version = "1.0.0", about = "does a thing of each kind" }
settings { greeting = { type = "text", default = "hello" } }
rule "answers" {
  on = "message.received", settle = "3s", claims = "reply",
  run = function(event, ctx)
    local c = ctx.state.conversation
    c.turns = (c.turns or 0) + 1
    ctx.facts.conversation.counter = { last = event.message.text, price = money("9.90", "USD") }
    if event.message.text == "raise" then error("no such thing") end
    if event.message.text == "silence" then return {} end
    if event.message.text == "all" then
      return { gift { sku = "cup", gift = "a saucer" }, say("there you are"),
               offer { sku = "cup", price = money("9.50", "USD"), list_price = money("10", "USD"),
                       final = true },
               decline { sku = "cup", price = money("6", "USD") },
               alert { kind = "odd", severity = "info", text = "look here" }, clear { kind = "odd" },
               handoff { reason = "too much" },
               action { type = "x.done", data = { list = { 1, 2 }, deep = { a = "b" } } } }
    end
    if event.message.text == "think" then ctx.after("30s", "thought") end
    if event.message.text == "later" then ctx.after("3d", "thought") end
    if event.message.text == "round" then ctx.after("10ms", "round") end
    return { say("{turn}: {text}", { turn = c.turns, text = event.message.text }) }
  end,
}
rule "thinks" { on = "timer.thought", run = function() return { say("thought") } end }
rule "goes round" { on = "timer.round", run = function(_, ctx) ctx.after("1ms", "round") end }
rule "takes" {
  on = "offer.received",
  run = function(event)
    return { accept { sku = event.item.sku, price = money(event.offer.price, "USD") } }
  end,
}
rule "orders" {
  on = "order.*",
  run = function(event) return { action { type = "seen", data = event.data } } end,
}
rule "others" {
  on = { "x.*", "message.sent" },
  run = function(event) return { action { type = "seen", data = event.data } } end,
}
"""
SHOP = """
shop {
  id = "cups", name = "Cups", language = "en", currency = "USD",
  packs = { bargain = false, courier = false, objections = false, overdue = false },
}
"""
SHEET = "sku,list_price,floor_price,name\ncup,10.00,8.00,A cup\nmug,12.00,,A mug\n"


def chat(*lines, arguments=(), status=0, raw=None, env=None, cwd=None):
    """What `chat` prints when the lines come by a pipe."""
    text = raw if raw is not None else "".join(line + "\n" for line in lines).encode()
    done = subprocess.run([program.PROGRAM, "chat", *arguments], input=text, capture_output=True,
                          timeout=program.PATIENCE, env=env, cwd=cwd, check=False)
    if done.returncode != status:
        raise AssertionError(f"ended with {done.returncode}: {done.stdout}\n{done.stderr[-2000:]}")
    return done.stdout.decode("utf-8", "strict")


class Case(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.shop = os.path.join(self.folder, "cups")
        program.write(os.path.join(self.shop, "shop.lua"), SHOP)
        program.write(os.path.join(self.shop, "tables", "products.csv"), SHEET)
        program.write(os.path.join(self.shop, "packs", "counter", "pack.lua"), PACK)

    def chat(self, *lines, arguments=(), **more):
        return chat(*lines, arguments=["--shop", self.shop, *arguments], **more)

    def same(self, seen, *lines):
        self.assertEqual(seen, "".join(line + "\n" for line in lines))


class Pipe(Case):
    def test_the_example_shop_haggles(self):
        seen = chat("能便宜点吗", "再便宜点", arguments=["--shop", program.SHOP])
        lines = seen.splitlines()
        self.assertEqual([line for line in lines if line.startswith("（")],
                         ["（3s 后）", "（3s 后）", "（30s 后）"])
        self.assertEqual(sum(line.startswith("丽丽茶铺: ") for line in lines), 3)
        self.assertEqual(lines[-1], "  报价 ¥193（tea-250，标价 ¥199）")

    def test_the_clock_goes_to_the_answer_and_no_further(self):
        self.same(self.chat("hi", "think", "later"), "(3s later)", "Cups: 1: hi", "(3s later)",
                  "Cups: 2: think", "(30s later)", "Cups: thought", "(3s later)", "Cups: 3: later")
        self.same(self.chat("hi", "/wait 2s", "there", "/wait 2s", "/wait 1s",
                            arguments=["--run", "0s"]),
                  *["(nothing happens; /timers shows what is to come)"] * 4,
                  "(1s later)", "Cups: 1: hi", "  there")

    def test_waiting(self):
        self.same(self.chat("later", "/timers", "/wait 2d", "/wait 2d", "/timers"),
                  "(3s later)", "Cups: 1: later", "it is 2026-01-05 10:00:03",
                  "in 3d        2026-01-08 10:00:03  counter: thought (conversation c-1)",
                  "(nothing happens; /timers shows what is to come)", "(1d later)", "Cups: thought",
                  "it is 2026-01-09 10:00:03", "nothing is to come by itself")
        for wrong in ("/wait", "/wait soon", "/wait -1s", "/wait 101y"):
            self.same(self.chat(wrong, status=1), "! /wait needs a time, like /wait 40s or /wait 2d")

    def test_an_endless_timer_is_stopped(self):
        seen = self.chat("round", "/wait 1d", "hi", status=1)
        self.assertIn("! stopped after 10000 timers; some rule sets itself off for ever\n", seen)
        self.assertIn("Cups: 2: hi\n", seen)

    def test_everything_a_shop_can_do(self):
        self.same(self.chat("all"), "(3s later)", "Cups: there you are",
                  "  gives a saucer with cup",
                  "  offers $9.50 for cup, which lists at $10; that is the last price",
                  "  declines $6 for cup", "  alerts you: odd (info): look here",
                  "  takes the alert back: odd", "  hands over to you: too much",
                  "  x.done: deep (a b), list 1, 2")

    def test_json(self):
        lines = self.chat("all", "hi\x7f\u009b[2J", arguments=["--json"]).splitlines()
        actions = [json.loads(line) for line in lines]
        self.assertEqual([action["type"] for action in actions],
                         ["gift.offer", "message.send", "offer.make", "offer.decline", "alert.raise",
                          "alert.clear", "handoff.request", "x.done", "message.send"])
        self.assertEqual(actions[-1]["data"]["text"], "2: hi\x7f\u009b[2J")
        self.assertIn("\\u009b[2J", lines[-1])

    def test_when_and_what(self):
        seen = self.chat("/timers", "/item", "/item mug", "/offer 12",
                         arguments=["--time", "2026-11-21T10:00:00+08:00", "--item", "cup"])
        self.same(seen, "it is 2026-11-21 10:00:00", "nothing is to come by itself",
                  "about cup A cup, $10", "about mug A mug, $12", "  accepts $12 for mug")
        self.same(self.chat("/item mag", "/item nothing-like-it", status=1),
                  '! the sheet of products has no "mag"; did you mean "mug"?',
                  '! the sheet of products has no "nothing-like-it"')

    def test_offers(self):
        self.same(self.chat("/offer 8.5"), "  accepts $8.50 for cup")
        for wrong in ("", "x", "8.555", "9999999999999999999"):
            self.same(self.chat("/offer " + wrong, status=1),
                      "! /offer needs a price in USD, like /offer 175")

    def test_orders(self):
        steps = ["paid", "shipped", "delivered", "completed", "cancelled", "refund_requested",
                 "refunded"]
        seen = self.chat("/order created", *("/order " + step for step in steps), "/order created",
                         arguments=["--json"])
        events = [json.loads(line)["data"] for line in seen.splitlines()]
        self.assertEqual([e["order"]["id"] for e in events], ["o-1"] * 8 + ["o-2"])
        self.assertEqual(events[0], {
            "buyer": {"id": "b-1"}, "conversation": {"id": "c-1"},
            "item": {"sku": "cup", "price": "10.00", "currency": "USD"},
            "order": {"id": "o-1", "price": "10.00", "currency": "USD",
                      "items": [{"sku": "cup", "quantity": 1, "price": "10.00"}]}})
        self.assertEqual(events[1]["order"], {"id": "o-1", "paid_at": "2026-01-05T02:00:00Z",
                                              "amount": "10.00", "currency": "USD"})
        self.assertEqual(events[2]["shipment"]["tracking_number"], "T-o-1")
        agreed = self.chat("/offer 9", "/order created", arguments=["--json"]).splitlines()[-1]
        self.assertEqual(json.loads(agreed)["data"]["order"]["price"], "9.00")
        self.assertIn('did you mean "paid"?', self.chat("/order payd", status=1))
        self.assertIn("/order needs one of created, paid,", self.chat("/order", status=1))

    def test_after_an_order_messages_are_about_it(self):
        events = self.chat("/order paid", '/event {"type":"x.note","data":{"a":[1,null]}}', "hi",
                           '/save told', cwd=self.folder)
        story = program.read(os.path.join(self.shop, "packs/counter/tests/told.lua")).decode()
        self.assertIn('order = { id = "o-1" }', story)
        self.assertIn("saved as", events)

    def test_events(self):
        seen = self.chat('/event {"type":"x.a","data":{"n":1.50,"item":false}}',
                         '/event {"type":"x.a","id":"mine","data":{"buyer":{"id":"b-7"}}}',
                         '/event {"type":"x.a","id":"mine","data":{"buyer":{"id":"b-7"}}}',
                         arguments=["--json"])
        first, second = (json.loads(line) for line in seen.splitlines())
        self.assertEqual(first["causationid"], "e-1")
        self.assertEqual(first["data"],
                         {"n": 1.5, "conversation": {"id": "c-1"}, "buyer": {"id": "b-1"}})
        self.assertEqual((second["causationid"], second["data"]["buyer"]), ("mine", {"id": "b-7"}))
        for wrong, message in (("", "needs an event as JSON"), ("{", "needs an event as JSON"),
                               ("{}", "needs an event with a type"), ("[]", "with a type"),
                               ('{"type":5}', "with a type"), ('{"type":"x","data":5}', "data"),
                               ('{"type":"x","time":"soon"}', "time"),
                               ('{"type":"x","source":""}', "source")):
            self.assertIn(message, self.chat("/event " + wrong, status=1), wrong)

    def test_other_buyers(self):
        self.same(self.chat("later", "/as b-2 Ann Lee", "hi", "/wait 3d", "/as b-1", "hi", "/as Bo"),
                  "(3s later)", "Cups: 1: later",
                  "you are the buyer b-2 Ann Lee, in the conversation c-2",
                  "(3s later)", "Cups: 1: hi", "(2d23h59m57s later)", "Cups → c-1: thought",
                  "you are the buyer b-1, in the conversation c-1", "(3s later)", "Cups: 2: hi",
                  "you are the buyer Bo, in the conversation c-Bo")
        self.assertIn("! /as:", self.chat("/as " + "x" * 300, status=1))
        self.assertIn("! /as:", self.chat("/as a\x1b[31mb", status=1))

    def test_a_colleague_answers(self):
        self.same(self.chat("/agent I will see", "hi", "/wait 1h", "hi"),
                  "  seen: message (text I will see), sender (role agent), conversation (id c-1), "
                  "buyer (id b-1), item (sku cup, price 10.00, currency USD)",
                  "(nothing happens)", "(nothing happens)", "(3s later)", "Cups: 1: hi")
        self.assertIn("! /agent needs", self.chat("/agent", status=1))

    def test_a_look_behind_the_counter(self):
        self.same(self.chat("/state", "/facts", "/why", "hi", "/state", "/facts"),
                  "the packs remember nothing", "the packs have told each other nothing",
                  "nothing has happened yet", "(3s later)", "Cups: 1: hi",
                  "counter, conversation c-1", "  turns: 1", "conversation c-1", "  counter:",
                  "    last: hi", "    price: $9.90")
        why = self.chat("hi", "/why")
        self.assertIn("answers", why)
        self.assertNotIn("{", why)
        self.assertLess(len(why), len(self.chat("hi", "/why all")))
        self.assertIn("message.text", chat("能便宜点吗", "/why haggles",
                                           arguments=["--shop", program.SHOP]))

    def test_a_rule_that_fails_is_told_of(self):
        seen = self.chat("raise", "hi", status=1)
        self.assertRegex(seen, r'! cups/counter: rule "answers": .*pack.lua:\d+: no such thing')
        self.assertIn("Cups: 1: hi", seen)

    def test_commands(self):
        self.assertEqual(self.chat("/quit", "hi"), "")
        self.assertEqual(self.chat("", "   ", "\t"), "")
        self.same(self.chat("/wiat 2d", "/x", "/", status=1),
                  '! there is no command /wiat; did you mean "wait"?', "! there is no command /x",
                  "! there is no command /")
        listed = self.chat("/help")
        told = program.run("chat", "--help")[0].decode()
        for word in ("wait", "order", "offer", "event", "item", "as", "agent", "why", "timers",
                     "state", "facts", "reload", "save", "help", "quit"):
            self.assertIn("  /" + word, listed)
            self.assertIn("  /" + word, told)

    def test_the_command_line(self):
        for arguments, status, message in (
                (["--shop", "/nowhere"], 3, "there is no shop folder"),
                (["--nonsense"], 2, "unknown option"), (["--item", "x"], 2, "no \"x\""),
                (["--time", "noon"], 2, "--time wants a time"), (["--run", "x"], 2, "--run wants"),
                (["extra"], 2, "what is extra for?"), (["--shop"], 2, "needs a value")):
            stderr = program.run("chat", *arguments, status=status)[1].decode()
            self.assertIn(message, stderr)
        program.write(os.path.join(self.shop, "shop.lua"), "shop { currency = 5 }")
        self.assertIn("shop.lua", program.run("chat", "--shop", self.shop, status=1)[1].decode())

    def test_without_a_shop(self):
        self.assertIn("没有动静", chat("你好"))
        self.assertIn("没有说哪件商品", chat("/item"))
        rules = os.path.join(self.shop, "packs")
        self.assertIn("default: 1: hi", chat("hi", arguments=["--rules", rules]))


class Hostile(Case):
    def test_what_is_no_text(self):
        for raw in (b"\xff\xfe\n", b"a\0b\n", b"\xed\xa0\x80\n", b"/as \xc0\xaf\n"):
            self.assertEqual(self.chat(raw=raw + b"hi\n", status=1).splitlines()[0],
                             "! the line is not UTF-8")

    def test_long_lines(self):
        self.assertIn("! the line has more than 16384 bytes\n",
                      self.chat(raw=b"x" * (8 << 20) + b"\nhi\n", status=1))
        self.assertIn("x" * 16384, self.chat("x" * 16384))
        self.assertIn("Cups: 1: hi", self.chat(raw=b"hi"))  # no newline at the end
        self.assertIn("Cups: 1: hi\n", self.chat(raw=b"hi\r\n"))

    def test_nothing_steers_the_terminal(self):
        evil = "a\x1b[2J\x1b]0;x\x07b\u009b31mc\u202e\u200fd\u2066e\x7ff\x08"
        seen = self.chat(evil, "/" + evil, "/item " + evil, "/order " + evil, "/facts", "/state",
                         "/agent " + evil, "/why all", "/as b-3 " + evil, "/save " + evil,
                         '/event {"type":"x.%s"}' % "\\u001b[2J", status=1)
        for bad in "\x1b\x07\u009b\u202e\u200f\u2066\x7f\x08":
            self.assertNotIn(bad, seen)
        self.assertIn("a?[2J", seen)

    def test_many_lines(self):
        seen = self.chat(*["hi"] * 500)
        self.assertIn("Cups: 500: hi\n", seen)

    def test_the_same_lines_give_the_same_bytes(self):
        lines = ["能便宜点吗", "再便宜点", "/order paid", "/wait 3d", "/state", "/why all", "/timers"]
        first = chat(*lines, arguments=["--shop", program.SHOP])
        for more in ({"TZ": "America/New_York"}, {"LC_ALL": "de_DE.UTF-8"}, {"TERM": "xterm"}):
            again = chat(*lines, arguments=["--shop", program.SHOP], env={**os.environ, **more})
            self.assertEqual(again, first)


class Reload(Case):
    def pack(self, text):
        program.write(os.path.join(self.shop, "packs", "counter", "pack.lua"), text)

    def talk(self, *turns):
        """Lines, and between them changes to the files."""
        process = subprocess.Popen([program.PROGRAM, "chat", "--shop", self.shop],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        for turn in turns:
            if callable(turn):
                process.stdin.write(b"/timers\n")  # everything before it was read by then
                process.stdin.flush()
                for line in iter(process.stdout.readline, b""):
                    if line.startswith(b"nothing is to come"):
                        break
                turn()
            else:
                process.stdin.write(turn.encode() + b"\n")
        process.stdin.close()
        seen = process.stdout.read().decode()
        process.wait(program.PATIENCE)
        return seen

    def test_the_new_rules_and_the_old_memory(self):
        seen = self.talk("hi", lambda: self.pack(PACK.replace("{turn}: ", "{turn} anew: ")),
                         "/reload", "hi", "/reload")
        self.same(seen, "(loaded anew; what was remembered goes on)", "(3s later)",
                  "Cups: 2 anew: hi", "(nothing has changed)")

    def test_a_mistake_is_told_with_its_place(self):
        seen = self.talk("hi", lambda: self.pack(PACK.replace('rule "thinks" { on', 'rule "thinks" { no')),
                         "/reload", "hi")
        self.assertRegex(seen, r'^! .*/packs/counter/pack.lua:\d+: rule "thinks": "no" is no key')
        self.assertIn("(the shop goes on as it was)\n(3s later)\nCups: 2: hi\n", seen)

    def test_a_story_that_fails_is_told_of(self):
        def fail():
            program.write(os.path.join(self.shop, "packs/counter/tests/x.lua"),
                          'story "x" { buyer "hi", shop "never" }')
            self.pack(PACK + "\n")
        self.assertIn('the story "x" fails', self.talk("hi", fail, "/reload"))

    def test_goods_may_go(self):
        def empty():
            program.write(os.path.join(self.shop, "tables", "products.csv"), "sku,list_price\n")
        seen = self.talk("hi", empty, "/reload", "hi", "/item", "/order paid", "/offer 5")
        self.assertIn("Cups: 2: hi", seen)


class Save(Case):
    def plays(self, *arguments):
        done = subprocess.run([program.PROGRAM, "test", self.shop, *arguments], cwd=self.folder,
                              capture_output=True, timeout=program.PATIENCE, check=False)
        return done.returncode, done.stdout.decode()

    def stories(self):
        return sorted(glob.glob(os.path.join(self.shop, "packs", "*", "tests", "*.lua")))

    def test_a_conversation_becomes_a_story(self):
        self.chat("think", "/offer 9.5", "all", "/order created", "/wait 5d", "/as b-2 Ann",
                  'a "quote" \\ and more', "/item mug", "hi", "/agent me", "/save long-one")
        (path,) = self.stories()
        self.assertTrue(path.endswith("packs/counter/tests/long-one.lua"))
        status, output = self.plays()
        self.assertEqual(status, 0, output)
        self.assertIn("1 passed, 0 failed", output)
        text = program.read(path).decode()
        self.assertNotIn(self.folder, text)
        spoilt = text.replace('"thought"', '"other"', 1)
        self.assertNotEqual(spoilt, text)
        program.write(path, spoilt)
        status, output = self.plays()
        self.assertEqual(status, 1)
        self.assertRegex(output, r'long-one.lua:\d+: story "long-one"\n  expected  message.send other')

    def test_the_whole_shop_is_played(self):
        shop = os.path.join(self.folder, "tea")
        shutil.copytree(program.SHOP, shop)
        seen = chat("能便宜点吗", "太贵了", "发顺丰吗", "再便宜点", "/order paid", "/wait 3d",
                    "/save story objections/mixed", "/save mixed",
                    arguments=["--shop", shop, "--time", "2026-11-21T20:59:00+08:00"])
        self.assertEqual(seen.count("已保存为 "), 2)
        done = program.run("test", shop)[0].decode()
        self.assertIn("2 passed, 0 failed", done)
        # A price of the sheet is what such a story holds on to.
        sheet = os.path.join(shop, "tables", "products.csv")
        program.write(sheet, program.read(sheet).decode().replace(",199.00,", ",209.00,"))
        done = program.run("test", shop, status=1)[0].decode()
        self.assertIn("0 passed, 2 failed", done)

    def test_where_to(self):
        self.same(self.chat("hi", "/save a b", "/save a b", "/save", "/save none/x", "/save cuonter/x",
                            "/save ../../x", "/save .x", status=1).replace(self.shop, "cups"),
                  "(3s later)", "Cups: 1: hi",
                  "saved as cups/packs/counter/tests/a b.lua; `zhanggui test cups` plays it",
                  "! cups/packs/counter/tests/a b.lua: File exists",
                  "! /save needs a name, like /save asks-twice, or a file, like /save asks-twice.lua",
                  "! there is no pack none", '! there is no pack cuonter; did you mean "counter"?',
                  "! there is no pack ../..",
                  "! /save needs a name, like /save asks-twice, or a file, like /save asks-twice.lua")
        self.assertEqual(len(self.stories()), 1)

    def test_into_a_file(self):
        path = os.path.join(self.folder, "else where", "tests", "one.lua")
        self.assertIn("saved as", self.chat("hi", "/save " + path))
        self.assertIn('shop = "../../cups"', program.read(path).decode())
        done = program.run("test", os.path.dirname(os.path.dirname(path)))[0].decode()
        self.assertIn("1 passed, 0 failed", done)

    def test_a_pack_without_a_shop(self):
        rules = os.path.join(self.shop, "packs")
        seen = chat("hi", "/save alone", arguments=["--rules", rules])
        self.assertIn("已保存为", seen)
        text = program.read(os.path.join(rules, "counter/tests/alone.lua")).decode()
        self.assertNotIn("shop =", text)
        self.assertIn("1 passed, 0 failed", program.run("test", rules)[0].decode())
        shipped = chat("/order paid", "/wait 3d", "/save x", status=1)
        self.assertIn("自带的规则包里不放您的用例", shipped)
        self.assertIn("chat without --rules", self.chat("hi", "/save x", arguments=["--rules", rules],
                                                        status=1))

    def test_a_long_one_is_refused(self):
        seen = self.chat(*["x" * 9000] * 12, "/save long", status=1)
        self.assertIn("! the conversation is too long for a story:", seen)
        self.assertEqual(self.stories(), [])


class Export(Case):
    def journal(self, events):
        store = os.path.join(self.folder, "z.db")
        program.through_pipe([b"".join(events)], "--shop", self.shop, "--data", store)
        return store

    def event(self, number, kind, minute, **data):
        return program.event(kind, f"m-{number}", data, time=f"2026-11-21T10:{minute:02}:00+08:00")

    def test_a_conversation_of_the_journal(self):
        ann = {"conversation": {"id": "c-77"}, "buyer": {"id": "b-1234", "name": "Ann"}}
        store = self.journal([
            self.event(1, "x.note", 0, text="nobody's"),
            self.event(2, "message.received", 1, message={"text": "think", "id": None}, **ann),
            self.event(3, "message.received", 1, message={"text": "not hers"},
                       conversation={"id": "c-78"}),
            self.event(4, "order.created", 5, order={"id": "t-1"}, **ann),
            self.event(5, "order.paid", 6, order={"id": "t-1"}),
            self.event(6, "order.paid", 6, order={"id": "t-2"}),
        ])
        for id_ in ("c-77", "m-2", "m-4"):
            text = program.run("export", "--data", store, "--story", id_, "--shop",
                               self.shop)[0].decode()
            self.assertIn('buyer = { id = "b-1", name = "Ann" }', text)
            self.assertIn('begins = "2026-11-21T02:01:00Z"', text)
            self.assertEqual(text.count("order.paid"), 1)
            for other in ("not hers", "nobody", "t-2", "c-77", "b-1234"):
                self.assertNotIn(other, text.split("\n", 1)[1])
            program.write(os.path.join(self.shop, f"packs/counter/tests/{id_}.lua"), text)
        self.assertIn("3 passed, 0 failed", program.run("test", self.shop)[0].decode())

    def test_what_is_wrong(self):
        store = self.journal([self.event(1, "x.note", 0)])
        for arguments, status, message in (
                (["--story", "c-1", "--shop", self.shop], 3, 'no conversation and no event "c-1"'),
                (["--story", "m-1"], 2, "--story and --shop go together"),
                (["--story", "m-1", "--shop", "/nowhere"], 3, "there is no shop folder")):
            stderr = program.run("export", "--data", store, *arguments, status=status)[1].decode()
            self.assertIn(message, stderr)


class Person:
    """Somebody at a terminal; what they see, as it comes."""

    def __init__(self, *arguments, **env):
        self.child, self.terminal = pty.fork()
        if self.child == 0:
            whole = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8", **env}
            os.execve(program.PROGRAM, ["zhanggui", "chat", *arguments], whole)
        self.seen, self.prompts = b"", 0

    def end(self):
        if self.child:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        os.close(self.terminal)

    def until(self, wanted, times=1):
        deadline = time.monotonic() + program.PATIENCE
        while self.seen.count(wanted) < times:
            ready, _, _ = select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))
            if not ready:
                raise AssertionError(f"{wanted} does not come: {self.seen}")
            try:
                self.seen += os.read(self.terminal, 65536)
            except OSError as gone:
                raise AssertionError(f"{wanted} does not come: {self.seen}") from gone

    def type(self, text, edited=True):
        """Once the prompt stands, and the editor has the keys."""
        self.prompts += 1
        self.until(b"b-1> ", self.prompts)
        while edited and termios.tcgetattr(self.terminal)[3] & termios.ICANON:
            time.sleep(0.001)
        os.write(self.terminal, text.encode())

    def status(self):
        _, status = os.waitpid(self.child, 0)
        self.child = 0
        return os.waitstatus_to_exitcode(status)


class Terminal(Case):
    def start(self, **env):
        person = Person("--shop", self.shop, **env)
        self.addCleanup(person.end)
        return person

    def test_a_line_is_edited(self):
        person = self.start()
        person.type("hallo\x1b[D\x1b[D\x1b[D\x7fe\n")  # left, left, left, backspace, e
        person.until(b"1: hello")
        person.type("能便宜点马\x7f吗\n")
        person.until("2: 能便宜点吗".encode())
        person.type("\x1b[A\n")  # up: the line before
        person.until("3: 能便宜点吗".encode())
        person.type("\x1b[A\x1b[A\x15what\n")  # ^U clears it
        person.until(b"4: what")

    def test_it_ends(self):
        person = self.start()
        person.type("\x04")
        self.assertEqual(person.status(), 0)
        person = self.start()
        person.type("/nonsense\n")
        person.until(b"no command")
        person.type("/quit\n")
        self.assertEqual(person.status(), 0)  # a person has read what went wrong

    def test_colours_on_a_terminal_only(self):
        person = self.start()
        person.type("hi\n")
        person.until(b"1: hi")
        self.assertIn(b"\x1b[2m", person.seen)
        self.assertIn(b"\x1b[1mCups\x1b[0m: ", person.seen)
        person = self.start(NO_COLOR="1")
        person.type("hi\n")
        person.until(b"1: hi")
        self.assertIsNone(re.search(rb"\x1b\[[0-9;]*m", person.seen), person.seen)

    def test_it_begins_now(self):
        person = self.start()
        person.type("/timers\n")
        person.until(b"nothing is to come")
        shown = re.search(rb"it is (\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)", person.seen).group(1)
        begun = calendar.timegm(time.strptime(shown.decode(), "%Y-%m-%d %H:%M:%S"))
        self.assertLess(abs(begun - 8 * 3600 - time.time()), 60)  # Shanghai

    def test_a_locale_without_letters(self):
        person = self.start(LC_ALL="C")
        person.type("能便宜点吗\n")
        person.until("1: 能便宜点吗".encode())

    def test_a_terminal_that_can_do_nothing(self):
        person = self.start(TERM="dumb")
        person.type("hi\n", edited=False)
        person.until(b"1: hi")
        self.assertNotIn(b"\x1b[2m", person.seen)


class Language(unittest.TestCase):
    """What the chat says is said in Chinese to a Chinese shop, with the same blanks in order."""

    CHAT = os.path.join(program.ROOT, "runtime", "cli", "chat")

    def read(self, name):
        with open(os.path.join(self.CHAT, name), encoding="utf-8") as file:
            return re.sub(r'"\s*\n\s*"', "", file.read())

    def pairs(self):
        text = r'"((?:[^"\\]|\\.)*)"'
        return re.findall(r"\{%s,\s*%s\}" % (text, text), self.read("language.c"))

    def test_the_blanks_are_the_same(self):
        pairs = self.pairs()
        self.assertGreater(len(pairs), 30, "the scan of the table is broken")
        for english, chinese in pairs:
            blanks = [re.findall(r"%-?\d*z?[a-z]", text) for text in (english, chinese)]
            self.assertEqual(*blanks, english)

    def test_every_sentence_is_there(self):
        known = {english for english, _ in self.pairs()}
        said = set()
        for name in sorted(os.listdir(self.CHAT)):
            if name.endswith(".c"):
                c = self.read(name)
                for call in re.findall(r"zg_chat_(?:note|complain|tell|sentence)\("
                                       r'((?:"(?:[^"\\]|\\.)*"|[^";])*);', c):
                    said |= set(re.findall(r'"((?:[^"\\]|\\.)*)"', call))
        sentences = {text for text in said if re.search(r"[a-z]{2} ", text)}
        self.assertGreater(len(sentences), 25, "the scan of what is said is broken")
        self.assertEqual(sorted(sentences - known), [])
        self.assertEqual(sorted(known - said), [], "sentences that nobody says")


if __name__ == "__main__":
    unittest.main(verbosity=0)
