"""Starts a server, talks to it, and always ends it again.

The binary is the one that the environment variable ZHANGGUI names. Nothing here waits without an
end: every read has a deadline, and a server that does not stop is killed.
"""

import json
import os
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import time
import unittest

BINARY = os.environ.get("ZHANGGUI")
PATIENCE = float(os.environ.get("ZHANGGUI_PATIENCE", "10"))  # seconds; more under a sanitizer

PACK = """
pack { name = "echo", version = "1.0.0", api = 1, about = "Says what it hears" }

rule "echo" {
  on = "message.received",
  run = function(event, ctx)
    local wait = event.message.text:match("^remind (%d+)$")
    if wait then
      ctx.after(wait .. "ms", "remind", {})
      return {}
    end
    return { say(event.message.text) }
  end,
}

rule "remind" {
  on = "timer.remind",
  run = function(event, ctx)
    return { say("reminded") }
  end,
}
"""


def event(number, source="test/one", text=None, time=None, **more):
    """One event as a dictionary; `number` makes its id."""
    made = {
        "specversion": "1.0",
        "id": f"m-{number}",
        "source": source,
        "type": "message.received",
        "data": {
            "conversation": {"id": f"c-{number}"},
            "buyer": {"id": "b-1"},
            "message": {"id": f"m-{number}", "text": text if text is not None else f"text {number}"},
        },
    }
    if time is not None:
        made["time"] = time
    made.update(more)
    return made


def line(value):
    return json.dumps(value, ensure_ascii=False).encode() + b"\n"


def text_of(action):
    return action["data"]["text"]


class Client:
    """One connection."""

    def __init__(self, address, receive_buffer=None):
        if address.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            target = address[len("unix:"):]
        else:
            host, port = address[len("tcp://"):].rsplit(":", 1)
            host = host.strip("[]")
            self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
            target = (host, int(port))
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(target)
        self.unread = b""

    def send(self, *values):
        """Each value is bytes, sent as they are, or something that becomes a line."""
        self.socket.sendall(b"".join(v if isinstance(v, bytes) else line(v) for v in values))

    def line(self, timeout=None):
        """The next line, parsed; None when the other side has closed."""
        deadline = time.monotonic() + (PATIENCE if timeout is None else timeout)
        while b"\n" not in self.unread:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"no line came; so far: {self.unread[:200]!r}")
            self.socket.settimeout(left)
            data = self.socket.recv(65536)
            if not data:
                if self.unread:
                    raise AssertionError(f"half a line at the end: {self.unread[:200]!r}")
                return None
            self.unread += data
        first, self.unread = self.unread.split(b"\n", 1)
        return json.loads(first)

    def lines(self, count, timeout=None):
        return [self.line(timeout) for _ in range(count)]

    def silent(self, seconds=0.3):
        """True when nothing comes for so long."""
        if self.unread:
            return False
        return not select.select([self.socket], [], [], seconds)[0]

    def end(self):
        """Says that nothing more will be sent."""
        self.socket.shutdown(socket.SHUT_WR)

    def rest(self, timeout=None):
        """All lines until the other side closes."""
        found = []
        while True:
            one = self.line(timeout)
            if one is None:
                return found
            found.append(one)

    def reset(self):
        """Goes without a farewell."""
        if self.socket.family != socket.AF_UNIX:
            at_once = struct.pack("ii", 1, 0)
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self.socket.close()

    def close(self):
        self.socket.close()


class Server:
    """A running `zhanggui serve`, ready when the constructor returns."""

    def __init__(self, arguments, environment=None, **popen):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            [BINARY, "serve", *arguments],
            stdin=popen.pop("stdin", subprocess.DEVNULL),
            stdout=popen.pop("stdout", subprocess.DEVNULL),
            stderr=self.errors,
            env={**os.environ, **(environment or {})},
            **popen,
        )
        self.addresses = []
        try:
            self._wait_ready()
        except BaseException:
            self.kill()
            raise

    def _wait_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for one in self.complaints().splitlines():
                if one.startswith("ready "):
                    self.addresses = one.split(" — ")[0].split()[1:]
                    return
            if self.process.poll() is not None:
                raise AssertionError(f"it ended with {self.process.returncode}: {self.complaints()}")
            time.sleep(0.01)
        raise TimeoutError(f"it did not get ready: {self.complaints()}")

    def complaints(self):
        size = os.fstat(self.errors.fileno()).st_size
        return os.pread(self.errors.fileno(), size, 0).decode(errors="replace")

    @property
    def address(self):
        return self.addresses[0]

    def rss(self):
        """Resident memory in KiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii", errors="replace") as status:
            for one in status:
                if one.startswith("VmRSS:"):
                    return int(one.split()[1])
        raise AssertionError("no VmRSS")

    def stop(self, number=signal.SIGTERM, timeout=None):
        """Sends the signal and gives the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.wait(timeout)

    def wait(self, timeout=None):
        return self.process.wait(PATIENCE if timeout is None else timeout)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()
        self.errors.close()


@unittest.skipUnless(BINARY, "ZHANGGUI does not name the binary")
class WireTest(unittest.TestCase):
    """A test with a folder of its own, a pack that echoes, and servers that end with it."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="zhanggui-wire-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.rules = self.path("rules")
        os.makedirs(self.path("rules", "echo"))
        self.write(PACK, "rules", "echo", "pack.lua")

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, text, *names):
        with open(self.path(*names), "w", encoding="utf-8") as file:
            file.write(text)

    def serve(self, *arguments, listen="tcp://127.0.0.1:0", **more):
        """A server that ends with the test and must not have failed by then."""
        listeners = [listen] if isinstance(listen, str) else listen
        given = ["--data", ":memory:", "--rules", self.rules]
        for one in listeners:
            given += ["--listen", one]
        server = Server([*given, *arguments], **more)
        self.addCleanup(server.kill)
        return server

    def connect(self, server, **more):
        address = server if isinstance(server, str) else server.address
        client = Client(address, **more)
        self.addCleanup(client.close)
        return client

    def run_serve(self, *arguments, **more):
        """Runs `serve` to its end."""
        return subprocess.run(
            [BINARY, "serve", "--data", ":memory:", "--rules", self.rules, *arguments],
            capture_output=True, timeout=PATIENCE, check=False, **more)

    def assert_error(self, got, code, number=None, id=None):
        self.assertEqual(list(got), ["error"], got)
        self.assertEqual(set(got["error"]), {"code", "line", "id", "message"})
        self.assertEqual(got["error"]["code"], code, got)
        self.assertEqual(got["error"]["id"], id, got)
        self.assertTrue(got["error"]["message"], got)
        if number is not None:
            self.assertEqual(got["error"]["line"], number, got)

    def assert_alive(self, client, number="alive", source="test/one"):
        client.send(event(number, source=source, text=f"still {number}"))
        self.assertEqual(text_of(client.line()), f"still {number}")
