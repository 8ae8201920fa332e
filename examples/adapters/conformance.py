#!/usr/bin/env python3
"""Tries an adapter: plays zhanggui's side of the protocol, with everything that may happen, and says
in plain words which rule the adapter breaks.

    ./conformance.py -- ./adapter.py --hello {source} {uri} {events}
    ./conformance.py --listen tcp://127.0.0.1:7711          then start the adapter yourself

The command is run with {uri} (where to connect), {source} (whose events) and {events} (a file of
events to send) filled in; an adapter that has events of its own need not take the file. Where the
connection is cut the adapter must connect again, or it is started again. What it does on the
platform is seen in its standard output, and in the files given with --watch: a text that is to be
said has a mark like mark-17-k in it. Only acknowledged mode (with a hello) is tried.

Exit status 0 when no rule was broken, 1 when one was, 2 when this was called wrongly.
Needs Python 3.8 or newer, and nothing besides. The rules are those of docs/protocol.md.
"""
import argparse
import json
import os
import re
import select
import socket
import subprocess
import sys
import tempfile
import time

LINE = 256 * 1024  # bytes
DEEP, KEYS = 64, 1024  # objects and lists within one another; keys of one object
STEERING = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")  # a terminal
TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")
LONG = "长" * 85 + "x"  # 256 bytes


class Broken(Exception):
    """The connection ended."""


# ---- What the adapter sends ----------------------------------------------------------------------


def strict(pairs):
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        raise ValueError("an object has a key twice")
    return dict(pairs)


def whole(literal):
    if not -(2**63) <= int(literal) < 2**63:
        raise ValueError(f"{literal} does not fit 64 bits; send it as a string")
    return int(literal)


def constant(word):
    raise ValueError(f"{word} is no JSON")


def real(literal):
    if float(literal) in (float("inf"), float("-inf")):
        raise ValueError(f"{literal:.40} is too large for a number; send it as a string")
    return float(literal)


def look_inside(value, depth=1):
    """Raises a ValueError for what JSON can spell and zhanggui refuses."""
    if isinstance(value, str):
        value.encode()  # raises one for half of a pair, like \ud800
        if "\0" in value:
            raise ValueError("a text has \\u0000 in it")
    if not isinstance(value, (dict, list)):
        return
    if depth > DEEP:
        raise ValueError(f"it is nested more than {DEEP} deep")
    if isinstance(value, dict) and len(value) > KEYS:
        raise ValueError(f"an object has more than {KEYS} keys")
    for each in [*value, *value.values()] if isinstance(value, dict) else value:
        look_inside(each, depth + 1)


def look_at_event(event, source):
    """What is wrong with an event, as a sentence, or None."""
    for key in ("id", "source", "type"):
        value = event.get(key)
        if not isinstance(value, str) or not 1 <= len(value.encode()) <= 256:
            return f'an event\'s "{key}" is a text of 1 to 256 bytes; this one has {value!r:.80}'
    if event["source"] != source:
        return (f'its events are of the source "{event["source"]}", but its hello was for '
                f'"{source}"; the actions would go elsewhere')
    if event.get("specversion", "1.0") != "1.0":
        return 'an event\'s "specversion" is "1.0", or is left out'
    if "time" in event and not (isinstance(event["time"], str) and TIME.match(event["time"])):
        return (f'an event\'s "time" is RFC 3339 with an offset, like "2026-11-21T10:00:00+08:00"; '
                f'this one has {event["time"]!r:.80}')
    if not isinstance(event.get("data", {}), dict):
        return 'an event\'s "data" is an object'
    return None


def look_at_control(said):
    """What is wrong with a line without a type, as a sentence, or None."""
    if len(said) != 1 or next(iter(said)) not in ("hello", "ack", "nack", "ping", "pong"):
        return (f"a line that is no event has exactly one of the keys hello, ack, nack, ping, pong; "
                f"this one has {', '.join(said) or 'none'}")
    key, value = next(iter(said.items()))
    if key == "ack" and not (isinstance(value, list) and all(isinstance(x, str) for x in value)):
        return f'an ack is a list of ids, {{"ack":["a-…"]}}; this one is {json.dumps(value):.80}'
    if key == "nack" and not (isinstance(value, dict) and isinstance(value.get("id"), str) and
                              isinstance(value.get("reason", ""), str)):
        return f'a nack is {{"nack":{{"id":"a-…","reason":"…"}}}}; this one is {json.dumps(value):.80}'
    if key == "hello" and not (isinstance(value, dict) and isinstance(value.get("source"), str) and
                               set(value) <= {"source", "acks", "actions", "token"}):
        return "a hello has a source, and perhaps acks, actions and token"
    return None


