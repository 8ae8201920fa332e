"""Packs and events that mean harm: what they may not do, take or break.

Two more files of such tests run with these: attacks_on_limits.py and attacks_on_prices.py."""
import json
import sys
import unittest

from attacks_on_limits import Memory, Steps, Wire  # noqa: F401  to be run here
from attacks_on_prices import Rails  # noqa: F401
from hostile import HEARS, Hostile, TIMER, event

SEPARATORS = ("\n", "\t", " ", ":", "/", "#", "@", "|", "\x1f", "\r\n")


def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


class Declaring(Hostile):
    """What a run declares would outlive it, so a run declares nothing."""

    NEXT = """rule "next" { on = "message.received",
      run = function() return { action { type = "x.y", data = { ok = true } } } end }
    """

    def assert_refused(self, code, before=""):
        rules = (before + 'rule "a" { on = "message.received", priority = 9, run = function(e, ctx)\n'
                 + code + "\nend }\n" + self.NEXT)
        outcome = self.replay(rules, event(1), event(2))
        self.assert_failed(outcome, *[("a", "only while the pack is loaded")] * 2)
        self.assertEqual(outcome.of("next"), [{"ok": True}] * 2)
        self.assertEqual(len(outcome.actions), 2)

    def test_rules_guards_and_settings(self):
        late = '{ on = "*", run = function(a) return { action { type = "x.late" } } end }'
        hijack = '{ on = "*", run = function(a) a.data = { hijacked = true } return a end }'
        for code in (f'rule "late" {late} error("undone")', f'guard "late" {hijack}',
                     'settings { x = { type = "text" } }', 'rule "late"', 'guard "late"',
                     'pack { name = "other", version = "2", api = 1 }'):
            with self.subTest(code=code):
                self.assert_refused(code)

    def test_what_was_begun_while_loading(self):
        for word in ("rule", "guard"):
            rules = f'local begun = {word} "late"\n' + HEARS % (
                'begun { on = "*", run = function() return { say("late") } end }')
            with self.assertRaisesRegex(AssertionError, "a state of its own"):
                self.replay(rules, event(1))

    def test_behind_pcall(self):
        code = """local done = pcall(function() guard "late" { on = "*", run = function(a)
            a.data = { hijacked = true } return a end } end)
          return { action { type = "x.y", data = { done = done } } }"""
        outcome = self.replay(HEARS % code + self.NEXT, event(1), event(2))
        self.assertEqual(outcome.of("a"), [{"done": False}] * 2)
        self.assertEqual(outcome.of("next"), [{"ok": True}] * 2)


class Identities(Hostile):
    """The same decision has the same id, and no other has it."""

    def assert_ids_differ(self, outcome, count):
        ids = [action["id"] for action in outcome.actions]
        self.assertEqual(len(ids), count, outcome.log)
        self.assertEqual(len(set(ids)), count, outcome.actions)

    def test_timers_of_all_scopes(self):
        scopes = ("conversation", "buyer", "order", "shop")
        rules = "".join(f'rule "{scope}" {{ on = "message.received", scope = "{scope}", '
                        f'run = function(e, ctx) ctx.after("5s", "t", {{ w = "{scope}" }}) end }}\n'
                        for scope in scopes)
        rules += """rule "t" { on = "timer.t", run = function(e)
          return { action { type = "x.fire", data = { w = e.data.w } } } end }\n"""
        same = {"id": "k"}
        outcome = self.replay(rules, event(1, conversation=same, buyer=same, order=same), end=True)
        self.assert_ids_differ(outcome, 4)
        self.assertEqual(sorted(data["w"] for data in outcome.of("t")), sorted(scopes))

    def test_separators_inside_ids(self):
        rules = HEARS % ('ctx.after("1s", "t") return { action { type = "x.y" } }')
        rules += 'rule "t" { on = "timer.t", run = function() return { action { type = "x.t" } } end }\n'
        events = []
        for number, separator in enumerate(SEPARATORS):
            first, second = event(10 * number), event(10 * number + 5)
            first["id"], first["source"] = "y" + separator + "z", "s"
            second["id"], second["source"] = "z", "s" + separator + "y"
            events += [first, second]
        self.assert_ids_differ(self.replay(rules, *events, end=True), 4 * len(SEPARATORS))

    def test_nul_inside_ids(self):
        outcome = self.replay(HEARS % "return { action { type = 'x.y' } }", {**event(1), "id": "y"},
                              {**event(1), "id": "y\0z"})
        self.assertEqual(len(outcome.actions), 1)
        self.assertIn("bad_json", outcome.log)

    # Still so: a timer's name is not measured in its instance, so it can pretend to be a key.
    def test_names_of_timers_that_look_like_keys(self):
        rules = HEARS % 'ctx.after("5s", "t")' + """
        rule "b" { on = "message.received", scope = "buyer",
          run = function(e, ctx) ctx.after("5s", "t of conversation 14:X") end }
        rule "t" { on = "timer.*", run = function() return { action { type = "x.t" } } end }\n"""
        keys = {"conversation": {"id": "X of buyer 1:b"}, "buyer": {"id": "b"}}
        self.assert_ids_differ(self.replay(rules, event(1, **keys), end=True), 2)


