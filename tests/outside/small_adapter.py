"""A small adapter that is right, or wrong in the one way that its first argument names:

    small_adapter.py FAULT URI SOURCE FOLDER

It keeps its events, and the ids of what it has done, in memory, and connects again by itself."""
import json
import re
import socket
import sys
import time

FAULT, URI, SOURCE = sys.argv[1:4]
RAW = {"half a pair": ('"m-', '"\\ud800-'), "zero": ('"你好"', '"\\u0000"'),
       "endless number": ('"你好"', "1e400"), "deep": ('"你好"', "[" * 64 + "]" * 64),
       "bottomless": ('"你好"', "[" * 100000), "steers": ('"demo/', '"\\u001b[31m'),
       "many keys": ('"你好"', json.dumps(dict.fromkeys(map(str, range(1025)))))}


def event(number):
    data = {"conversation": {"id": "c-1"}, "buyer": {"id": "b-1"}, "message": {"text": "你好"}}
    made = {"specversion": "1.0", "id": f"m-{number}", "source": SOURCE, "type": "message.received",
            "time": "2026-11-21T10:00:00+08:00", "data": data}
    changes = {"no offset": {"time": "2026-11-21T10:00:00"}, "number for an id": {"id": number},
               "other source": {"source": "demo/another"}, "list for data": {"data": [data]},
               "long id": {"id": "m" * 257}, "too big": {"data": {"n": 2**70}},
               "too long": {"data": {"text": "x" * 300000}}}
    return {**made, **changes.get(FAULT, {})}


class Adapter:
    def __init__(self):
        self.done = set()
        self.unsafe = {}
        self.number = 0

    def connect(self):
        host, port = re.match(r"tcp://(.*):(\d+)", URI).groups()
        self.peer = socket.create_connection((host, int(port)))
        self.held = b""
        if FAULT != "no hello":
            hello = {"source": SOURCE}
            if FAULT == "no acks":
                hello["acks"] = False
            self.send({"hello": hello})
        self.number += 1
        again = [] if FAULT == "forgets events" else list(self.unsafe.values())
        if FAULT == "id twice" and again:
            again[0] = {**again[0], "subject": "changed"}
        new = event(self.number)
        self.unsafe[new["id"]] = new
        for one in [*again, new]:
            self.send(one)

    def send(self, said):
        text = json.dumps(said, ensure_ascii=False)
        if FAULT == "pretty" and "type" in said:
            text = json.dumps(said, indent=1)
        if FAULT == "key twice" and "type" in said:
            text = text.replace('"specversion"', '"id": "x", "specversion"')
        if FAULT in RAW and "type" in said:
            text = text.replace(*RAW[FAULT])
        line = text.encode("gbk" if FAULT == "not UTF-8" else "utf-8") + b"\n"
        self.peer.sendall(line)

    def lines(self):
        while chunk := self.peer.recv(65536):
            if FAULT == "read is a line":
                yield chunk.strip(b"\r\n")
                continue
            if FAULT == "cuts characters":
                chunk = chunk.decode(errors="ignore").encode()
            self.held += chunk
            *whole, self.held = self.held.split(b"\n")
            for line in whole:
                if FAULT == "one line a read" and line is not whole[0]:
                    continue
                if line.strip() or FAULT == "minds blank lines":
                    yield line.rstrip(b"\r")

    def take(self, line):
        if FAULT == "dozes" and len(self.done) > 12:
            time.sleep(0.5)
        try:
            said = json.loads(line)
        except ValueError:
            if FAULT in ("minds blank lines", "cuts characters"):
                raise
            return
        if "type" in said:
            self.act(said)
        elif "ping" in said:
            if FAULT != "no pong":
                self.send({"pong": "pong" if FAULT == "other pong" else said["ping"]})
        elif "ack" in said:
            for name in said["ack"]:
                if FAULT == "minds strange acks":
                    del self.unsafe[name]
                self.unsafe.pop(name, None)
        elif "error" in said:
            if FAULT == "gives up after an error":
                raise OSError
        elif "welcome" not in said and FAULT == "minds unknown lines":
            raise OSError

    def act(self, action):
        name = action["id"]
        if FAULT == "no answers" or (FAULT == "minds unknown types" and
                                     action["type"] != "message.send"):
            return
        if FAULT == "minds unknown attributes" and "newattribute" in action:
            return
        if name in self.done and FAULT == "answers once":
            return
        if name not in self.done or FAULT == "does twice":
            text = action.get("data", {}).get("text")
            if text is None and FAULT == "falls over a lack":
                raise OSError
            if text is not None and "expirytime" not in action:
                print(text[-40:] if FAULT != "silent" else "", flush=True)
            if text is None:
                self.send({"nack": {"name" if FAULT == "bad nack" else "id": name, "reason": "no text"}})
                return
        self.done.add(name)
        if FAULT == "short ids":
            name = name[:64]
        self.send({"ack": name if FAULT == "text for a list" else [name]})


def main():
    adapter = Adapter()
    while True:
        try:
            adapter.connect()
            for line in adapter.lines():
                adapter.take(line)
        except (OSError, KeyError, ValueError):
            pass
        if FAULT == "stays away":
            time.sleep(60)
        time.sleep(0.1)


main()