# ---- The server's side ---------------------------------------------------------------------------


class Trial:
    def __init__(self, options):
        self.options = options
        self.brief = min(5, options.patience)
        self.faults = []
        self.notes = []
        self.process = None
        self.peer = None
        self.held = b""
        self.source = None
        self.events = {}  # by id, as they were sent last
        self.acked = set()  # events that we have acknowledged
        self.given = set()  # ids of all actions
        self.answers = {}  # of an action: how many acks and nacks
        self.pongs = []
        self.count = 0
        self.hold_acks = False
        self.folder = tempfile.TemporaryDirectory()
        self.output = open(os.path.join(self.folder.name, "output"), "w+b")
        self.listen()

    def break_rule(self, rule, sentence):
        if all(rule != known for known, _ in self.faults):
            self.faults.append((rule, STEERING.sub("?", sentence)))

    # ---- connections

    def listen(self):
        host, _, port = self.options.listen.partition("://")[2].rpartition(":")
        self.server = socket.socket()
        self.server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.server.bind((host, int(port)))
        self.server.listen(5)
        self.uri = "tcp://%s:%d" % self.server.getsockname()

    def start(self):
        if not self.options.command or (self.process and self.process.poll() is None):
            return
        events = os.path.join(self.folder.name, "events.jsonl")
        with open(events, "w", encoding="utf-8") as out:
            for number in range(1, 6):
                out.write(json.dumps({
                    "specversion": "1.0", "id": f"m-{number}", "source": self.options.source,
                    "type": "message.received", "time": f"2026-11-21T10:00:0{number}+08:00",
                    "data": {"conversation": {"id": "c-1"}, "buyer": {"id": "b-1"},
                             "message": {"id": f"m-{number}", "text": "你好"}}}, ensure_ascii=False))
                out.write("\n")
        fill = {"uri": self.uri, "source": self.options.source, "events": events}
        command = [re.sub(r"\{(\w+)\}", lambda m: fill.get(m[1], m[0]), word)
                   for word in self.options.command]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=self.output)

    def connect(self):
        """Waits for the adapter, and for its hello. False: it does not come."""
        self.close()
        deadline = time.monotonic() + self.options.patience
        while time.monotonic() < deadline:
            self.start()
            if select.select([self.server], [], [], 0.2)[0]:
                self.peer, _ = self.server.accept()
                self.peer.setblocking(False)
                self.held, self.lines, self.greeted = b"", 0, False
                self.wait(lambda: self.greeted, "hello")
                return self.greeted
        return False

    def close(self):
        if self.peer:
            self.peer.close()
        self.peer = None

    def stop(self):
        self.close()
        self.server.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            self.process.stdin.close()
        self.output.close()
        self.folder.cleanup()

    # ---- lines

    def send_bytes(self, data, read=True):
        """Sends it all, reading meanwhile unless told not to. False: it is not taken."""
        deadline = time.monotonic() + self.options.patience
        while data:
            readable, writable, _ = select.select([self.peer] if read else [], [self.peer], [], 0.2)
            try:
                if writable:
                    data = data[self.peer.send(data):]
            except BlockingIOError:
                pass
            except OSError as error:
                raise Broken from error
            if readable:
                self.read()
            if time.monotonic() > deadline:
                return False
        return True

    def send(self, *objects):
        self.send_bytes("".join(json.dumps(o, ensure_ascii=False) + "\n" for o in objects).encode())

    def read(self):
        try:
            chunk = self.peer.recv(65536)
        except BlockingIOError:
            return
        except OSError as error:
            raise Broken from error
        if not chunk:
            if self.held.strip():
                self.break_rule("whole lines", "it closed the connection in the middle of a line: "
                                f"{self.held[:80]!r}")
            raise Broken
        self.held += chunk
        *lines, self.held = self.held.split(b"\n")
        for line in lines:
            self.lines += 1
            if line.strip():
                self.take(line.rstrip(b"\r"))
        if len(self.held) > LINE:
            self.break_rule("short lines", "a line has more than 256 KiB")
            self.held = b""

    def take(self, line):
        if len(line) > LINE:
            self.break_rule("short lines", "a line has more than 256 KiB")
        try:
            said = json.loads(line.decode(), object_pairs_hook=strict, parse_int=whole,
                              parse_float=real, parse_constant=constant)
            look_inside(said)
        except RecursionError:
            return self.break_rule("JSON lines", f"a line is nested more than {DEEP} deep")
        except UnicodeDecodeError:
            return self.break_rule("UTF-8", f"a line is not UTF-8: {line[:80]!r}")
        except ValueError as error:
            return self.break_rule("JSON lines", "each line is one JSON object, whole and strictly "
                                   f"read: {line[:80]!r} ({error})")
        if not isinstance(said, dict):
            return self.break_rule("JSON lines", f"a line is no JSON object: {line[:80]!r}")
        if "type" in said:
            return self.take_event(said)
        wrong = look_at_control(said)
        if wrong:
            return self.break_rule("control lines", wrong)
        key, value = next(iter(said.items()))
        if key == "hello":
            self.greet(value)
        elif key == "ping":
            self.send({"pong": value})
        elif key == "pong":
            self.pongs.append(value)
        else:
            self.settle(value if key == "ack" else [value["id"]])
        return None

    def greet(self, hello):
        self.greeted, self.source = True, hello["source"]
        if hello.get("acks", True) is False:
            self.break_rule("acknowledged mode", "its hello says acks false; then actions get lost "
                            "when a connection breaks")
        self.send({"welcome": {"protocol": 1, "version": "0.1.0", "pending": 0}})

    def take_event(self, event):
        if not self.greeted:
            return self.break_rule("hello first", "it sends events before its hello; a hello with "
                                   "its source comes first")
        wrong = look_at_event(event, self.source)
        if wrong:
            return self.break_rule("events", wrong)
        known = self.events.get(event["id"])
        if known is not None and known != event:
            self.break_rule("one id, one event", f"the id {event['id']!r:.60} came again with other "
                            "content; a new event needs a new id, and one sent again stays as it was")
        self.events[event["id"]] = event
        if self.hold_acks:
            self.acked.discard(event["id"])
        else:
            self.acked.add(event["id"])
            self.send({"ack": [event["id"]]})
        return None

    def settle(self, ids):
        for name in ids:
            if name not in self.given:
                self.break_rule("acks name actions", f"it answers the action {name!r:.60}, which was "
                                "never sent; an id is given back to the letter")
            self.answers[name] = self.answers.get(name, 0) + 1

    def wait(self, until, what, seconds=None):
        """Reads until it holds. False: it did not in time."""
        deadline = time.monotonic() + (seconds or self.options.patience)
        while not until() and time.monotonic() < deadline:
            try:
                if select.select([self.peer], [], [], 0.1)[0]:
                    self.read()
            except Broken:
                if what == "hello":
                    return False
                raise
        return until()

    # ---- actions

    def action(self, text="{mark}", type_="message.send", name=None, **more):
        """An action with a mark of its own, which is seen when it is done."""
        self.count += 1
        name = name or "a-%032x" % self.count
        data = {"conversation": {"id": "c-1"}, "text": text.replace("{mark}", self.mark())}
        self.given.add(name)
        return {"specversion": "1.0", "id": name, "source": "zhanggui", "type": type_,
                "time": "2026-11-21T02:00:00Z", "subject": "c-1", "causationid": "m-1",
                "pack": "trial", "rule": "tries", "shop": "default", "data": data, **more}

    def mark(self):
        return f"mark-{self.count}-k"

    def done(self, mark):
        """How many times the mark was seen."""
        self.output.flush()
        seen = 0
        for path in [self.output.name, *self.options.watch]:
            try:
                with open(path, "rb") as file:
                    seen += file.read().count(mark.encode())
            except OSError:
                pass
        return seen

    def answered(self, actions, times=1):
        return lambda: all(self.answers.get(a["id"], 0) >= times for a in actions)


