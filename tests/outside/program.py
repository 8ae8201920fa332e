"""The program seen from outside: runs it, talks to it, and knows nothing of how it is made.

The environment says where it is: ZHANGGUI the program (build/dev/zhanggui when absent), and
ZG_SHARED_DATA the folder of other people's data (../shared/data beside the project)."""
import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.path.abspath(os.environ.get("ZHANGGUI", os.path.join(ROOT, "build/dev/zhanggui")))
SHARED = os.environ.get("ZG_SHARED_DATA", os.path.join(os.path.dirname(ROOT), "shared", "data"))
SHOP = os.path.join(ROOT, "examples", "shop")
DAY = os.path.join(ROOT, "examples", "logs", "day.jsonl")
SANITIZED = os.environ.get("ZG_SANITIZED", "OFF").upper() in ("ON", "1", "TRUE", "YES")
PATIENCE = 120 if SANITIZED else 30  # seconds until one run of the program counts as hung

os.environ["ZHANGGUI"] = PROGRAM
os.environ.setdefault("ZHANGGUI_PATIENCE", str(PATIENCE))
sys.path.insert(0, os.path.join(ROOT, "tests"))
from wire import harness  # noqa: E402  reads the environment when it is imported


def shared(*names):
    """A path in the shared data; a test that asks for what is not there is skipped."""
    path = os.path.join(SHARED, *names)
    if not os.path.exists(path):
        raise unittest.SkipTest(f"there is no {path}; ZG_SHARED_DATA says where the data are")
    return path


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def run(*arguments, stdin=b"", status=0):
    """Runs the program to its end; gives standard output and standard error."""
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True,
                          timeout=PATIENCE, cwd=ROOT, check=False)
    if done.returncode != status:
        raise AssertionError(f"zhanggui {' '.join(arguments)} ended with {done.returncode}: "
                             + done.stderr[-2000:].decode(errors="replace"))
    return done.stdout, done.stderr


def event(type_, id_, data, **more):
    """One event as a line."""
    whole = {"specversion": "1.0", "id": id_, "source": "demo/outside", "type": type_,
             "time": "2026-11-21T10:00:00+08:00", "data": data, **more}
    return json.dumps(whole, ensure_ascii=False).encode() + b"\n"


def exact(text):
    """JSON with every number as it is written: 1.10 is not 1.1, and -0 is not 0."""
    def number(literal):
        return ("number", literal)
    return json.loads(text, parse_int=number, parse_float=number)


def split(output):
    """Lines that are actions, and the bodies of lines that are errors."""
    lines = output.splitlines(keepends=True)
    errors = [json.loads(line)["error"] for line in lines if line.startswith(b'{"error"')]
    return [line for line in lines if line.startswith(b'{"specversion"')], errors


class Connection:
    """One connection. What comes back is read all the time, so that nobody waits for anybody."""

    def __init__(self, family, address):
        self.socket = socket.socket(family, socket.SOCK_STREAM)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(address)
        if family == socket.AF_INET:
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        with contextlib.suppress(OSError):
            while chunk := self.socket.recv(65536):
                self.received += chunk

    def finish(self, chunks):
        """Sends the chunks, says that there is no more, and gives all that came back."""
        for chunk in chunks:
            self.socket.sendall(chunk)
        self.socket.shutdown(socket.SHUT_WR)
        self.reader.join(PATIENCE)
        alive = self.reader.is_alive()
        self.socket.close()
        if alive:
            raise AssertionError("the server does not close a connection that has said its last")
        return bytes(self.received)


class Server:
    """`zhanggui serve --clock event`, on a port of its own and a socket of its own."""

    def __init__(self, *arguments):
        self.folder = tempfile.TemporaryDirectory(prefix="zg-")
        self.path = os.path.join(self.folder.name, "s")
        self.server = harness.Server(
            ["--listen", "tcp://127.0.0.1:0", "--listen", "unix:" + self.path,
             "--clock", "event", *arguments], cwd=ROOT)

    def tcp(self):
        host, port = self.server.address.removeprefix("tcp://").rsplit(":", 1)
        return Connection(socket.AF_INET, (host, int(port)))

    def unix(self):
        return Connection(socket.AF_UNIX, self.path)

    def __enter__(self):
        return self

    def __exit__(self, failed, *_):
        try:
            status = self.server.stop(timeout=PATIENCE)
            if not failed and status != 0:
                raise AssertionError(f"it ended with {status}: {self.server.complaints()[-2000:]}")
        finally:
            self.server.kill()
            self.folder.cleanup()


def through_pipe(chunks, *arguments):
    """What `serve --listen -` writes when the chunks come by a pipe."""
    process = subprocess.Popen([PROGRAM, "serve", "--listen", "-", "--clock", "event", *arguments],
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, bufsize=0, cwd=ROOT)
    output = []
    reader = threading.Thread(target=lambda: output.append(process.stdout.read()), daemon=True)
    reader.start()
    for chunk in chunks:
        process.stdin.write(chunk)
    process.stdin.close()
    try:
        status = process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    reader.join(PATIENCE)
    process.stdout.close()
    if status != 0:
        raise AssertionError(f"serve --listen - ended with {status}")
    return output[0]


def through_file(path, *arguments):
    """What `serve --listen - < path` writes."""
    with open(path, "rb") as file:
        done = subprocess.run([PROGRAM, "serve", "--listen", "-", "--clock", "event", *arguments],
                              stdin=file, capture_output=True, timeout=PATIENCE, cwd=ROOT,
                              check=False)
    if done.returncode != 0:
        raise AssertionError(f"serve --listen - ended with {done.returncode}")
    return done.stdout
