"""A session at a terminal, typed by a script, and what it looks like as a picture (SVG).

Of what steers a terminal only colours are known; anything else is an error, so that no picture shows
what no terminal would. Texts lie on a grid: whatever fonts a viewer has, a Chinese character is two
columns wide."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata
from xml.sax.saxutils import escape

PATIENCE = 30  # seconds for an answer
CELL, LINE, EDGE = 8.4, 21, 16  # of the picture, in pixels
SIZES = {1: 14, 2: 16}  # of letters, and of characters that are two columns wide
STYLES = {"": "fill:#d7dae0", "1": "fill:#ffffff;font-weight:bold", "2": "fill:#8b919d",
          "31": "fill:#f2777a", "typed": "fill:#8fcf8f"}


def wait(holds, deadline, what):
    while not holds(max(0, deadline - time.monotonic())):
        if deadline < time.monotonic():
            raise TimeoutError(what)


def record(command, lines, prompt, columns, folder):
    """What stands in the terminal when the lines have been typed, each at the prompt."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(folder)
        environment = {**os.environ, "TERM": "xterm", "LC_ALL": "C.UTF-8"}
        environment.pop("NO_COLOR", None)
        os.execve(command[0], command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 200, columns, 0, 0))
    seen = b""

    def prompted(patience):
        nonlocal seen
        if select.select([terminal], [], [], patience)[0]:
            try:
                seen += os.read(terminal, 65536)
            except OSError as error:  # whoever was at its other end is gone
                raise RuntimeError(f"{command[0]} has ended: {seen.decode()}") from error
        return seen.count(prompt.encode()) == count

    def edits(_):  # else the terminal itself shows what is typed, too
        time.sleep(0.001)
        return not termios.tcgetattr(terminal)[3] & termios.ICANON

    try:
        for count, line in enumerate([*lines, None], 1):
            deadline = time.monotonic() + PATIENCE
            wait(prompted, deadline, "no prompt comes")
            wait(edits, deadline, "nobody reads the keys")
            if line is not None:
                os.write(terminal, line.encode() + b"\n")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(terminal)
    return seen.decode().replace("\r\n", "\n")


def width(character):
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cells(text, prompt, columns):
    """Rows of (column, width, character, style); long lines go on in the next row."""
    rows = []
    for line in text.split("\n"):
        row, at, style = [], 0, "typed" if line.startswith(prompt) else ""
        for steering, character in re.findall(r"\033\[([\d;]*)m|(.)", line):
            if not character:
                style = "" if steering in ("", "0") else steering
                continue
            wide = width(character)
            if style not in STYLES or unicodedata.category(character)[0] in "CM":
                raise ValueError(f"a picture cannot show {character!r} in the style {style!r}")
            if at + wide > columns:
                rows.append(row)
                row, at = [], 0
            row.append((at, wide, character, style))
            at += wide
        rows.append(row)
    return rows


def runs(row):
    """The row in pieces of one style and one width, each a list of cells."""
    pieces = []
    for cell in row:
        if cell[2] == " ":
            continue
        plain = ord(cell[2]) < 0x10000  # viewers count others as one character, or as two
        if pieces and plain and pieces[-1][0][1::2] == cell[1::2] and ord(pieces[-1][0][2]) < 0x10000:
            pieces[-1].append(cell)
        else:
            pieces.append([cell])
    return pieces


def draw(text, prompt, columns):
    """The picture, as SVG."""
    rows = cells(text.rstrip("\n"), prompt, columns)
    across, down = columns * CELL + 2 * EDGE, len(rows) * LINE + 2 * EDGE
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {across:g} {down:g}" '
           f'width="{across:g}" height="{down:g}" font-family="ui-monospace, \'DejaVu Sans Mono\', '
           "Menlo, Consolas, 'Noto Sans Mono CJK SC', 'PingFang SC', 'Microsoft YaHei', monospace\">",
           f'<rect width="{across:g}" height="{down:g}" rx="8" fill="#23262d"/>']
    for number, row in enumerate(rows):
        y = EDGE + (number + 0.75) * LINE
        for piece in runs(row):
            _, wide, _, style = piece[0]
            x = " ".join(f"{EDGE + at * CELL:g}" for at, *_ in piece)
            out.append(f'<text x="{x}" y="{y:g}" font-size="{SIZES[wide]}" '
                       f'style="{STYLES[style]}">{escape("".join(cell[2] for cell in piece))}</text>')
    return "\n".join(out) + "\n</svg>\n"