# ---- What is tried, in this order ----------------------------------------------------------------


def pings(t):
    """answers pings"""
    for value in (7, "still there?", {"deep": [1, None, True]}):
        t.send({"ping": value})
        if not t.wait(lambda: value in t.pongs, "pong", t.brief):
            t.break_rule("pings", f'{json.dumps({"ping": value})} was not answered by '
                         f'{json.dumps({"pong": value})}')


def plain_actions(t):
    """does an action, and says so"""
    one = t.action()
    mark = t.mark()
    t.send(one)
    if not t.wait(t.answered([one]), "ack"):
        t.break_rule("every action is answered", "an action got neither ack nor nack; it would come "
                     "again and again")
    t.sees = t.done(mark) > 0
    if not t.sees:
        t.notes.append("what it does is not seen in its output (or in a file given with --watch), so "
                       "whether it does things twice cannot be told")


def repeated(t):
    """drops an action that comes again"""
    one = t.action()
    mark = t.mark()
    t.send(one)
    t.wait(t.answered([one]), "ack")
    t.send(one, one)
    if not t.wait(t.answered([one], 3), "ack", t.brief):
        t.break_rule("repeated actions are answered again", "an action that came again, with the same "
                     "id, was not answered again; the first answer may have been lost")
    if t.done(mark) > 1:
        t.break_rule("repeated actions are not done again", "an action that came again, with the same "
                     "id, was done again; keep the ids of what is done, and drop repeated ones")


