import type { AddressInfo } from "node:net";
import { spawn } from "@lydell/node-pty";
import { WebSocketServer } from "ws";

// A shell in a pseudo terminal, and a socket: bytes go through as they come, and nothing outlives anything.
const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("listening", () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
server.on("connection", (socket) => {
  const shell = spawn("bash", ["--norc", "--noprofile"], {
    cols: 120,
    rows: 40,
    encoding: null,
    env: { ...process.env, PS1: "$ ", TERM: "xterm-256color" },
  });
  shell.onData((data: unknown) => socket.send(data as Buffer, { binary: true }));
  socket.on("message", (data: Buffer, isBinary) => isBinary && shell.write(data.toString()));
  socket.once("close", () => shell.kill());
});
process.on("SIGTERM", () => process.exit(0));
