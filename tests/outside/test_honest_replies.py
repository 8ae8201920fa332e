"""No false alarm: every reply of the shipped packs, with its blanks filled and marked as an offer at
the floor, leaves. Most of them name no price, but a shop may mark what it likes."""
import glob
import os
import re
import sys
import unittest

from hostile import Hostile, event
import program

# Of a sheet whose goods have names that sound like offers.
PRODUCTS = """sku,name,name_en,list_price,floor_price,currency
tea,龙井礼盒 2罐共250g,Sugar free tea 2 tins,199.00,180.00,CNY
"""
SHOP = 'shop { id = "s", sources = { "*" }, currency = "CNY", language = "%s" }\n'
SAYS = """rule "a" { on = "x.*", run = function(e)
  return { say(e.data.text, nil, { offer = { sku = "tea", price = money("180.00", "CNY") } }) } end }
"""
BLANKS = {
    "zh": {"price": "180元", "list_price": "199元", "other_price": "299元", "item": "龙井礼盒 2罐共250g",
           "gift": "竹茶勺", "own_gift": "熟茶小沱两颗"},
    "en": {"price": "¥180", "list_price": "¥199", "other_price": "¥299", "item": "Sugar free tea 2 tins",
           "gift": "a tea strainer", "own_gift": "two small ripe tuocha"},
}


def replies(language):
    """The sentences of all text files of the language: phrases to listen for are no sentences."""
    for path in sorted(glob.glob(os.path.join(program.ROOT, "rules", "*", "text", language + ".lua"))):
        text = re.sub(r"^\s*--.*$", "", program.read(path).decode(), flags=re.M)
        for one in re.findall(r'"((?:[^"\\]|\\.)*)"', text):
            if re.search(r"[。！？.!?🤔]$", one) and "(?:" not in one and len(one) > 12:
                yield re.sub(r"\{(\w+)\}", lambda blank: BLANKS[language].get(blank[1], "…"), one)


class Replies(Hostile):
    def test_they_leave(self):
        for language, least in (("zh", 150), ("en", 150)):
            texts = list(replies(language))
            self.assertGreater(len(texts), least)
            events = [event(number, "x.a", conversation={"id": f"c{number}"}, text=text)
                      for number, text in enumerate(texts)]
            outcome = self.replay(SAYS, *events, shop=SHOP % language, products=PRODUCTS)
            left = {action["data"]["text"] for action in outcome.actions}
            self.assertEqual([text for text in texts if text not in left], [], outcome.log)

    def test_it_would_show(self):
        texts = ["谢谢您，免费给您。", "两件一共300元，您看好吗？", "Thank you! It's free."]
        events = [event(number, "x.a", conversation={"id": f"c{number}"}, text=text)
                  for number, text in enumerate(texts)]
        outcome = self.replay(SAYS, *events, shop=SHOP % "zh", products=PRODUCTS)
        self.assertEqual(outcome.actions, [])


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
