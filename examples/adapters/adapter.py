#!/usr/bin/env python3
"""A small adapter: between a platform and zhanggui. Start yours from here.

    ./adapter.py tcp://127.0.0.1:7711 ../logs/day.jsonl     events from a file
    my-platform-feed | ./adapter.py unix:zhanggui.sock -    events from a pipe, as they come

    --pretty        show whole conversations, as a shop owner would read them, at the end
    --follow        keep the connection open when the input ends (stop with Ctrl-C)
    --hello SOURCE  acknowledged mode for that source: every action is confirmed once it is done,
                    and comes again after a broken connection until it is; implies --follow

An adapter has two jobs. It turns what happens on the platform into events, one JSON object a line,
and sends them. And it carries out the actions that come back: see "What to do on the platform",
which is the part to replace. Everything else can stay as it is.

Exit status 0 when all went well, 1 when the connection failed, 2 when it was called wrongly.
Needs Python 3.8 or newer on a POSIX system, and nothing besides.
"""

import argparse
import json
import os
import select
import socket
import sys
from datetime import datetime, timezone

# ---- What to do on the platform ------------------------------------------------------------------
# One function an action type. Here each prints a line; yours calls the platform instead. `action`
# is the whole action; action["data"] holds its content, action["id"] is the same if it comes twice,
# action["causationid"] is the id of the event that it answers.


def send_message(action):
    data = action["data"]
    show(f"[{data['conversation']['id']}] say: {data['text']}")


def make_offer(action):
    data = action["data"]
    last = ", the last" if data.get("final") else ""
    show(f"[{data['conversation']['id']}] offer {data['item']['sku']} at {data['price']} "
         f"{data['currency']} (round {data.get('round', '?')}{last})")


def accept_offer(action):
    data = action["data"]
    show(f"[{data['conversation']['id']}] accept {data['price']} {data['currency']} "
         f"for {data['item']['sku']}")


def decline_offer(action):
    data = action["data"]
    show(f"[{data['conversation']['id']}] decline {data['price']} {data['currency']} "
         f"for {data['item']['sku']}")


def give_gift(action):
    data = action["data"]
    show(f"[{data['conversation']['id']}] add a gift: {data['gift']}")


def choose_courier(action):
    data = action["data"]
    show(f"send by {data['courier']}: {data['fee']} {data['currency']}, {data['days']} days")


def raise_alert(action):
    data = action["data"]
    show(f"ALERT {data['severity']} {data['kind']}: {data.get('text', '')}")


def clear_alert(action):
    show(f"alert over: {action['data']['kind']}")


def hand_off(action):
    data = action["data"]
    show(f"[{data['conversation']['id']}] a colleague is asked to take over: {data['reason']}")


def anything_else(action):
    show(f"{action['type']} {json.dumps(action['data'], ensure_ascii=False)}")


ACTIONS = {
    "message.send": send_message,
    "offer.make": make_offer,
    "offer.accept": accept_offer,
    "offer.decline": decline_offer,
    "gift.offer": give_gift,
    "courier.choose": choose_courier,
    "alert.raise": raise_alert,
    "alert.clear": clear_alert,
    "handoff.request": hand_off,
}


def show(text):
    print(text, flush=True)


def complain(text):
    print(text, file=sys.stderr, flush=True)


# ---- Lines from the runtime ----------------------------------------------------------------------


class Session:
    """Makes sense of the lines that come back. `perform` is called with every new action."""

    def __init__(self, perform, acknowledge):
        self.perform = perform
        self.acknowledge = acknowledge
        self.done = set()  # ids of actions; a real adapter keeps them across restarts
        self.refused = 0

    def receive(self, line):
        """Takes one line; gives the objects to send in answer."""
        try:
            said = json.loads(line)
        except ValueError:
            complain(f"not JSON from the server: {line[:120]!r}")
            return []
        if not isinstance(said, dict):
            complain(f"not an object from the server: {line[:120]!r}")
            return []
        if "type" in said:
            return self.act(said)
        if "error" in said:  # one of our lines was refused; the connection goes on
            error = said["error"]
            self.refused += 1
            complain(f"line {error.get('line', '?')} refused ({error.get('code')}): "
                     f"{error.get('message')}")
        elif "ping" in said:
            return [{"pong": said["ping"]}]
        elif "welcome" in said:
            complain(f"welcome: {said['welcome'].get('pending', 0)} actions were waiting")
        # {"ack": [...]}: these events are safe. An adapter that keeps its own queue drops them
        # from it here. Keys we do not know are left alone, so that newer runtimes can add some.
        return []

    def act(self, action):
        name = action.get("id")
        answer = {"ack": [name]}
        # One that is repeated was done before, only the runtime did not hear of it: confirm it
        # again, do not do it again. One that is too late is confirmed and left undone; a log that
        # is played back is of another time, so there it is done.
        if name not in self.done:
            try:
                if not (self.acknowledge and is_too_late(action)):
                    self.perform(action)
                self.done.add(name)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                # It lacks what we count on and always will: nack, and a person looks at it. When
                # the platform is only down for a moment, answer nothing: it will come again.
                complain(f"cannot do {action['type']} {name}: {error!r}")
                answer = {"nack": {"id": name, "reason": f"the adapter could not do it: {error!r}"}}
        return [answer] if self.acknowledge else []


def is_too_late(action):
    """Whether it is past its expirytime, which is in UTC; most actions have none."""
    if "expirytime" not in action:
        return False
    now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    late = action["expirytime"].rstrip("Z") <= now.rstrip("Z")
    if late:
        complain(f"too late for {action['type']} {action.get('id')}: left undone")
    return late


# ---- The connection ------------------------------------------------------------------------------