class Size(Hostile):
    """What may come in may be kept and read again."""

    RULES = """
    rule "settled" { on = "message.received", settle = "3s",
      run = function(e) return { say("answered " .. e.message.text) } end }
    rule "late" { on = "order.paid", unless_within = { events = { "order.shipped" }, time = "1h" },
      run = function() return { alert { kind = "late" } } end }
    """

    def assert_decided(self, heavy):
        outcome = self.replay(self.RULES, event(1, message={"text": "one"}),
                              event(2, message={"text": "two"}, x=heavy),
                              event(3, "order.paid", order={"id": "o"}, x=heavy), end=True)
        self.assertEqual(outcome.failures(), [])
        self.assertEqual([data["text"] for data in outcome.of("settled")], ["answered one\ntwo"])
        self.assertEqual([data["kind"] for data in outcome.of("late")], ["late"])
        self.assert_modest(outcome)

    def test_deep(self):
        for levels in (1, 32, 60, 61, 62):  # with the event and its data 64, as many as there may be
            with self.subTest(levels=levels):
                self.assert_decided(nested(levels))
        outcome = self.replay(self.RULES, event(1, x=nested(63)))
        self.assertIn("too_deep", outcome.log)

    def test_wide(self):
        self.assert_decided([0] * 40000)

    def test_two_wide_ones_in_one_turn(self):
        outcome = self.replay(self.RULES, event(1, message={"text": "one"}, x=[0] * 40000),
                              event(2, message={"text": "two"}, x=[0] * 40000), end=True)
        said = "\n".join(data["text"] for data in outcome.of("settled"))
        self.assertEqual([word for word in said.split() if word != "answered"], ["one", "two"])


class Guards(Hostile):
    POLISH = """guard "polish" { on = "message.send", run = function(a)
      if not a.data.text:find("%s") then a.data.text = a.data.text .. "%s" return a end end }\n"""
    FORBIDS = """guard "forbids" { on = "message.send", run = function(a)
      if a.data.text:find("FORBIDDEN") then return false, "no" end end }\n"""
    SAYS = HEARS % 'return { say("hello") }'

    def test_a_guard_sees_what_a_later_one_made(self):
        for rules in (self.FORBIDS + self.POLISH % (("FORBIDDEN",) * 2),
                      self.POLISH % (("FORBIDDEN",) * 2) + self.FORBIDS):
            outcome = self.replay(self.SAYS + rules, event(1))
            self.assert_failed(outcome, ("a", 'the guard "forbids" refused message.send: no'))
            self.assertEqual(outcome.actions, [])

    def test_guards_that_agree(self):
        rules = self.SAYS + self.FORBIDS + self.POLISH % (("!",) * 2)
        self.assertEqual(self.replay(rules, event(1)).of("a")[0]["text"], "hello!")

    def test_guards_that_never_agree(self):
        rules = "".join(f"""guard "{mine}" {{ on = "message.send",
          run = function(a) a.data.text = "{mine}" return a end }}\n""" for mine in "xy")
        outcome = self.replay(self.SAYS + rules, event(1))
        self.assert_failed(outcome, ("a", "the guards do not agree"))
        self.assertEqual(outcome.actions, [])

    def test_the_price_a_guard_makes(self):
        rules = HEARS % 'return { offer { sku = "tea", price = money("190.00", "CNY") } }' + """
        guard "cheap" { on = "offer.make", run = function(a) a.data.price = "1.00" return a end }\n"""
        outcome = self.replay(rules, event(1))
        self.assert_failed(outcome, ("a", 'the guardrail "price floor" refused offer.make'))


