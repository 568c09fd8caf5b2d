/**
 * The door of programs inside walled workspaces: an agent there reaches its model and what it may ask for, and nothing
 * else of this server, whatever key it holds. It stands on the gateway of each project's network, at the server's own
 * port; where the server listens on all addresses, or stands in a container on those networks itself, what arrives at
 * such an address is held to the same.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { notFound, toErrorBody } from "#lib/kernel/errors.ts";
import { createWaysBack } from "#lib/modules/workspaces/find-ways-back.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { WayBack } from "#lib/providers/runtimes/port.ts";
import { every } from "#lib/worker/chore.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface WaysBack {
  /** Whether it came to an address of a workspace's network; then it is for `answerWalled` alone. */
  isWalled(request: IncomingMessage): boolean;
  answerWalled: Answer;
  close(): void;
}

const lookMs = 1_000;

/** Plain letters only, so that no reader of it can take it for another path. */
const served = /^\/api\/(?:llm\/[a-z0-9-]+\/[a-z0-9_/-]+|mcp)(?:\?[^#]*)?$/i;

/** Follows which networks there are; `answer` is the REST door, with its counts and its checks of who asks. */
export function openWaysBack(platform: Platform, port: number, answer: Answer): WaysBack {
  const { environment, log } = platform;
  const listensEverywhere = environment.host === "0.0.0.0" || environment.host === "::";
  const servers = new Map<string, Server>();
  const findWays = createWaysBack(platform);
  let walled: ReadonlySet<string> = new Set();

  const answerWalled: Answer = (request, response) => {
    // It is the workspace's own word: nobody between it and us wrote it.
    delete request.headers["x-forwarded-for"];
    if (served.test(request.url ?? "")) return answer(request, response);
    refuse(response);
  };

  const open = (address: string) => {
    const server = createServer(answerWalled);
    server.on("upgrade", (_, socket) => socket.destroy());
    server.once("error", (error) => {
      if (servers.get(address) !== server) return;
      servers.delete(address);
      log.warn({ err: error, address, port }, "agents in workspaces cannot reach this server");
    });
    servers.set(address, server);
    server.listen(port, address);
  };
  const close = (address: string) => {
    const server = servers.get(address);
    servers.delete(address);
    server?.close();
    server?.closeAllConnections();
  };

  const chore = every(lookMs, platform, "look at the networks of workspaces", async () => {
    const ways = await findWays();
    walled = new Set(ways.flatMap(addressesOf));
    const wanted = new Set(listensEverywhere ? [] : ways.flatMap(({ listenOn }) => listenOn ?? []));
    for (const address of servers.keys()) if (!wanted.has(address)) close(address);
    for (const address of wanted) if (!servers.has(address)) open(address);
  });
  return {
    isWalled: ({ socket }) => walled.has(plain(socket.localAddress ?? "")),
    answerWalled,
    close() {
      chore.stop();
      for (const address of [...servers.keys()]) close(address);
    },
  };
}

const addressesOf = ({ host, listenOn }: WayBack): string[] =>
  listenOn === null ? [host] : [host, listenOn];

/** An IPv4 address of a socket that speaks both. */
const plain = (address: string): string => address.replace(/^::ffff:/i, "");

function refuse(response: ServerResponse): void {
  const body = toErrorBody(notFound("address"));
  response.writeHead(body.status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error: body }));
}
