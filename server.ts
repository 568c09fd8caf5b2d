/** The process: makes sure of the database, migrates, serves the door and Next on one port, and runs the worker. */
import { EventEmitter } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { findCommand } from "#lib/commands.ts";
import { admitThen } from "#lib/http/admit-request.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { limitBody, listenerOptions } from "#lib/http/body-limits.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { countWhatEnded } from "#lib/http/llm/ledger.ts";
import { markPeer } from "#lib/http/peer-address.ts";
import { isPathOfServer } from "#lib/http/request-target.ts";
import { secureHeaders } from "#lib/http/security-headers.ts";
import { terminalUpgrade } from "#lib/http/terminal-socket.ts";
import { openWaysBack } from "#lib/http/way-back.ts";
import { secret } from "#lib/kernel/secret.ts";
import { ensureSetupLink } from "#lib/modules/people/ensure-setup-link.ts";
import { flushAccesses } from "#lib/platform/audit/access-log.ts";
import { watchEmbeddedPostgres } from "#lib/platform/db/embedded-watch.ts";
import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import { migrate } from "#lib/platform/db/migrate.ts";
import { EnvironmentError, readEnvironment } from "#lib/platform/env.ts";
import { openEventHub } from "#lib/platform/events/hub.ts";
import { createLogger, type Logger } from "#lib/platform/log.ts";
import { openPlatform, type Platform } from "#lib/platform/platform.ts";
import { publicAddress, rememberAddress } from "#lib/platform/public-address.ts";
import { findRuntimes } from "#lib/providers/runtimes/registry.ts";
import { startDeliveries } from "#lib/worker/deliver-notices.ts";
import { startPullRequestFollower } from "#lib/worker/follow-pull-requests.ts";
import { findHandler } from "#lib/worker/handlers.ts";
import { prepareJobs, startWorker } from "#lib/worker/main.ts";
import { startReconciler } from "#lib/worker/reconcile.ts";
import { startSupervisor } from "#lib/worker/supervise-runs.ts";
import { startTeller } from "#lib/worker/tell-people.ts";

const drainMs = 30_000;

const isDevelopment = process.argv.includes("--dev");
Object.assign(process.env, {
  NODE_ENV: process.env.NODE_ENV ?? (isDevelopment ? "development" : "production"),
});
process.env.NEXT_TELEMETRY_DISABLED = "1";

type Closer = () => Promise<unknown> | unknown;

async function main(): Promise<void> {
  const environment = readEnvironment();
  const log = createLogger(environment);
  /** What has to be closed, in the order in which it was opened. */
  const closers: Closer[] = [];
  installSignals(log, closers);

  const database = await ensureDatabase(environment, log);
  closers.push(() => database.stop());
  if (database.embedded) {
    const watch = watchEmbeddedPostgres(database.embedded, { log });
    closers.push(() => watch.stop());
  }
  // Next's bundle is another module graph: it learns the address from the variable.
  process.env.DATABASE_URL = database.url;
  await migrate({ url: database.url, log });
  await prepareJobs(database.url, { log });

  const opened = await openPlatform({ ...environment, databaseUrl: secret(database.url) });
  closers.push(() => opened.database.close());
  closers.push(() => flushAccesses(opened));
  closers.push(() => countWhatEnded(opened));
  const served = environment.role === "worker" ? null : await serve(opened);
  if (served) closers.push(served.close);
  // PORT=0 is known by now: agents are told where the gateway answers.
  const platform = {
    ...opened,
    environment: { ...opened.environment, port: served?.port ?? environment.port },
  };
  if (environment.role !== "web") {
    const worker = await startWorker(platform, database.url, { findHandler, findCommand });
    const reconciler = startReconciler(platform);
    const supervisor = startSupervisor(platform);
    const teller = await startTeller(platform);
    const deliveries = await startDeliveries(platform);
    const pullRequests = startPullRequestFollower(platform);
    closers.push(
      () => worker.stop(drainMs),
      () => reconciler.stop(),
      () => supervisor.stop(),
      () => teller.stop(),
      () => deliveries.stop(),
      async () => pullRequests.stop(),
    );
  }
}