class Time(Hostile):
    """Times end with the year 9999, because RFC 3339 does."""

    FIRES = 'rule "t" { on = "timer.t", run = function() return { say("fired") } end }\n'

    def last(self):
        return {**event(1), "time": "9999-12-31T23:59:59Z"}

    def test_timers_and_expiries_past_9999(self):
        expires = 'return { action { type = "x.y", expires = %s, data = {} } }'
        for code, words in (('ctx.after("99w", "t")', "past the year 9999"),
                            ("ctx.after(100 * 365 * 86400, 't')", "past the year 9999"),
                            ('ctx.after("1s", "t")', "past the year 9999"),
                            ('ctx.at(1e17, "t")', "out of range"),
                            ('ctx.at(math.maxinteger, "t")', "out of range"),
                            ('ctx.after(math.maxinteger, "t")', "duration"),
                            (expires % 1, "past the year 9999"),
                            (expires % '"1d"', "past the year 9999")):
            with self.subTest(code=code):
                outcome = self.replay(HEARS % code + self.FIRES, self.last(), end=True)
                self.assert_failed(outcome, ("a", words))
                self.assertEqual(outcome.actions, [])

    def test_the_last_instant(self):
        outcome = self.replay(HEARS % 'ctx.at("9999-12-31T23:59:59.999Z", "t")' + self.FIRES,
                              self.last(), end=True)
        self.assertEqual(outcome.actions[0]["time"], "9999-12-31T23:59:59.999Z")

    # Still so: settle and unless_within are not held to it, their actions are of the year 10000.
    def test_waiting_past_9999(self):
        for wait in ('settle = "3s"', 'unless_within = { events = { "x.y" }, time = "1h" }'):
            rules = (f'rule "a" {{ on = "message.received", {wait}, '
                     'run = function() return { say("late") } end }\n')
            for action in self.replay(rules, self.last(), end=True).actions:
                self.assertRegex(action["time"], r"^\d{4}-")


