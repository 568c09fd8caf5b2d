import { mkdir, rename, writeFile } from "node:fs/promises";
import type { IncomingMessage, Server } from "node:http";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import { isAuthenticated } from "./authenticate.ts";
import type { WorkspacedContext } from "./context.ts";
import { RequestError, toErrorAnswer } from "./errors.ts";
import type { ServiceRecord } from "./protocol/service.ts";
import { version } from "./version.ts";

export interface RunningServer {
  port: number;
  /** Closes viewers and connections; terminals in tmux live on. */
  close(): Promise<void>;
}

/** Listens, then writes stateDir/workspaced.json, so that whoever reads the record can connect. */
export async function startServer(context: WorkspacedContext): Promise<RunningServer> {
  const { config } = context;
  await mkdir(config.stateDir, { recursive: true, mode: 0o700 });
  const app = await createApp(context);
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  // An upload may take long; a client that sends no headers may not.
  server.requestTimeout = 0;
  server.on("upgrade", (request, socket, head) => upgrade(context, request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(config.port, config.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string")
    throw new Error("workspaced must listen on a TCP port");
  await writeRecord(config.stateDir, address.port);
  return { port: address.port, close: () => close(context, server) };
}

function upgrade(context: WorkspacedContext, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  socket.on("error", () => socket.destroy());
  if (!isAuthenticated(request.headers.authorization, context.config.token)) {
    refuseUpgrade(socket, new RequestError("UNAUTHORIZED", "The workspace's token is missing or wrong."));
    return;
  }
  try {
    if (context.upgradeHandlers.some((handle) => handle(request, socket, head))) return;
    refuseUpgrade(socket, new RequestError("NOT_FOUND", "There is no such socket."));
  } catch (error) {
    refuseUpgrade(socket, error);
  }
}

/** Answers an upgrade with a plain HTTP error in the usual shape. */
export function refuseUpgrade(socket: Duplex, error: unknown): void {
  const answer = toErrorAnswer(error);
  const body = JSON.stringify(answer);
  const head = [
    `HTTP/1.1 ${answer.error.status} Refused`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`);
}

async function writeRecord(stateDir: string, port: number): Promise<void> {
  const record: ServiceRecord = { pid: process.pid, port, startedAt: new Date().toISOString(), version };
  const path = join(stateDir, "workspaced.json");
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  await rename(temporary, path);
}

async function close(context: WorkspacedContext, server: Server): Promise<void> {
  const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
  for (const shutdown of context.onShutdown.toReversed()) {
    try {
      await shutdown();
    } catch (error) {
      context.log("warn", "a part did not shut down cleanly", { error });
    }
  }
  server.closeIdleConnections();
  const force = setTimeout(() => server.closeAllConnections(), 2000);
  await isClosed;
  clearTimeout(force);
}