CHUNK = 64 * 1024


def connect(uri):
    """Opens tcp://HOST:PORT or unix:PATH. OSError when it fails, ValueError for another URI."""
    if uri.startswith("unix:") and len(uri) > len("unix:"):
        path = uri[len("unix:"):]
        sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        sock.connect(path[2:] if path.startswith("//") else path)
        return sock
    if uri.startswith("tcp://"):
        host, _, port = uri[len("tcp://"):].rpartition(":")
        if host and port.isdigit() and int(port) < 65536:
            return socket.create_connection((host.strip("[]"), int(port)), timeout=10)
    raise ValueError(f"{uri}: neither tcp://HOST:PORT nor unix:PATH")


class Lines:
    """Cuts a stream of bytes into lines, whatever the sizes the bytes come in."""

    def __init__(self):
        self.held = bytearray()

    def feed(self, chunk):
        looked = len(self.held)  # no need to look for "\n" again in what was held
        self.held += chunk
        start = 0
        while (end := self.held.find(b"\n", max(start, looked))) >= 0:
            line = bytes(self.held[start:end]).rstrip(b"\r")
            start = end + 1
            if line.strip():
                yield line
        del self.held[:start]


def run(sock, source, session, follow, sent, greeting=None):
    """Streams `source`, a file descriptor, to the server and every line back into the session.

    Reading and writing go on at the same time, in one loop: a server that has much to say first and
    stops reading meanwhile would otherwise wait for us while we wait for it. What the server does
    not take yet waits in `out`; while that is full we read no more input, so that back-pressure
    reaches whoever feeds us and nothing piles up in memory. Only whole lines go into `out`, since
    answers go there, too, and must not land inside an event. `sent` gets every line of the input.

    True when all was sent before the server closed.
    """
    sock.setblocking(False)
    out, begun, incoming = bytearray(), bytearray(), Lines()
    put(out, greeting)
    more_input, half_closed, refused = True, False, False
    while True:
        wants = [sock] + ([source] if more_input and len(out) < CHUNK else [])
        readable, writable, _ = select.select(wants, [sock] if out else [], [])

        if sock in readable:
            chunk = receive(sock)
            if chunk == b"":
                return not (more_input or out or refused)
            for line in incoming.feed(chunk or b""):
                for answer in session.receive(line):
                    if not (half_closed or refused):
                        put(out, answer)

        if source in readable:
            chunk = os.read(source, CHUNK)
            if not chunk:
                more_input = False
                chunk = b"\n" if begun else b""  # the last line lacked its end
            begun += chunk
            whole = begun[: begun.rfind(b"\n", len(begun) - len(chunk)) + 1]
            del begun[: len(whole)]
            out += whole
            for line in whole.split(b"\n")[:-1]:
                sent(line)

        if sock in writable:
            try:
                del out[: sock.send(out)]
            except BlockingIOError:
                pass
            except (BrokenPipeError, ConnectionResetError):
                # It takes no more from us. What it still said is worth reading: perhaps why.
                more_input, refused = False, True
                out.clear()

        if not (more_input or out or follow or half_closed or refused):
            sock.shutdown(socket.SHUT_WR)  # "that was all": it answers the rest, then closes
            half_closed = True


def receive(sock):
    """Some bytes; b"" at the end; None when there was nothing after all."""
    try:
        return sock.recv(CHUNK)
    except BlockingIOError:
        return None


def put(out, line):
    if line is not None:
        out += json.dumps(line, ensure_ascii=False).encode() + b"\n"


# ---- The command ---------------------------------------------------------------------------------


def arguments():
    parser = argparse.ArgumentParser(
        description="Sends events to zhanggui and carries out the actions that come back.")
    parser.add_argument("server", help="tcp://HOST:PORT or unix:PATH")
    parser.add_argument("events", nargs="?", default="-", help="a JSONL file; - is standard input")
    parser.add_argument("--pretty", action="store_true", help="show whole conversations at the end")
    parser.add_argument("--follow", action="store_true", help="stay connected when the input ends")
    parser.add_argument("--hello", metavar="SOURCE", help="acknowledged mode for that source")
    return parser.parse_args()


def main():
    args = arguments()
    perform, sent, conversations, greeting = None, (lambda line: None), None, None
    if args.pretty:
        from conversations import Conversations  # beside this file

        conversations = Conversations()
        perform, sent = conversations.shop_did, conversations.happened
    else:
        perform = lambda action: ACTIONS.get(action["type"], anything_else)(action)
    if args.hello:
        greeting = {"hello": {"source": args.hello, "acks": True}}
    session = Session(perform, acknowledge=bool(args.hello))

    try:
        source = 0 if args.events == "-" else os.open(args.events, os.O_RDONLY)
    except OSError as error:
        complain(f"cannot read {args.events}: {error.strerror}")
        return 2
    try:
        sock = connect(args.server)
    except ValueError as error:
        complain(str(error))
        return 2
    except OSError as error:
        complain(f"cannot connect to {args.server}: {error.strerror or error}. "
                 "Is `zhanggui serve` running there?")
        return 1

    status = 0
    try:
        with sock:
            follow = args.follow or bool(args.hello)
            if not run(sock, source, session, follow, sent, greeting):
                complain(f"{args.server} closed the connection before everything was sent")
                status = 1
    except KeyboardInterrupt:
        pass  # the usual end of --follow
    except BrokenPipeError:
        raise  # not the server: whoever reads our output is gone
    except OSError as error:
        complain(f"the connection to {args.server} broke: {error.strerror or error}")
        status = 1
    if conversations:
        conversations.print()
    if session.refused:
        complain(f"{session.refused} lines were refused")
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # our output was cut short (| head): not worth a stack trace
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