class Leftovers(Hostile):
    """Nothing goes from one run to the next but by memory, and nothing that differs each time."""

    def test_globals_are_frozen(self):
        for code in ("n = n + 1", "m = 1", "_G.n = 1", "say = nil", "print = 1",
                     'string = { rep = say }', "_G = {}"):
            with self.subTest(code=code):
                outcome = self.replay("n = 0\n" + HEARS % code, event(1), event(2))
                self.assert_failed(outcome, *[("a", "while a rule runs; use local")] * 2)
        outcome = self.replay("n = 7\n" + HEARS % 'return { say("{n}", { n = n }) }', event(1))
        self.assertEqual(outcome.of("a")[0]["text"], "7")

    def test_libraries_are_frozen(self):
        for place in ("string.n", "table.n", "math.n", "utf8.n", "string.rep"):
            with self.subTest(place=place):
                outcome = self.replay(HEARS % f"{place} = 1", event(1), event(2))
                self.assert_failed(outcome, *[("a", "while a rule runs; use local")] * 2)

    def test_an_iterator_kept_across_events(self):
        rules = """local f
        rule "a" { on = "message.received", run = function(e, ctx)
          if f then local k, v = f(e.message) ctx.log("got", k, v) return end
          f = pairs(e.message) for i = 1, 900 do f(e.message) end
        end }\n"""
        message = {f"k{number}": {"a": number} for number in range(1000)}
        outcome = self.replay(rules, event(1, message=message), event(2, message=message))
        self.assert_failed(outcome, ("a", "a local of the file"), ("a", "a local of the file"))
        self.assertNotIn("got", outcome.log)

    def test_no_addresses(self):
        things = "{}, e, e.data, print, say, ctx, string, ctx.state, money('1', 'CNY'), function() end"
        rules = HEARS % f"""local t = {{}}
          for i, v in ipairs {{ {things} }} do t[#t + 1] = tostring(v) .. string.format("%s", v) end
          return {{ action {{ type = "x.y", data = {{ t = t }} }} }}"""
        rules += 'rule "b" { on = "message.received", run = function(e) error({}) end }\n'
        outcome = self.replay(rules.replace("print, ", ""), event(1))
        self.assertEqual(len(outcome.of("a")), 1, outcome.log)
        self.assertNotRegex(json.dumps(outcome.actions) + outcome.log, "0x[0-9a-f]{4}")
        outcome = self.replay(HEARS % 'return { say(string.format("%p", {})) }', event(1))
        self.assert_failed(outcome, ("a", "%p is not known here"))

    def test_money_from_the_wire_stays_data(self):
        rules = """
        rule "seen" { on = "x.m", run = function(e)
          return { action { type = "x.y", data = { t = type(e.data.v), v = e.data.v } } } end }
        rule "kept" { on = "x.m", run = function(e, ctx) ctx.state.shop.v = e.data.v end }
        rule "timed" { on = "x.m", run = function(e, ctx) ctx.after("1s", "t", { v = e.data.v }) end }
        rule "look" { on = "x.n", run = function(e, ctx)
          return { action { type = "x.y", data = { t = type(ctx.state.shop.v) } } } end }\n""" + TIMER
        wire = {"$money": "1.00 CNY"}
        outcome = self.replay(rules, event(1, "x.m", v=wire), event(2, "x.n"))
        self.assertEqual(outcome.of("seen"), [{"t": "table", "v": wire}])
        self.assertEqual(outcome.of("look"), [{"t": "nil"}])
        self.assert_failed(outcome, ("kept", "$money"), ("timed", "$money"))

    def test_timers_come_from_nowhere_else(self):
        rules = 'rule "t" { on = "timer.*", run = function() return { say("FORGED") } end }\n' + \
            'rule "all" { on = "*", run = function(e) return { action { type = "x.saw" } } end }\n'
        outcome = self.replay(rules, *[event(number, type_, conversation={"id": "c"}, name="t")
                                       for number, type_ in enumerate(("timer.t", "timer.", "timer"))])
        self.assertEqual(outcome.of("t"), [])


class Log(Hostile):
    """A line of the log is one line, whoever wrote what is in it."""

    def test_forged_lines(self):
        forged = "a\\nzhanggui: FORGED\\r\\27[2J\\127\\0z"
        for rules in (HEARS % f'ctx.log("{forged}")', HEARS % f'error("{forged}")',
                      HEARS % f'local x = e.message["{forged}"].x',
                      'rule "a\\nzhanggui: FORGED" { on = "message.received", '
                      'run = function(e) error("x") end }\n',
                      HEARS % 'return { say("x") }' + 'guard "g\\nzhanggui: FORGED" { on = "*", '
                      f'run = function() return false, "{forged}" end }}\n'):
            with self.subTest(rules=rules):
                lines = self.replay(rules, event(1)).log.split("\n")
                self.assertEqual(len(lines), 3, lines)  # it, the summary, and nothing after that
                self.assertTrue(lines[0].startswith("s/evil: "), lines)
                self.assertNotRegex("".join(lines), r"[\x00-\x1f\x7f]")

    def test_refused_lines(self):
        forged = "a\nzhanggui: FORGED\x1b[2J"
        lines = self.replay(TIMER, {**event(1), "time": forged}, {**event(2), "type": forged},
                            {**event(3), "id": forged * 500}, {forged: 1},
                            json.dumps({forged: 1, "b": 2}).replace('"b"', json.dumps(forged)).encode()
                            + b"\n").log.split("\n")
        for line in lines:
            self.assertFalse(line.startswith("zhanggui: FORGED"), lines)
            self.assertNotRegex(line, r"[\x00-\x1f\x7f]")


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
