#!/usr/bin/env node
// A small adapter: between a platform and zhanggui. Start yours from here.
//
//     node adapter.mjs tcp://127.0.0.1:7711 ../logs/day.jsonl     events from a file
//     my-platform-feed | node adapter.mjs unix:zhanggui.sock -    events from a pipe, as they come
//
//     --follow        keep the connection open when the input ends (stop with Ctrl-C)
//     --hello SOURCE  acknowledged mode for that source: every action is confirmed once it is done,
//                     and comes again after a broken connection until it is; implies --follow
//
// An adapter has two jobs. It turns what happens on the platform into events, one JSON object a
// line, and sends them. And it carries out the actions that come back: see "What to do on the
// platform", which is the part to replace. Everything else can stay as it is.
//
// Exit status 0 when all went well, 1 when the connection failed, 2 when it was called wrongly.
// Needs Node 18 or newer, and no packages.

import fs from "node:fs";
import net from "node:net";
import { parseArgs } from "node:util";

// ---- What to do on the platform -----------------------------------------------------------------
// One function an action type. Here each prints a line; yours calls the platform instead. `action`
// is the whole action; action.data holds its content, action.id is the same if it comes twice,
// action.causationid is the id of the event that it answers.

function sendMessage({ data }) {
  show(`[${data.conversation.id}] say: ${data.text}`);
}

function makeOffer({ data }) {
  const last = data.final ? ", the last" : "";
  show(
    `[${data.conversation.id}] offer ${data.item.sku} at ${data.price} ${data.currency} ` +
      `(round ${data.round ?? "?"}${last})`,
  );
}

function acceptOffer({ data }) {
  show(`[${data.conversation.id}] accept ${data.price} ${data.currency} for ${data.item.sku}`);
}

function declineOffer({ data }) {
  show(`[${data.conversation.id}] decline ${data.price} ${data.currency} for ${data.item.sku}`);
}

function giveGift({ data }) {
  show(`[${data.conversation.id}] add a gift: ${data.gift}`);
}

function chooseCourier({ data }) {
  show(`send by ${data.courier}: ${data.fee} ${data.currency}, ${data.days} days`);
}

function raiseAlert({ data }) {
  show(`ALERT ${data.severity} ${data.kind}: ${data.text ?? ""}`);
}

function clearAlert({ data }) {
  show(`alert over: ${data.kind}`);
}

function handOff({ data }) {
  show(`[${data.conversation.id}] a colleague is asked to take over: ${data.reason}`);
}

function anythingElse(action) {
  show(`${action.type} ${JSON.stringify(action.data)}`);
}

const ACTIONS = new Map([
  ["message.send", sendMessage],
  ["offer.make", makeOffer],
  ["offer.accept", acceptOffer],
  ["offer.decline", declineOffer],
  ["gift.offer", giveGift],
  ["courier.choose", chooseCourier],
  ["alert.raise", raiseAlert],
  ["alert.clear", clearAlert],
  ["handoff.request", handOff],
]);

const show = (text) => console.log(text);
const complain = (text) => console.error(text);

// ---- Lines from the runtime ---------------------------------------------------------------------

class Session {
  #done = new Set(); // ids of actions; a real adapter keeps them across restarts
  refused = 0;

  constructor(acknowledge) {
    this.acknowledge = acknowledge;
  }

  // Takes one line; gives the object to send in answer, or undefined.
  //
  // JSON.parse rounds integers past 2^53. Ids of actions are strings, so nothing is lost here, but
  // an adapter that reads the platform's own 18-digit ids must take them as strings before this.
  receive(line) {
    let said;
    try {
      said = JSON.parse(line);
    } catch {
      said = null;
    }
    if (said === null || typeof said !== "object" || Array.isArray(said)) {
      complain(`not a JSON object from the server: ${line.slice(0, 120)}`);
      return undefined;
    }
    if ("type" in said) return this.#act(said);
    if ("error" in said) {
      // One of our lines was refused; the connection goes on.
      this.refused += 1;
      const { line: number = "?", code, message } = said.error ?? {};
      complain(`line ${number} refused (${code}): ${message}`);
    } else if ("ping" in said) {
      return { pong: said.ping };
    } else if ("welcome" in said) {
      complain(`welcome: ${said.welcome?.pending ?? 0} actions were waiting`);
    }
    // {"ack": [...]}: these events are safe. An adapter that keeps its own queue drops them from it
    // here. Keys we do not know are left alone, so that newer runtimes can add some.
    return undefined;
  }

  #act(action) {
    let answer = { ack: [action.id] };
    // One that is repeated was done before, only the runtime did not hear of it: confirm it again,
    // do not do it again. One that is too late is confirmed and left undone; a log that is played
    // back is of another time, so there it is done.
    if (!this.#done.has(action.id)) {
      try {
        if (!(this.acknowledge && isTooLate(action))) {
          (ACTIONS.get(action.type) ?? anythingElse)(action);
        }
        this.#done.add(action.id);
      } catch (error) {
        // It lacks what we count on and always will: nack, and a person looks at it. When the
        // platform is only down for a moment, answer nothing: it will come again.
        complain(`cannot do ${action.type} ${action.id}: ${error.message}`);
        const reason = `the adapter could not do it: ${error.message}`;
        answer = { nack: { id: action.id, reason } };
      }
    }
    return this.acknowledge ? answer : undefined;
  }
}

