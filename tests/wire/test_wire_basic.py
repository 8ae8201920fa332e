"""The wire in plain mode: what anybody with nc sees."""

import json
import os
import pty
import socket
import subprocess
import threading
import time
import unittest

from harness import BINARY, PATIENCE, WireTest, event, line, text_of


class Listeners(WireTest):
    def test_tcp(self):
        server = self.serve()
        self.assertRegex(server.address, r"^tcp://127\.0\.0\.1:[1-9]\d*$")
        client = self.connect(server)
        client.send(event(1), event(2))
        self.assertEqual([text_of(a) for a in client.lines(2)], ["text 1", "text 2"])

    def test_action_names_its_event(self):
        client = self.connect(self.serve())
        client.send(event(7))
        action = client.line()
        self.assertEqual(action["type"], "message.send")
        self.assertEqual(action["causationid"], "m-7")
        self.assertEqual(action["source"], "zhanggui")
        self.assertEqual(action["data"]["conversation"], {"id": "c-7"})

    def test_ipv6(self):
        if not socket.has_ipv6:
            self.skipTest("no IPv6")
        try:
            with socket.socket(socket.AF_INET6) as probe:
                probe.bind(("::1", 0))
        except OSError:
            self.skipTest("no IPv6 loopback")
        server = self.serve(listen="tcp://[::1]:0")
        self.assertRegex(server.address, r"^tcp://\[::1\]:[1-9]\d*$")
        self.assert_alive(self.connect(server))

    def test_unix(self):
        path = self.path("s.sock")
        server = self.serve(listen=f"unix:{path}")
        self.assertEqual(server.address, f"unix:{path}")
        self.assertEqual(os.stat(path).st_mode & 0o077, 0, "others may not connect")
        self.assert_alive(self.connect(server))
        self.assertEqual(server.stop(), 0)
        self.assertFalse(os.path.exists(path), "the socket file is left behind")

    def test_several(self):
        path = self.path("s.sock")
        server = self.serve(listen=["tcp://127.0.0.1:0", f"unix:{path}", "tcp://localhost:0"])
        self.assertEqual(len(server.addresses), 3)
        for number, address in enumerate(server.addresses):
            self.assert_alive(self.connect(address), number)

    def test_stale_socket_is_replaced(self):
        path = self.path("s.sock")
        server = self.serve(listen=f"unix:{path}")
        server.process.kill()
        server.process.wait()
        self.assertTrue(os.path.exists(path))
        self.assert_alive(self.connect(self.serve(listen=f"unix:{path}")))

    def test_live_socket_is_not(self):
        path = self.path("s.sock")
        server = self.serve(listen=f"unix:{path}")
        second = self.run_serve("--listen", f"unix:{path}")
        self.assertEqual(second.returncode, 3)
        self.assertIn(b"address", second.stderr)
        self.assert_alive(self.connect(server))

    def test_a_file_in_the_way_is_kept(self):
        self.write("precious", "s.sock")
        second = self.run_serve("--listen", "unix:" + self.path("s.sock"))
        self.assertEqual(second.returncode, 3)
        with open(self.path("s.sock"), encoding="ascii") as file:
            self.assertEqual(file.read(), "precious")

    def test_tcp_address_in_use(self):
        server = self.serve()
        second = self.run_serve("--listen", server.address)
        self.assertEqual(second.returncode, 3)
        self.assertIn(server.address.encode(), second.stderr)
        self.assertIn(b"in use", second.stderr)
        self.assertFalse(second.stderr.startswith(b"ready"), second.stderr)
        self.assert_alive(self.connect(server))

    def test_one_bad_listener_is_enough(self):
        path = self.path("good.sock")
        second = self.run_serve("--listen", f"unix:{path}", "--listen", "unix:/nowhere/at/all.sock")
        self.assertEqual(second.returncode, 3)
        self.assertFalse(os.path.exists(path))

    def test_path_not_writable(self):
        for path in (self.path("no", "such", "folder.sock"), "/proc/zhanggui.sock"):
            got = self.run_serve("--listen", f"unix:{path}")
            self.assertEqual(got.returncode, 3, got.stderr)
            self.assertIn(path.encode(), got.stderr)

    def test_usage(self):
        long_path = "unix:" + "x" * 200
        for uri in ("", "nonsense", "tcp://", "tcp://127.0.0.1", "tcp://127.0.0.1:", "unix:",
                    "tcp://127.0.0.1:65536", "tcp://127.0.0.1:-1", "tcp://127.0.0.1:1x",
                    "tcp://[::1]", "tcp://[::1", "tcp://::1:99999", "tcp://example.org:1",
                    "tcp://0.0.0.0:0", "tcp://[::]:0", "tcp://192.168.1.1:0", long_path):
            with self.subTest(uri=uri):
                got = self.run_serve("--listen", uri)
                self.assertEqual(got.returncode, 2, got.stderr)
                self.assertEqual(len(got.stderr.splitlines()), 1, got.stderr)
        for arguments in (["--listen"], ["--nonsense"], ["word"], ["--clock", "sand"],
                          ["--listen", "-", "--listen", "-"]):
            with self.subTest(arguments=arguments):
                got = self.run_serve(*arguments)
                self.assertEqual(got.returncode, 2, got.stderr)
                self.assertEqual(len(got.stderr.splitlines()), 1, got.stderr)

    def test_help(self):
        got = self.run_serve("--help")
        self.assertEqual(got.returncode, 0)
        self.assertIn(b"--listen", got.stdout)

    def test_missing_folders(self):
        for arguments in (["--shop", self.path("none")], ["--shops", self.path("none")],
                          ["--shops", self.folder]):
            got = self.run_serve("--listen", "tcp://127.0.0.1:0", *arguments)
            self.assertEqual(got.returncode, 3, got.stderr)
            self.assertIn(arguments[1].encode(), got.stderr)

    def test_pack_does_not_load(self):
        self.write("pack { name = 'echo'\nsyntax error here\n", "rules", "echo", "pack.lua")
        got = self.run_serve("--listen", "tcp://127.0.0.1:0")
        self.assertEqual(got.returncode, 1, got.stderr)
        self.assertIn(b"pack.lua", got.stderr)