/** Opens the port; the answer says which it is and closes it. */
async function serve(platform: Platform): Promise<{ port: number; close: Closer }> {
  const { environment, log } = platform;
  const hub = await openEventHub(platform.database, log);
  const ways = createDoor(platform, hub);
  const door = createHttpApp(ways, extendDoor(platform));
  const callDoor = getRequestListener(door.fetch, { overrideGlobalObjects: false });
  const { default: next } = await import("next");
  // Next adds an upgrade listener of its own to the server it is given; ours stays the only one.
  const upgradesOfNext = new EventEmitter();
  const nextServer = next({
    dev: isDevelopment,
    hostname: environment.host,
    port: environment.port,
    httpServer: upgradesOfNext as Server,
  });
  await nextServer.prepare();
  const callNext = nextServer.getRequestHandler();
  const upgradeTerminal = terminalUpgrade(ways);
  // Before anything is answered: who asks at once finds the link valid.
  const setupLink = await ensureSetupLink(platform);

  const waysBack = openWaysBack(platform, (request, response) => {
    markPeer(request, { isWalled: true });
    admitThen({ ...ways, request, response }, () => void callDoor(request, response));
  });
  const server = createServer(listenerOptions, (request, response) => {
    limitBody(request);
    markPeer(request);
    if (waysBack.isWalled(request)) return waysBack.answerWalled(request, response);
    if (!isPathOfServer(request.url ?? "")) return refuseTarget(response);
    const answer = () => {
      if (isForDoor(request.url ?? "/")) return void callDoor(request, response);
      secureHeaders(request, response, isDevelopment);
      callNext(request, response).catch((error) => failPage(log, error, response));
    };
    admitThen({ ...ways, request, response }, answer);
  });
  server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    markPeer(request);
    if (waysBack.isWalled(request)) return void socket.destroy();
    if (isDevelopment && request.url?.startsWith("/_next/")) {
      // Until its first request Next does not listen; a browser holds its other sockets back while one hangs.
      if (!upgradesOfNext.emit("upgrade", request, socket, head)) socket.destroy();
      return;
    }
    upgradeTerminal(request, socket, head).catch((error) => {
      log.warn({ err: error }, "an upgrade failed");
      socket.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(environment.port, environment.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  waysBack.listenAt(port);
  await announce(platform, server, setupLink);
  const close = async () => {
    waysBack.close();
    server.close();
    upgradeTerminal.close();
    server.closeIdleConnections();
    await hub.close();
    server.closeAllConnections();
  };
  return { port, close };
}

/** Addresses that never reach Next: the REST door and health. next-auth lives under Next. */
function isForDoor(url: string): boolean {
  const path = url.split("?", 1)[0] ?? "/";
  if (path === "/health" || path === "/healthz") return true;
  if (!path.startsWith("/api/")) return false;
  return !path.startsWith("/api/auth/") || path === "/api/auth/me" || path === "/api/auth/link";
}

function refuseTarget(response: ServerResponse): void {
  response.writeHead(400, {
    "content-type": "text/plain; charset=utf-8",
    "x-content-type-options": "nosniff",
  });
  response.end("Ask for a path of this server, such as /projects.\n");
}

function failPage(log: Logger, error: unknown, response: ServerResponse): void {
  log.error({ err: error }, "a page failed");
  if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain; charset=utf-8" });
  response.end("Something went wrong on the server. Its log says what.\n");
}

/** Prints where it can be reached and, until there is an owner, the link that makes one. */
async function announce(
  platform: Platform,
  server: Server,
  setupLink: Awaited<ReturnType<typeof ensureSetupLink>>,
): Promise<void> {
  const { port, address: host } = server.address() as AddressInfo;
  const url = publicAddress({ url: platform.environment.url, host, port });
  await rememberAddress(platform.environment.home, url);
  const local = (await findRuntimes()).find(({ kind }) => kind === "local");
  if (local && !local.isAvailable) process.stdout.write(`Projects cannot be created: ${local.detail}\n`);
  process.stdout.write(`Lockkeeper is ready at ${url}\n`);
  if (setupLink) process.stdout.write(`Setup link: ${url}/setup?token=${setupLink.token}\n`);
}

/** Ctrl-C and SIGTERM close everything, last opened first; a second signal ends at once. */
function installSignals(log: Logger, closers: Closer[]): void {
  let isClosing = false;
  const close = async () => {
    if (isClosing) process.exit(1);
    isClosing = true;
    for (const closer of closers.reverse()) {
      try {
        await closer();
      } catch (error) {
        log.warn({ err: error }, "something did not close");
      }
    }
    process.exit(0);
  };
  process.on("SIGINT", close);
  process.on("SIGTERM", close);
}

main().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    `${error instanceof EnvironmentError ? "" : "Lockkeeper could not start: "}${sentence}\n`,
  );
  if (!(error instanceof EnvironmentError) && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
