#!/usr/bin/env python3
"""Makes docs/report.png: the page that `zhanggui replay --html` writes about the example shop, as a
browser shows it. Without a browser (chromium, chrome) it says so and does nothing.

    docs/pictures.py [PAGE.html PICTURE.png [WIDTH HEIGHT]]     (of another page)
"""
import os
import shutil
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/release/zhanggui"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
        with tempfile.TemporaryDirectory() as folder:
            done = photograph(make_page(folder), os.path.join(ROOT, "docs/report.png"))
    if not done:
        print("no picture was made: there is no " + " or ".join(BROWSERS), file=sys.stderr)


if __name__ == "__main__":
    main()