def pieces(t):
    """puts lines together, however they come"""
    one = t.action("您好 {mark} 谢谢")
    mark = t.mark()
    two, three = t.action("二 {mark}"), t.action("三 {mark}")
    line = json.dumps(one, ensure_ascii=False).encode() + b"\n"
    inside = line.index("您".encode()) + 1  # in the middle of a character
    for part in (line[:9], line[9:inside], line[inside:-1], line[-1:]):
        t.send_bytes(part)
        t.wait(lambda: False, "pause", 0.15)
    if not t.wait(t.answered([one]), "ack", t.brief):
        t.break_rule("lines in pieces", "a line that came in pieces, cut inside a character, was not "
                     "understood; a line ends at its newline, not where a read ends")
    elif t.done(mark) and not t.done("您好 " + mark) and not t.done("\\u60a8\\u597d " + mark):
        t.break_rule("lines in pieces", "of a text that was cut inside a character a character is "
                     "lost; put the bytes of a line together first, then read them as UTF-8")
    both = b"".join(json.dumps(a).encode() + end for a, end in ((two, b"\r\n\n\r\n"), (three, b"\n")))
    t.send_bytes(both)
    if not t.wait(t.answered([two, three]), "ack", t.brief):
        t.break_rule("several lines at once", "of lines that came at once, ended by \\r\\n and with "
                     "blank ones between, not all were understood")


def strange(t):
    """goes on when it meets what it does not know"""
    cases = (("unknown types", "an action of a type it does not know",
              t.action(type_="x.unheard_of")),
             ("unknown attributes", "an action with attributes it does not know",
              t.action(newattribute={"n": 387654321098767001}, other=None)),
             ("long ids", "an action with ids of 256 bytes and of 18 digits",
              t.action(name=LONG, causationid=LONG, subject="387654321098767001")),
             ("actions that lack something", "an action without the data it should have",
              dict(t.action(), data={})))
    for rule, what, one in cases:
        t.send(one)
        if not t.wait(t.answered([one]), "ack", t.brief):
            t.break_rule(rule, f"{what} got no answer; what cannot be done is answered with a nack")
    for rule, line in (("unknown lines", {"news": {"from": "a later version"}}),
                       ("error lines", {"error": {"code": "bad_json", "line": 1, "id": None,
                                                  "message": "a line was refused"}}),
                       ("acks of events", {"ack": ["nobody-sent-this"]}),
                       ("acks of events", {"ack": []})):
        one = t.action()
        try:
            t.send(line, one)
            if not t.wait(t.answered([one]), "ack", t.brief):
                t.break_rule(rule, f"after {json.dumps(line)} it did no more; leave alone what you do "
                             "not know, and go on after an error")
        except Broken:
            t.break_rule(rule, f"{json.dumps(line)} made it close the connection; leave alone what "
                         "you do not know, and go on after an error")
            raise


