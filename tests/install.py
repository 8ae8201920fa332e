"""An installed tree works by itself: the program finds its packs, and a program that links the
library by pkg-config compiles and runs."""
import glob
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.dirname(os.environ["ZHANGGUI"])
SANITIZED = os.environ.get("ZG_SANITIZED") == "ON"

EVENT = (
    b'{"id":"m-1","source":"demo/x","type":"message.received","time":"2026-11-21T10:00:00+08:00",'
    b'"data":{"conversation":{"id":"c-1"},"message":{"text":"\xe4\xbe\xbf\xe5\xae\x9c\xe7\x82\xb9"},'
    b'"item":{"sku":"tea-250"}}}\n'
    b'{"id":"x-1","source":"demo/x","type":"clock.struck","time":"2026-11-21T10:01:00+08:00"}\n'
)


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, timeout=120, **options)


@unittest.skipIf(SANITIZED, "the plain build's installation is looked at")
class Install(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.prefix = folder.name
        run("cmake", "--install", BUILD, "--prefix", self.prefix)
        self.shop = os.path.join(ROOT, "examples", "shop")

    def test_the_program_finds_its_packs(self):
        program = os.path.join(self.prefix, "bin", "zhanggui")
        done = run(program, "replay", "-", "--shop", self.shop, "--until", "end", input=EVENT)
        self.assertIn(b'"pack":"bargain"', done.stdout)

    def test_the_man_page_is_where_man_looks(self):
        self.assertTrue(os.path.exists(os.path.join(self.prefix, "share/man/man1/zhanggui.1")))

    def test_a_program_that_links_the_library(self):
        found = glob.glob(os.path.join(self.prefix, "lib", "**", "zhanggui.pc"), recursive=True)
        self.assertEqual(len(found), 1)
        library = os.path.dirname(os.path.dirname(found[0]))
        environment = dict(os.environ, PKG_CONFIG_PATH=os.path.dirname(found[0]))
        flags = run("pkg-config", "--cflags", "--libs", "zhanggui", env=environment).stdout.split()
        program = os.path.join(self.prefix, "embed")
        source = os.path.join(ROOT, "examples", "embed-c", "main.c")
        run("cc", "-Wall", "-Werror", source, *[f.decode() for f in flags], "-o", program)
        # The library itself does not know where a program's packs lie: it looks beside the program.
        os.rename(program, os.path.join(self.prefix, "bin", "embed"))
        environment = dict(os.environ, LD_LIBRARY_PATH=library)
        program = os.path.join(self.prefix, "bin", "embed")
        done = run(program, self.shop, input=EVENT, env=environment)
        self.assertIn(b'"pack":"bargain"', done.stdout)

    def test_only_the_public_words_are_visible(self):
        library = glob.glob(os.path.join(self.prefix, "lib", "**", "libzhanggui.so.0"),
                            recursive=True)[0]
        listed = run("nm", "-D", "--defined-only", library).stdout.decode().split("\n")
        names = {line.split()[-1] for line in listed if line}
        with open(os.path.join(ROOT, "include", "zhanggui.h"), encoding="utf-8") as file:
            header = file.read()
        self.assertTrue(names)
        for name in names:
            self.assertIn(name + "(", header)


if __name__ == "__main__":
    sys.exit(unittest.main(verbosity=0))
