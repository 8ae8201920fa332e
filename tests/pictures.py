"""docs/chat.svg shows what the program says today, and docs/terminal.py draws what a terminal shows.
(docs/report.png needs a browser, and is not checked.)"""
import os
import sys
import unittest
from xml.etree import ElementTree

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
os.environ.setdefault("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui"))
sys.path.insert(0, os.path.join(ROOT, "docs"))
import pictures  # noqa: E402
import terminal  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"


def shown(text, columns=20):
    """[(row, [columns], text, style)] of a picture."""
    found = []
    for element in ElementTree.fromstring(terminal.draw(text, "> ", columns)).iter(SVG + "text"):
        row = (float(element.get("y")) - terminal.EDGE) / terminal.LINE - 0.75
        at = [round((float(x) - terminal.EDGE) / terminal.CELL, 2) for x in element.get("x").split()]
        style = next(name for name, css in terminal.STYLES.items() if css == element.get("style"))
        found.append((round(row), at, element.text, style))
    return found


class Chat(unittest.TestCase):
    def test_it_is_up_to_date(self):
        with open(pictures.CHAT, encoding="utf-8") as file:
            kept = file.read()
        self.assertEqual(kept, pictures.picture_of_a_talk(), "run docs/pictures.py")


class Drawing(unittest.TestCase):
    def test_a_chinese_character_is_two_columns_wide(self):
        self.assertEqual(shown("a标价b\nc，d"), [
            (0, [0], "a", ""), (0, [1, 3], "标价", ""), (0, [5], "b", ""),
            (1, [0], "c", ""), (1, [1], "，", ""), (1, [3], "d", "")])

    def test_every_character_has_its_column(self):
        for _, at, text, _ in shown("ab 一二 <&> ¥9", 40):
            self.assertEqual(len(at), len(text))
        self.assertEqual(shown("想🤔想"), [(0, [0], "想", ""), (0, [2], "🤔", ""), (0, [4], "想", "")])

    def test_colours(self):
        self.assertEqual(shown("\033[1m店\033[0m: x\n> y\n\033[2mz\033[m"), [
            (0, [0], "店", "1"), (0, [2, 4], ":x", ""), (1, [0, 2], ">y", "typed"), (2, [0], "z", "2")])

    def test_long_lines_go_on_in_the_next_row(self):
        self.assertEqual([piece[:3] for piece in shown("abcde", 2)],
                         [(0, [0, 1], "ab"), (1, [0, 1], "cd"), (2, [0], "e")])
        self.assertEqual([piece[:3] for piece in shown("a一二", 4)],
                         [(0, [0], "a"), (0, [1], "一"), (1, [0], "二")])

    def test_what_it_cannot_show_is_no_picture(self):
        for text in ("a\bb", "\033[2Kx", "\033[7mx", "e\u0301", "\u202ex"):
            with self.assertRaises(ValueError, msg=repr(text)):
                shown(text)

    def test_a_prompt_that_does_not_come(self):
        terminal.PATIENCE, patience = 0.2, terminal.PATIENCE
        try:
            with self.assertRaises(TimeoutError):
                terminal.record(["/bin/cat"], ["x"], "> ", 20, ROOT)
        finally:
            terminal.PATIENCE = patience


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
