/**
 * One who floods: asks FLOOD_URL at FLOOD_PER_SECOND with FLOOD_KEY, whatever is answered, until it is ended; then
 * prints how often each status came. Written to the socket by hand: a client of more comfort would take the machine
 * that the server is measured on.
 */
import { connect, type Socket } from "node:net";
import { z } from "zod";

const { FLOOD_URL, FLOOD_KEY, FLOOD_PER_SECOND } = z
  .object({ FLOOD_URL: z.url(), FLOOD_KEY: z.string(), FLOOD_PER_SECOND: z.coerce.number().positive() })
  .parse(process.env);

const connections = 32;
const tickMs = 10;
/** So many answers may be outstanding on a connection: a server that hangs up or holds back is not asked faster. */
const outstandingMax = 50;

const { hostname, port, pathname, host } = new URL(FLOOD_URL);
const head = [`GET ${pathname} HTTP/1.1`, `Host: ${host}`, `Authorization: Bearer ${FLOOD_KEY}`, "", ""].join(
  "\r\n",
);
const told = new Map<string, number>();

interface Line {
  socket: Socket;
  outstanding: number;
}

function open(): Line {
  const line = { socket: connect(Number(port), hostname), outstanding: 0 };
  line.socket.setNoDelay(true);
  line.socket.setEncoding("latin1").on("data", (text: unknown) => {
    for (const [, status = ""] of String(text).matchAll(/HTTP\/1\.1 (\d{3})/g)) {
      told.set(status, (told.get(status) ?? 0) + 1);
      line.outstanding -= 1;
    }
  });
  const again = () => {
    if (line.socket.destroyed) lines[lines.indexOf(line)] = open();
  };
  line.socket.on("error", () => {}).once("close", again);
  return line;
}

const lines: Line[] = Array.from({ length: connections }, open);
let owed = 0;
let next = 0;
setInterval(() => {
  owed = Math.min(owed + (FLOOD_PER_SECOND * tickMs) / 1000, FLOOD_PER_SECOND);
  for (let tried = 0; owed >= 1 && tried < connections * 4; tried += 1) {
    next = (next + 1) % connections;
    const line = lines[next];
    if (!line || line.outstanding >= outstandingMax || line.socket.destroyed) continue;
    line.socket.write(head);
    line.outstanding += 1;
    owed -= 1;
  }
}, tickMs);
process.on("SIGTERM", () => {
  process.stdout.write(`${JSON.stringify(Object.fromEntries(told))}\n`, () => process.exit(0));
});
