"""man/zhanggui.1 says of every command what its --help says, and nothing else.

    python3 tests/man.py --write     writes the commands into the page
    python3 tests/man.py             checks it"""
import collections
import os
import re
import shutil
import subprocess
import sys
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui")))
PAGE = os.path.join(ROOT, "man", "zhanggui.1")
BEGIN, END = '.\\" commands: written by tests/man.py\n', '.\\" end of commands\n'


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True,
                          timeout=60).stdout


def read():
    with open(PAGE, encoding="utf-8") as file:
        return file.read()


def commands():
    """{command: what the list of commands says of it}"""
    return dict(re.findall(r"^  (\w+) +(.+)$", run("help"), re.M))


# ---- From --help to roff -------------------------------------------------------------------------


def roff(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    text = re.sub(r"`([^`]*)`", r"\\fB\1\\fR", text)
    return "\\&" + text if text.startswith((".", "'")) else text


def text_column(lines):
    """Where the explanations of a list begin: where they go on, or else after two blanks."""
    starts = [re.match(r" {4,}(?=\S)", line) or re.match(r" *\S.*?  +(?=\S)", line) for line in lines]
    further = [start.end() for start in starts if start and not start.group().strip()]
    counted = collections.Counter(further or [start.end() for start in starts if start])
    return counted.most_common(1)[0][0]


def entries(lines):
    """[(term, its lines)] of a list in two columns; a long term pushes its explanation on."""
    column, found = text_column(lines), []
    for line in lines:
        if line.startswith(" " * column):
            found[-1][1].append(line.strip())
            continue
        end = line.find(" ", column - 1)
        found.append((" ".join(line[:end].split()), [line[end:].strip()]))
    return found


def section(command, about):
    """A command as a part of the page."""
    out = [f".SS zhanggui {command}", roff(about)]
    text = run(command, "--help") if command not in ("help", "version") else ""
    for block in re.findall(r"(?:^(?! ).+\n)+|(?:^ .+\n)+", text, re.M):
        lines = block.rstrip("\n").split("\n")
        if block.startswith(f"zhanggui {command}: "):
            continue  # says what `about` says
        if block.startswith(f"  zhanggui {command}"):
            out += [".PP", ".nf", *(roff(line[2:]) for line in lines), ".fi"]
        elif block.startswith(" "):
            for term, explained in entries(lines):
                out += [".TP", f".B {roff(term)}", *map(roff, explained)]
        else:
            for line in lines:
                out += [".PP"] * (line == lines[0] or line.startswith("Exit status")) + [roff(line)]
    return "\n".join(out) + "\n"


def page():
    """The page, with the commands as the program tells them."""
    head, rest = read().split(BEGIN)
    version = run("version").split()[1]
    head = re.sub(r'"zhanggui [\d.]+"', f'"zhanggui {version}"', head)
    return head + BEGIN + "".join(map(section, *zip(*commands().items()))) + END + rest.split(END)[1]


# ---- The test ------------------------------------------------------------------------------------


def words(text):
    """The options and the commands with a slash that a text names."""
    plain = text.replace("\\-", "-").replace("\\fB", " ").replace("\\fR", " ")
    return set(re.findall(r"(?<![\w-])--[a-z][a-z-]*|(?<!\S)/[a-z]+(?![\w/])", plain))


class Man(unittest.TestCase):
    def test_it_is_up_to_date(self):
        self.assertEqual(read(), page(), "run python3 tests/man.py --write")

    def test_every_command_and_option_is_there_and_no_other(self):
        told = commands()
        self.assertIn("serve", told)
        sections = dict(re.findall(r"^\.SS zhanggui (\w+)\n(.*?)(?=^\.S)", read(), re.M | re.S))
        self.assertEqual(sorted(sections), sorted(told))
        known = set()
        for command in told:
            if command not in ("help", "version"):
                wanted = words(run(command, "--help"))
                self.assertIn("--help", wanted)
                self.assertEqual(sorted(words(sections[command])), sorted(wanted), command)
                known |= wanted
        examples = re.search(r"^\.SH EXAMPLES\n(.*?)^\.SH", read(), re.M | re.S).group(1)
        self.assertLessEqual(words(examples), known)
        for command in re.findall(r"^zhanggui (\w+)", examples, re.M):
            self.assertIn(command, told)

    def test_lists_are_read_as_they_are_meant(self):
        lines = ["  --data FILE    the store", "                 on disk", "  --control FILE a socket",
                 "  --fail-on-difference  status 1", "  --sort         put first",
                 "  /as     ID [NAME] another"]
        self.assertEqual(entries(lines), [
            ("--data FILE", ["the store", "on disk"]), ("--control FILE", ["a socket"]),
            ("--fail-on-difference", ["status 1"]), ("--sort", ["put first"]),
            ("/as ID [NAME]", ["another"])])
        self.assertEqual(entries(["  list   all", "  drop   one"]),
                         [("list", ["all"]), ("drop", ["one"])])
        self.assertEqual(roff(".a -b \\ `c`"), "\\&.a \\-b \\e \\fBc\\fR")

    @unittest.skipUnless(shutil.which("groff"), "there is no groff to set the page with")
    def test_it_can_be_set(self):
        done = subprocess.run(["groff", "-man", "-ww", "-Kutf8", "-Tutf8", PAGE], check=True,
                              capture_output=True, timeout=60)
        self.assertEqual(done.stderr.decode(), "")
        self.assertIn("run the rules of an online shop", done.stdout.decode())


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        whole = page()
        with open(PAGE, "w", encoding="utf-8") as written:
            written.write(whole)
    else:
        sys.exit(unittest.main(verbosity=0))