def expired(t):
    """leaves what is too late"""
    one = t.action(expirytime="2020-01-01T00:00:00Z")
    mark = t.mark()
    t.send(one)
    if not t.wait(t.answered([one]), "ack", t.brief):
        t.break_rule("expired actions", "an action past its expirytime got no answer; ack it (or "
                     "nack it) without doing it")
    if t.done(mark):
        t.notes.append("it does actions that are past their expirytime; they are better left undone")


def crowd(t):
    """reads while it writes"""
    many = [t.action("x" * 3000 + " {mark}") for _ in range(700)]
    lines = "".join(json.dumps(a) + "\n" for a in many).encode()
    if not t.send_bytes(lines, read=False):
        t.break_rule("read while you write", "it stopped reading two megabytes of actions while its "
                     "own lines were not read; then both sides wait for ever, until it is cut off")
    if not t.wait(t.answered(many), "ack", 2 * t.options.patience):
        t.break_rule("read while you write", "of many actions at once not all were answered")


def broken_connection(t):
    """comes back, with what was not acknowledged"""
    t.hold_acks = True
    one = t.action()
    t.close()
    if not t.connect():
        t.hold_acks = False
        t.break_rule("comes back", "after its connection broke it did not connect again and say hello")
        return
    t.wait(lambda: False, "pause", 1)
    unsure = set(t.events) - t.acked
    t.close()
    t.hold_acks = False
    if not t.connect():
        t.break_rule("comes back", "after its connection broke it did not connect again and say hello")
        return
    t.send(one)
    if not t.wait(t.answered([one]), "ack"):
        t.break_rule("comes back", "after it had connected again it answered no action")
    if unsure and not t.wait(lambda: unsure <= t.acked, "events", t.brief):
        missing = len(unsure - t.acked)
        t.break_rule("unacknowledged events are sent again", f"{missing} events that had not been "
                     "acknowledged when the connection broke were not sent again; they are lost")
    elif not unsure:
        t.notes.append("it had no event to send when its connection broke, so whether it sends one "
                       "again cannot be told")


TRIALS = (pings, plain_actions, repeated, pieces, strange, expired, crowd, broken_connection)


def run(options):
    trial = Trial(options)
    if not options.command:
        print(f"start the adapter; it is to connect to {trial.uri}", flush=True)
    try:
        if not trial.connect():
            trial.break_rule("hello first", "it did not connect and say hello; without a hello "
                             "nothing is acknowledged, and what breaks is lost")
            return trial
        for attempt in TRIALS:
            before = len(trial.faults)
            try:
                attempt(trial)
            except Broken:
                trial.break_rule(attempt.__name__, "it closed the connection when it should have gone "
                                 f"on (tried: {attempt.__doc__})")
                if not trial.connect():
                    trial.break_rule("comes back", "it did not connect again and say hello")
                    break
            if any(rule == "every action is answered" for rule, _ in trial.faults):
                trial.notes.append("as it answers no action, the rest was not tried")
                break
            print(("ok    " if len(trial.faults) == before else "WRONG ") + attempt.__doc__, flush=True)
    except Broken:
        trial.break_rule("comes back", "it closed the connection as soon as it had connected")
    finally:
        trial.stop()
    return trial


def main():
    parser = argparse.ArgumentParser(description="Says which rules of the protocol an adapter breaks.")
    parser.add_argument("--listen", default="tcp://127.0.0.1:0", help="tcp://HOST:PORT (any free port)")
    parser.add_argument("--source", default="demo/trial", help="fills {source} in the command")
    parser.add_argument("--watch", action="append", default=[], metavar="FILE",
                        help="where it can be seen what the adapter does, besides its output")
    parser.add_argument("--patience", type=float, default=10, metavar="SECONDS")
    parser.add_argument("command", nargs="*", help="starts the adapter; with {uri}, {source}, {events}")
    options = parser.parse_args()
    if not re.match(r"tcp://[^:]+:\d+$", options.listen):
        parser.error(f"{options.listen} is not tcp://HOST:PORT")
    trial = run(options)
    for rule, sentence in trial.faults:
        print(f"broken: {rule}: {sentence}")
    for note in trial.notes:
        print(f"note: {note}")
    print(f"{len(trial.faults)} rules broken" if trial.faults else "no rule was broken")
    return 1 if trial.faults else 0


if __name__ == "__main__":
    sys.exit(main())
