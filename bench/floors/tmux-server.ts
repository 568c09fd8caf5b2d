import { spawn } from "node:child_process";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

// A shell in tmux, read in control mode, and a socket: escapes are undone, and that is all.
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
const name = `lockkeeper-bench-${process.pid}`;
const tmux = (args: readonly string[]) => ["-L", name, "-f", "/dev/null", ...args];

server.on("listening", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
server.on("connection", (socket) => {
  const shell = ["new-session", "-x", "120", "-y", "40", "bash", "--norc", "--noprofile"];
  const control = spawn("tmux", tmux(["-C", ...shell]), {
    stdio: ["pipe", "pipe", "ignore"],
    env: { ...process.env, PS1: "$ " },
  });
  let rest: Buffer = Buffer.alloc(0);
  control.stdout.on("data", (chunk: Buffer) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const outputs: Buffer[] = [];
    let from = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
      const output = outputOf(bytes.subarray(from, end));
      if (output) outputs.push(output);
      from = end + 1;
    }
    rest = bytes.subarray(from);
    if (outputs.length > 0) socket.send(Buffer.concat(outputs), { binary: true });
  });
  socket.on("message", (data: Buffer, isBinary) => {
    if (!isBinary) return;
    const codes = [...data].map((byte) => byte.toString(16));
    control.stdin.write(`send-keys -H ${codes.join(" ")}\n`);
  });
  socket.once("close", () => control.stdin.end("kill-server\n"));
});
process.on("SIGTERM", () => {
  spawn("tmux", tmux(["kill-server"]), { stdio: "ignore" }).once("exit", () => process.exit(0));
});

const prefix = "%output %";

/** The bytes of `%output %<pane> <text>`, where what is not plain stands as a backslash and three octal digits. */
function outputOf(line: Buffer): Buffer | null {
  if (line.toString("latin1", 0, prefix.length) !== prefix) return null;
  const text = line.subarray(line.indexOf(32, prefix.length) + 1);
  const output = Buffer.allocUnsafe(text.length);
  let length = 0;
  for (let at = 0; at < text.length; at += 1) {
    let byte = text[at] ?? 0;
    if (byte === 92) {
      byte = ((text[at + 1] ?? 48) - 48) * 64 + ((text[at + 2] ?? 48) - 48) * 8 + ((text[at + 3] ?? 48) - 48);
      at += 3;
    }
    output[length] = byte;
    length += 1;
  }
  return output.subarray(0, length);
}