class StandardInput(WireTest):
    count = 300
    lines = b"".join(line(event(n)) for n in range(count))

    def expect(self, output):
        texts = [text_of(json.loads(one)) for one in output.splitlines()]
        self.assertEqual(texts, [f"text {n}" for n in range(self.count)])

    def test_pipes(self):
        got = self.run_serve("--listen", "-", input=self.lines)
        self.assertEqual(got.returncode, 0, got.stderr)
        self.expect(got.stdout)
        self.assertTrue(got.stderr.startswith(b"ready -"), got.stderr)

    def run_files(self, mode):
        with open(self.path("in"), "wb") as file:
            file.write(self.lines)
        with open(self.path("in"), "rb") as source, open(self.path("out"), mode) as sink:
            done = subprocess.run(
                [BINARY, "serve", "--data", ":memory:", "--rules", self.rules, "--listen", "-"],
                stdin=source, stdout=sink, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(self.path("out"), "rb") as file:
            return file.read()

    def test_files(self):
        self.expect(self.run_files("wb"))

    def test_append(self):
        with open(self.path("out"), "wb") as file:
            file.write(b"before\n")
        output = self.run_files("ab")
        self.assertTrue(output.startswith(b"before\n"))
        self.expect(output[len(b"before\n"):])

    def test_sockets(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            server = self.serve(listen="-", stdin=theirs, stdout=theirs)
            theirs.close()
            sender = threading.Thread(target=lambda: (ours.sendall(self.lines),
                                                      ours.shutdown(socket.SHUT_WR)))
            sender.start()
            output = b""
            ours.settimeout(PATIENCE)
            while output.count(b"\n") < self.count:
                output += ours.recv(65536)
            sender.join()
            self.assertEqual(server.wait(), 0)
            self.expect(output)

    def test_terminal(self):
        try:
            ours, theirs = pty.openpty()
        except OSError as error:
            self.skipTest(f"this machine gives out no terminals: {error}")
        server = self.serve(listen="-", stdin=theirs, stdout=subprocess.PIPE)
        os.close(theirs)
        os.write(ours, line({"ping": 1}))
        self.assertEqual(server.process.stdout.readline(), b'{"pong":1}\n')
        os.write(ours, b"\x04")
        self.assertEqual(server.wait(), 0)
        os.close(ours)

    def test_last_line_without_newline(self):
        got = self.run_serve("--listen", "-", input=b'{"ping":1}\n{"ping":2}')
        self.assertEqual(got.stdout, b'{"pong":1}\n{"pong":2}\n')

    def test_nothing_at_all(self):
        got = self.run_serve("--listen", "-", input=b"")
        self.assertEqual((got.returncode, got.stdout), (0, b""))

    def test_closed_input(self):
        got = subprocess.run(["sh", "-c", f"exec '{BINARY}' serve --data :memory: --listen - --rules '{self.rules}' <&-"],
                             capture_output=True, timeout=PATIENCE, check=False)
        self.assertEqual(got.returncode, 0, got.stderr)

    def test_output_full(self):
        with open("/dev/full", "wb") as full:
            got = subprocess.run(
                [BINARY, "serve", "--rules", self.rules, "--listen", "-", "--data", ":memory:"],
                input=self.lines,
                stdout=full, stderr=subprocess.PIPE, timeout=PATIENCE, check=False)
        self.assertEqual(got.returncode, 3, got.stderr)
        self.assertIn(b"space", got.stderr)

    def test_slow_pager_is_waited_for(self):
        """A pipe that is read late loses nothing, and nobody buffers without end."""
        big = b"".join(line(event(n, text=f"text {n} " + "x" * 2000)) for n in range(2000))
        server = self.serve(listen="-", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        sender = threading.Thread(target=lambda: (server.process.stdin.write(big),
                                                  server.process.stdin.close()))
        sender.start()
        time.sleep(1.0)
        output = server.process.stdout.read()
        sender.join()
        self.assertEqual(output.count(b"\n"), 2000)
        self.assertEqual(server.wait(), 0)

    def test_other_listeners_go_on(self):
        server = self.serve(listen=["-", "tcp://127.0.0.1:0"], stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)
        server.process.stdin.write(line(event(1)))
        server.process.stdin.close()
        self.assertIn(b"text 1", server.process.stdout.readline())
        self.assertEqual(server.process.stdout.read(), b"", "standard output is not closed")
        self.assert_alive(self.connect(server.addresses[1]))
        self.assertEqual(server.stop(), 0)


class Lines(WireTest):
    def test_ping(self):
        client = self.connect(self.serve())
        for value in (7, "x", None, {"a": [1, 2.50, 9007199254740993]}, 9223372036854775807):
            client.send({"ping": value})
            self.assertEqual(client.line(), {"pong": value})
        client.send({"pong": 1}, {"ping": 1})
        self.assertEqual(client.line(), {"pong": 1})

    def test_bad_lines_and_a_living_connection(self):
        client = self.connect(self.serve())
        client.send(b"nonsense\n", b"\n", b"\r\n", b'{"ping":1}\r\n', b"{\n")
        self.assert_error(client.line(), "bad_json", 1)
        self.assertEqual(client.line(), {"pong": 1})
        self.assert_error(client.line(), "bad_json", 5)
        self.assert_alive(client)

    def test_codes(self):
        deep = b"[" * 100 + b"]" * 100
        good = line(event(1))[:-2]
        table = (
            (b'{"a":1}', "bad_line"), (b"[]", "bad_line"), (b"17", "bad_line"), (b"{}", "bad_line"),
            (b'{"ping":1,"pong":2}', "bad_line"), (b'{"welcome":{}}', "bad_line"),
            (b'{"error":{}}', "bad_line"), (b'{"Ping":1}', "bad_line"), (b'{"ack":"x"}', "bad_line"),
            (b'{"ack":[1]}', "bad_line"), (b'{"nack":{}}', "bad_line"), (b'{"nack":[]}', "bad_line"),
            (b'{"nack":{"id":"x","reason":1}}', "bad_line"), (b'{"hello":1}', "bad_line"),
            (b'{"hello":{}}', "bad_line"), (b'{"hello":{"source":""}}', "bad_line"),
            (b'{"hello":{"source":"a","acks":1}}', "bad_line"),
            (b'{"hello":{"source":"a","actions":"message.*"}}', "bad_line"),
            (b'{"hello":{"source":"a","typo":1}}', "bad_line"),
            (b'{"hello":{"source":"' + b"x" * 257 + b'"}}', "bad_line"),
            (b'{"type":"a.b"}', "bad_event"), (b'{"type":"a.b","id":"1"}', "bad_event"),
            (b'{"type":1,"id":"1","source":"s"}', "bad_event"),
            (b'"\xff"', "bad_utf8"), (b'{"ping":' + deep + b"}", "too_deep"),
            (b'{"ping":1,"ping":2}', "bad_keys"), (b'{"ping":9223372036854775808}', "bad_number"),
            (b'{"ping":1} x', "bad_json"), (b"\xef\xbb\xbf{}", ("bad_json", "bad_utf8")),
            (b'{"ping":"\\u0000"}', None), (good + b',"time":"yesterday"}', "bad_time"),
        )
        client = self.connect(self.serve())
        for number, (sent, code) in enumerate(table, 1):
            with self.subTest(sent=sent[:60]):
                client.send(sent + b"\n")
                got = client.line()
                self.assertIn("error", got)
                self.assertEqual(got["error"]["line"], number)
                self.assertTrue(got["error"]["message"])
                if isinstance(code, tuple):
                    self.assertIn(got["error"]["code"], code)
                elif code:
                    self.assertEqual(got["error"]["code"], code, got)
        self.assert_alive(client)

    def test_error_names_the_event(self):
        client = self.connect(self.serve())
        client.send(event(1, time="noon"), event(2), event(2, text="another body"))
        self.assert_error(client.line(), "bad_time", 1, "m-1")
        found = {}
        for got in client.lines(2):
            found[next(iter(got)) if "error" in got else "action"] = got
        self.assert_error(found["error"], "conflict", 3, "m-2")
        self.assertEqual(text_of(found["action"]), "text 2")

    def test_line_numbers_are_the_connections_own(self):
        server = self.serve()
        for _ in range(2):
            client = self.connect(server)
            client.send(b"\n\nx\n")
            self.assert_error(client.line(), "bad_json", 3)

    def test_too_long(self):
        client = self.connect(self.serve())
        limit = 256 * 1024
        client.send(b'{"ping":"' + b"x" * limit + b'"}\n', {"ping": 2})
        self.assert_error(client.line(), "too_long", 1)
        self.assertEqual(client.line(), {"pong": 2})
        exact = b'{"ping":"' + b"x" * (limit - 11) + b'"}'
        self.assertEqual(len(exact), limit)
        client.send(exact + b"\n")
        self.assertEqual(len(client.line()["pong"]), limit - 11)
        self.assert_alive(client)

    def test_endless_line(self):
        server = self.serve()
        client = self.connect(server)
        before = server.rss()
        for _ in range(64):
            client.send(b"x" * 1024 * 1024)
        client.send(b"\n", {"ping": 1})
        self.assert_error(client.line(), "too_long", 1)
        self.assertEqual(client.line(), {"pong": 1})
        self.assertLess(server.rss() - before, 8 * 1024)

    def test_one_byte_at_a_time(self):
        client = self.connect(self.serve())
        client.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in line(event(1, text="价钱 ok")) + b"bad\r\n" + line({"ping": 1}):
            client.socket.send(bytes([byte]))
        # An action waits for its commit, so the others may be faster.
        got = {next(key for key in ("error", "pong", "data") if key in one): one
               for one in client.lines(3)}
        self.assertEqual(text_of(got["data"]), "价钱 ok")
        self.assert_error(got["error"], "bad_json", 2)
        self.assertEqual(got["pong"], {"pong": 1})

    def test_duplicate_is_decided_once(self):
        client = self.connect(self.serve())
        client.send(event(1), event(1), event(1))
        client.end()
        self.assertEqual([text_of(a) for a in client.rest()], ["text 1"])

    def test_newline_in_a_text_is_no_line(self):
        client = self.connect(self.serve())
        client.send(event(1, text='a\nb\r\n{"ping":1}\u2028'))
        self.assertEqual(text_of(client.line()), 'a\nb\r\n{"ping":1}\u2028')
        self.assertTrue(client.silent())

    def test_browser_is_shown_the_door(self):
        client = self.connect(self.serve())
        client.send(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", event(1))
        self.assert_error(client.line(), "bad_line", 1)
        self.assertIsNone(client.line())


if __name__ == "__main__":
    unittest.main()
