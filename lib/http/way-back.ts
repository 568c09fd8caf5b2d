/**
 * The door of programs inside walled workspaces: an agent there reaches its model and what it may ask for, and nothing
 * else of this server, whatever key it holds. It stands on the gateway of each project's network, at the server's own
 * port; where the server listens on all addresses, or stands in a container on those networks itself, what comes from
 * such a network, or to an address of one, is held to the same.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { addressesTold } from "#lib/http/peer-address.ts";
import { createWalledAddresses, plain } from "#lib/http/walled-addresses.ts";
import { notFound, toErrorBody } from "#lib/kernel/errors.ts";
import { createWaysBack } from "#lib/modules/workspaces/find-ways-back.ts";
import { every } from "#lib/platform/chore.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { WayBack } from "#lib/providers/runtimes/port.ts";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export interface WaysBack {
  /** Opens the doors at the port that the server was given. */
  listenAt(port: number): void;
  /**
   * Whether it came from a workspace's network, or to an address of one; then it is for `answerWalled` alone. To be
   * asked before `markPeer` takes away what proxies say.
   */
  isWalled(request: IncomingMessage): boolean;
  answerWalled: Answer;
  close(): void;
}

const lookMs = 1_000;

/** Plain letters only, so that no reader of it can take it for another path. */
const served = /^\/api\/(?:llm\/[a-z0-9-]+\/[a-z0-9_/-]+|mcp)(?:\?[^#]*)?$/i;
/** Whether agents have business at a path: their model, and what they may ask for. */
export const isPathOfAgents = (target: string): boolean => served.test(target);

/**
 * Follows which networks there are. Made before the server listens: what cannot be judged yet is refused. `answer` is
 * the REST door, with its counts and its checks of who asks.
 */
export function openWaysBack(platform: Platform, answer: Answer): WaysBack {
  const { environment, log } = platform;
  const listensEverywhere = environment.host === "0.0.0.0" || environment.host === "::";
  const servers = new Map<string, Server>();
  const silent = new Set<string>();
  const findWays = createWaysBack(platform);
  const addresses = createWalledAddresses(platform);
  let walled: ReadonlySet<string> = new Set();
  let port: number | null = null;

  const answerWalled: Answer = (request, response) => {
    // It is the workspace's own word: nobody between it and us wrote it.
    delete request.headers["x-forwarded-for"];
    if (isPathOfAgents(request.url ?? "")) return answer(request, response);
    refuse(response);
  };

  const open = (address: string, port: number) => {
    const server = createServer(answerWalled);
    server.on("upgrade", (_, socket) => socket.destroy());
    server.once("error", (error) => {
      if (servers.get(address) !== server) return;
      servers.delete(address);
      // It is tried again each second, and said once.
      if (silent.has(address)) return;
      silent.add(address);
      log.warn({ err: error, address, port }, "agents in workspaces cannot reach this server");
    });
    server.once("listening", () => silent.delete(address));
    servers.set(address, server);
    server.listen(port, address);
  };
  const close = (address: string) => {
    const server = servers.get(address);
    servers.delete(address);
    server?.close();
    server?.closeAllConnections();
  };

  const looks = every(lookMs, platform, "read the networks of workspaces", addresses.look);
  const chore = every(lookMs, platform, "look at the ways back of workspaces", async () => {
    const ways = await findWays();
    walled = new Set(ways.flatMap(addressesOf));
    if (port === null) return;
    const wanted = new Set(listensEverywhere ? [] : ways.flatMap(({ listenOn }) => listenOn ?? []));
    for (const address of servers.keys()) if (!wanted.has(address)) close(address);
    for (const address of wanted) if (!servers.has(address)) open(address, port);
  });
  return {
    listenAt(given) {
      port = given;
    },
    isWalled(request) {
      const { remoteAddress = "", localAddress = "" } = request.socket;
      if (walled.has(plain(localAddress)) || addresses.has(remoteAddress)) return true;
      // Through a proxy beside us as well, however many of them are trusted: it says who asks.
      return addressesTold(request).some((address) => addresses.has(address));
    },
    answerWalled,
    close() {
      looks.stop();
      chore.stop();
      for (const address of [...servers.keys()]) close(address);
    },
  };
}

const addressesOf = ({ host, listenOn }: WayBack): string[] =>
  listenOn === null ? [host] : [host, listenOn];

function refuse(response: ServerResponse): void {
  const body = toErrorBody(notFound("address"));
  response.writeHead(body.status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify({ error: body }));
}
