#!/usr/bin/env python3
"""Makes the pictures of the documentation, from the program as it is.

    docs/pictures.py                                        docs/chat.svg and docs/report.png
    docs/pictures.py PAGE.html PICTURE.png [WIDTH HEIGHT]   a picture of some page

docs/chat.svg is a session of `zhanggui chat` with the example shop; tests/pictures.py checks that it
is up to date. docs/report.png is the page that `zhanggui replay --html` writes about that shop, as
a browser shows it. Without a browser (chromium, chrome) it says so and leaves that one out.
"""
import os
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import terminal  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/release/zhanggui")))
CHAT = os.path.join(ROOT, "docs/chat.svg")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


# Two asks for less, a bid, and an order that nobody sends.
TALK = ("能便宜点吗", "再便宜点", "180卖不卖", "/order paid", "/wait 2d", "发货了吗")


def picture_of_a_talk():
    """A session of `zhanggui chat`, as SVG; the same every time."""
    command = [PROGRAM, "chat", "--shop", "examples/shop", "--time", "2026-11-21T10:00:00+08:00"]
    seen = terminal.record(command, TALK, "b-1> ", 96, ROOT)
    shown = "$ zhanggui chat --shop examples/shop\n" + seen
    return terminal.draw(shown, "b-1> ", 96)


def browser():
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def photograph(page, picture, width=1000, height=1500):
    """False: there is no browser."""
    if browser() is None:
        return False
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run([browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                        "--user-data-dir=" + profile, f"--window-size={width},{height}",
                        "--screenshot=" + os.path.abspath(picture),
                        "file://" + os.path.abspath(page)],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    return True


def make_page(folder):
    """The example shop against one that gives way in smaller steps."""
    shop, trial = os.path.join(ROOT, "examples/shop"), os.path.join(folder, "smaller-steps")
    shutil.copytree(shop, trial)
    path = os.path.join(trial, "shop.lua")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace('-- steps = { "3%", "2%", "1%" }', 'steps = { "2%", "1%" }'))
    subprocess.run([PROGRAM, "replay", os.path.join(ROOT, "examples/logs/day.jsonl"), "--shop", shop,
                    "--until", "end", "--against", "smaller-steps", "--html", "report.html"],
                   check=True, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(folder, "report.html")


def main():
    if len(sys.argv) > 2:
        done = photograph(*sys.argv[1:3], *map(int, sys.argv[3:5]))
    else:
        drawn = picture_of_a_talk()
        with open(CHAT, "w", encoding="utf-8") as file:
            file.write(drawn)
        with tempfile.TemporaryDirectory() as folder:
            done = photograph(make_page(folder), os.path.join(ROOT, "docs/report.png"))
    if not done:
        print("no picture was made: there is no " + " or ".join(BROWSERS), file=sys.stderr)


if __name__ == "__main__":
    main()
