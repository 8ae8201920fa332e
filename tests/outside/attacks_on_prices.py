"""Packs that try to promise a price that the shop does not allow; test_attacks.py runs these."""
from hostile import Hostile, event

RULE = 'rule "a" { on = "x.*", run = function(e, ctx) %s end }\n'
SAYS = 'return { say(%s, nil, { offer = { sku = "%s", price = money("%s", "%s") } }) }'
MAKES = 'return { action { type = "%s", data = { conversation = { id = "c" }, %s } } }'


def asks(number, **data):
    return event(number, "x.a", **{"conversation": {"id": "c"}, **data})


class Rails(Hostile):
    def assert_refused(self, code, guardrail, words="", **data):
        with self.subTest(code=code):
            outcome = self.replay(RULE % code, asks(1, **data))
            self.assert_failed(outcome, ("a", f'the guardrail "{guardrail}" refused'))
            self.assertIn(words, outcome.log)
            self.assertEqual(outcome.actions, [])

    def assert_allowed(self, code, **data):
        with self.subTest(code=code):
            outcome = self.replay(RULE % code, asks(1, **data))
            self.assertEqual(outcome.failures(), [])
            self.assertEqual(len(outcome.actions), 1)

    def test_decoys(self):
        for decoys in (31, 32, 33, 100, 1000):
            text = f'("200元，"):rep({decoys}) .. "只要1元"'
            self.assert_refused(SAYS % (text, "tea", "190.00", "CNY"), "price floor")
        self.assert_allowed(SAYS % ('("200元，"):rep(30) .. "190元"', "tea", "190.00", "CNY"))

    def test_amounts_in_texts(self):
        for text in ("只要50元", "50元优惠给您", "¥50.00", "0.5元", "50 CNY", "五十元", "¥1 ¥200", "特价50",
                     "现在50", "50/件", "50", "￥５０", "RMB50", "伍拾元", "⑤⓪元", "5 0元", "50\u200b元",
                     "5\u200b0元", "only 50 today", "仅50元/年", "fifty yuan", "单价50，运费免", "50,00元"):
            self.assert_refused(SAYS % (f'"{text}"', "tea", "190.00", "CNY"), "price floor")
        for text in ("no price", "原价200元，现在190元", "190.00", "八五年的茶"):
            self.assert_allowed(SAYS % (f'"{text}"', "tea", "190.00", "CNY"))

    def test_the_largest_cut_in_texts(self):
        for text in ("只要150元", "一百五", "¥179.99"):
            self.assert_refused(SAYS % (f'"{text}"', "tea", "190.00", "CNY"), "largest cut")
        self.assert_allowed(SAYS % ('"只要180元"', "tea", "190.00", "CNY"))

    def test_amounts_that_are_none_in_the_currency(self):
        self.assert_refused(SAYS % ('"5000.50元"', "yen", "19000", "JPY"), "price floor")
        self.assert_refused(SAYS % ('"19000.50日元"', "yen", "19000", "JPY"), "price floor",
                            "no exact amount of JPY")
        self.assert_refused(SAYS % ('"5000元"', "yen", "19000", "JPY"), "price floor")
        self.assert_refused(SAYS % ('"hello"', "yen", "17999", "JPY"), "largest cut")
        self.assert_allowed(SAYS % ('"19000日元"', "yen", "19000", "JPY"))

    def test_a_rise_in_the_conversation_of_the_action(self):
        rules = RULE % ('return { offer { conversation = e.data.to, sku = "tea", '
                        'price = money(e.data.p, "CNY") } }')
        outcome = self.replay(rules, asks(1, to="c2", p="180.00"),
                              asks(2, conversation={"id": "c2"}, to="c2", p="195.00"),
                              event(3, "x.a", to="c2", p="190.00"),
                              event(4, "x.a", to="c2", p="180.00"),
                              asks(5, to="c3", p="195.00"), event(6, "x.a", to="c4", p="185.00"),
                              event(7, "x.a", to="c4", p="186.00"))
        self.assert_failed(outcome, *[("a", 'the guardrail "no rise" refused')] * 3)
        self.assertEqual([(data["conversation"]["id"], data["price"]) for data in outcome.of("a")],
                         [("c2", "180.00"), ("c2", "180.00"), ("c3", "195.00"), ("c4", "185.00")])

    def test_a_rise_within_one_run(self):
        self.assert_refused('return { offer { sku = "tea", price = money("180.00", "CNY") }, '
                            'offer { sku = "tea", price = money("190.00", "CNY") } }', "no rise")

    def test_a_rise_after_many_other_offers(self):
        count, size = 1100, 55
        rules = RULE % """local t = {}
          for i = e.data.from, e.data.to do
            t[#t + 1] = offer { sku = "s" .. i, price = money(e.data.p, "CNY") }
          end
          return t"""
        sheet = "sku,list_price,floor_price\n" + "".join(
            f"s{number},200.00,100.00\n" for number in range(1, count + 1))
        events = [asks(at, **{"from": at, "to": at + size - 1, "p": "180.00"})
                  for at in range(1, count, size)]
        for at in (1, 500, count):
            events += [asks(count + at, **{"from": at, "to": at, "p": "190.00"})]
        outcome = self.replay(rules, *events, products=sheet)
        self.assertEqual(len(outcome.actions), count)
        self.assert_failed(outcome, *[("a", 'the guardrail "no rise" refused')] * 3)

    def test_what_the_event_says_it_costs(self):
        for price in ("-5.00", "0.00", "-0.01", "x"):
            item = {"sku": "cup", "price": price, "currency": "CNY"}
            for offered in (price, "-6.00", "1.00"):
                if offered != "x":
                    self.assert_refused('return { offer { price = money("%s", "CNY") } }' % offered,
                                        "price floor", item=item)
        self.assert_allowed('return { offer { price = money("5.00", "CNY") } }',
                            item={"sku": "cup", "price": "5.00", "currency": "CNY"})

    def test_unknown_types_of_offers(self):
        fields = 'item = { sku = "tea" }, price = "%s", currency = "CNY"'
        for type_ in ("offer.make2", "offer.counter", "offer.accept", "offer.make.x", "offer.declined"):
            self.assert_refused(MAKES % (type_, fields % "1.00"), "price floor")
            self.assert_refused(MAKES % (type_, fields % "179.99"), "largest cut")
            self.assert_refused(MAKES % (type_, 'item = { sku = "tea" }'), "price floor")
            self.assert_allowed(MAKES % (type_, fields % "190.00"))
        self.assert_allowed(MAKES % ("offer.decline", fields % "1.00"))

    def test_the_list_price_that_is_told(self):
        fields = 'item = { sku = "tea" }, price = "190.00", currency = "CNY", list_price = %s'
        for told in ('"1.00"', '"999.00"', "999", '"x"', "{}", '"200.001"', "true"):
            self.assert_refused(MAKES % ("offer.make", fields % told), "list price")
        for told in ('"200.00"', '"200"', "200"):
            self.assert_allowed(MAKES % ("offer.make", fields % told))