// Whether it is past its expirytime; most actions have none.
function isTooLate({ type, id, expirytime }) {
  const late = expirytime !== undefined && Date.parse(expirytime) <= Date.now();
  if (late) complain(`too late for ${type} ${id}: left undone`);
  return late;
}

// ---- The connection -----------------------------------------------------------------------------

// tcp://HOST:PORT or unix:PATH, as net.connect wants it; null for anything else.
function address(uri) {
  const tcp = /^tcp:\/\/(.+):(\d+)$/.exec(uri);
  if (tcp && Number(tcp[2]) < 65536) {
    return { host: tcp[1].replace(/^\[|\]$/g, ""), port: Number(tcp[2]) };
  }
  const unix = /^unix:(?:\/\/)?(.+)$/.exec(uri);
  return unix ? { path: unix[1] } : null;
}

// Calls `each` with every whole line of a stream, whatever the sizes the bytes come in. The pieces
// of an unfinished line are kept in a list, so that many tiny ones stay cheap.
function lines(stream, each) {
  let held = [];
  stream.setEncoding("utf8"); // also mends characters that were cut between two chunks
  stream.on("data", (chunk) => {
    const parts = chunk.split("\n");
    for (const part of parts.slice(0, -1)) {
      const line = [...held, part].join("").replace(/\r$/, "");
      held = [];
      if (line.trim() !== "") each(line);
    }
    if (parts.at(-1) !== "") held.push(parts.at(-1));
  });
}

// Streams `input` to the server and every line back into the session.
//
// Node reads and writes at the same time by itself; what is left to us is back-pressure: when the
// server stops reading, write() says false, and the input waits until "drain". Meanwhile we go on
// reading what the server says, else the two of us could wait for each other for ever. Only whole
// lines are written, since answers go the same way and must not land inside an event.
function run(uri, input, session, { follow, greeting }) {
  return new Promise((resolve) => {
    const socket = net.connect({ ...address(uri), allowHalfOpen: true });
    let connected = false;
    let allRead = false; // the input has ended
    let allSent = false; // ... and the server's side has taken every byte
    let begun = []; // the pieces of a line whose end has not come yet
    let status = 0;

    const send = (object) => {
      if (object && socket.writable) socket.write(JSON.stringify(object) + "\n");
    };
    const failed = (sentence) => {
      if (status === 0) complain(sentence);
      status = 1;
      socket.destroy();
    };

    socket.on("connect", () => {
      connected = true;
      send(greeting);
      input.on("data", (chunk) => {
        const end = chunk.lastIndexOf(0x0a) + 1;
        const whole = end > 0 ? Buffer.concat([...begun, chunk.subarray(0, end)]) : null;
        if (whole) begun = [];
        if (end < chunk.length) begun.push(chunk.subarray(end));
        if (whole && !socket.write(whole)) input.pause();
      });
      input.on("end", () => {
        allRead = true;
        if (begun.length > 0) begun.push(Buffer.from("\n")); // the last line lacked its end
        const rest = Buffer.concat(begun);
        const sent = () => (allSent = true);
        if (follow) socket.write(rest, sent);
        else socket.end(rest, sent); // "that was all": the server answers the rest, then closes
      });
    });
    socket.on("drain", () => input.resume());
    lines(socket, (line) => send(session.receive(line)));

    input.on("error", (error) => failed(`cannot read the events: ${error.message}`));
    socket.on("error", (error) => {
      const why = error.code ?? error.message;
      if (connected) failed(`the connection to ${uri} broke: ${why}`);
      else failed(`cannot connect to ${uri}: ${why}. Is \`zhanggui serve\` running there?`);
    });
    socket.on("end", () => {
      if (!allRead || !allSent) failed(`${uri} closed the connection before everything was sent`);
      else socket.end();
    });
    socket.on("close", () => {
      input.destroy();
      resolve(status);
    });
  });
}

// ---- The command --------------------------------------------------------------------------------

const USAGE = "usage: adapter.mjs [--follow] [--hello SOURCE] tcp://HOST:PORT|unix:PATH [FILE|-]";

function readArguments() {
  try {
    const { values, positionals } = parseArgs({
      options: { follow: { type: "boolean" }, hello: { type: "string" }, help: { type: "boolean" } },
      allowPositionals: true,
    });
    const [uri, events = "-", ...more] = positionals;
    if (values.help) return { help: true };
    if (!uri || more.length > 0 || address(uri) === null) throw new Error(USAGE);
    return { ...values, uri, events };
  } catch (error) {
    complain(error.message);
    return null;
  }
}

async function main() {
  const args = readArguments();
  if (args === null) return 2;
  if (args.help) {
    show(USAGE);
    return 0;
  }
  let input = process.stdin;
  try {
    if (args.events !== "-") input = fs.createReadStream("", { fd: fs.openSync(args.events) });
  } catch (error) {
    complain(`cannot read ${args.events}: ${error.code}`);
    return 2;
  }
  const session = new Session(args.hello !== undefined);
  const status = await run(args.uri, input, session, {
    follow: Boolean(args.follow) || args.hello !== undefined,
    greeting: args.hello === undefined ? null : { hello: { source: args.hello, acks: true } },
  });
  if (session.refused > 0) complain(`${session.refused} lines were refused`);
  return status;
}

// Whoever reads our output may stop early (| head): not worth a stack trace.
process.stdout.on("error", () => process.exit(1));
process.on("SIGINT", () => process.exit(0)); // the usual end of --follow
process.exitCode = await main();
