/** The process: makes sure of the database, migrates, serves the door and Next on one port, and runs the worker. */
import { EventEmitter } from "node:events";
import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Server } from "node:net";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import { findCommand } from "#lib/commands.ts";
import { admitThen } from "#lib/http/admit-request.ts";
import { plainAnswers } from "#lib/http/answer-plain.ts";
import { createHttpApp } from "#lib/http/app.ts";
import { createDoor } from "#lib/http/door.ts";
import { extendDoor } from "#lib/http/extend.ts";
import { createFront } from "#lib/http/front.ts";
import { countWhatEnded } from "#lib/http/llm/ledger.ts";
import { listen, openPort } from "#lib/http/open-port.ts";
import { markPeer } from "#lib/http/peer-address.ts";
import { secureAnswer } from "#lib/http/security-headers.ts";
import { terminalUpgrade } from "#lib/http/terminal-socket.ts";
import { type Certificate, followCertificate, readCertificate } from "#lib/http/tls-files.ts";
import { openWaysBack } from "#lib/http/way-back.ts";
import { secret } from "#lib/kernel/secret.ts";
import { ensureProvidersOfEnvironment } from "#lib/modules/identity-providers/ensure-providers-of-environment.ts";
import { ensureSetupLink } from "#lib/modules/people/ensure-setup-link.ts";
import { renewFromEnvironment } from "#lib/modules/settings/renew-from-environment.ts";
import { flushAccesses } from "#lib/platform/audit/access-log.ts";
import { checkHealth } from "#lib/platform/backup/check-health.ts";
import { UpgradeFailed, upgradeDatabase } from "#lib/platform/backup/upgrade.ts";
import { watchEmbeddedPostgres } from "#lib/platform/db/embedded-watch.ts";
import { ensureDatabase } from "#lib/platform/db/ensure-database.ts";
import { type Environment, EnvironmentError, readEnvironment } from "#lib/platform/env.ts";
import { openEventHub } from "#lib/platform/events/hub.ts";
import { HomeTaken } from "#lib/platform/home-lock.ts";
import { createLogger, type Logger } from "#lib/platform/log.ts";
import { openPlatform, type Platform } from "#lib/platform/platform.ts";
import { publicAddress, rememberAddress } from "#lib/platform/public-address.ts";
import { keepSecretsKnown } from "#lib/platform/secrets/keep-secrets-known.ts";
import { findRuntimes } from "#lib/providers/runtimes/registry.ts";
import { startDeliveries } from "#lib/worker/deliver-notices.ts";
import { startPullRequestFollower } from "#lib/worker/follow-pull-requests.ts";
import { findHandler } from "#lib/worker/handlers.ts";
import { startBackupKeeper } from "#lib/worker/keep-backups.ts";
import { prepareJobs, startWorker } from "#lib/worker/main.ts";
import { startAccountChecker } from "#lib/worker/recheck-accounts.ts";
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
  try {
    await start(environment, log, closers);
  } catch (error) {
    // What was opened would outlive this process: the embedded database, above all.
    await closeAll(log, closers);
    throw error;
  }
}

async function start(environment: Environment, log: Logger, closers: Closer[]): Promise<void> {
  // Before anything is started that would have to be ended again.
  const certificate =
    environment.tls && environment.role !== "worker" ? await readCertificate(environment.tls) : null;

  const database = await ensureDatabase(environment, log);
  closers.push(() => database.stop());
  if (database.embedded) {
    const watch = watchEmbeddedPostgres(database.embedded, { log });
    closers.push(() => watch.stop());
  }
  // Next's bundle is another module graph: it learns the address from the variable.
  process.env.DATABASE_URL = database.url;
  const prepare = (url: string) => prepareJobs(url, { log });
  await upgradeDatabase({ environment, database, log, prepare, checkHealth });

  const opened = await openPlatform({ ...environment, databaseUrl: secret(database.url) });
  closers.push(() => opened.database.close());
  closers.push(() => flushAccesses(opened));
  closers.push(() => countWhatEnded(opened));
  const secrets = keepSecretsKnown(opened);
  closers.push(() => secrets.stop());
  // The variables of a worker apart may be others: what pages and API are started with counts.
  if (environment.role !== "worker") {
    await renewFromEnvironment(opened);
    await ensureProvidersOfEnvironment(opened);
  }
  const served = environment.role === "worker" ? null : await serve(opened, certificate);
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
    const accountChecker = startAccountChecker(platform);
    const backups = startBackupKeeper(platform);
    closers.push(
      () => worker.stop(drainMs),
      () => reconciler.stop(),
      () => supervisor.stop(),
      () => teller.stop(),
      () => deliveries.stop(),
      async () => pullRequests.stop(),
      async () => accountChecker.stop(),
      async () => backups.stop(),
    );
  }
}

/** Opens the port; the answer says which it is and closes it. */
async function serve(
  platform: Platform,
  certificate: Certificate | null,
): Promise<{ port: number; close: Closer }> {
  const { environment, log } = platform;
  const hub = await openEventHub(platform.database, log);
  const ways = createDoor(platform, hub);
  await ways.settings.ready;
  const door = createHttpApp(ways, extendDoor(platform));
  const callDoor = getRequestListener(door.fetch, { overrideGlobalObjects: false });
  const { default: next } = await import("next");
  // Next adds an upgrade listener of its own to the server it is given; ours stays the only one.
  const upgradesOfNext = new EventEmitter();
  const nextServer = next({
    dev: isDevelopment,
    hostname: environment.host,
    port: environment.port,
    httpServer: upgradesOfNext as HttpServer,
  });
  await nextServer.prepare();
  const callNext = nextServer.getRequestHandler();
  const upgradeTerminal = terminalUpgrade(ways);
  // Before anything is answered: who asks at once finds the link valid.
  const setupLink = await ensureSetupLink(platform);

  const waysBack = openWaysBack(platform, (request, response) => {
    markPeer(request, { trustedHops: 0, isWalled: true });
    secureAnswer(response, { isSecure: false });
    admitThen({ ...ways, request, response }, () => void callDoor(request, response));
  });
  const { answer, upgrade } = createFront({
    ways,
    network: { current: () => ways.settings.current("network") },
    waysBack,
    callDoor: (request, response) => void callDoor(request, response),
    callPage: (request, response) => {
      callNext(request, response).catch((error) => failPage(log, error, response));
    },
    callUpgrade: (request, socket, head) => {
      if (isDevelopment && request.url?.startsWith("/_next/"))
        return reloadPages(upgradesOfNext, request, socket, head);
      upgradeTerminal(request, socket, head).catch((error) => {
        log.warn({ err: error }, "an upgrade failed");
        socket.destroy();
      });
    },
    isDevelopment,
  });
  const answerPlain = plainAnswers(environment, { waysBack, answer });
  const opened = openPort({ answer, upgrade, answerPlain }, certificate);
  const { server } = opened;
  const renewals =
    environment.tls && certificate
      ? followCertificate(platform, environment.tls, { first: certificate, take: opened.replaceCertificate })
      : null;
  const port = await listen(server, environment);
  waysBack.listenAt(port);
  await announce(platform, server, setupLink);
  const close = async () => {
    waysBack.close();
    renewals?.stop();
    opened.close();
    upgradeTerminal.close();
    await hub.close();
    opened.closeAll();
  };
  return { port, close };
}

/** Until its first request Next does not listen; a browser holds its other sockets back while one hangs. */
function reloadPages(upgrades: EventEmitter, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  if (!upgrades.emit("upgrade", request, socket, head)) socket.destroy();
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
  const url = publicAddress({ ...platform.environment, host, port });
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
    await closeAll(log, closers);
    process.exit(0);
  };
  process.on("SIGINT", close);
  process.on("SIGTERM", close);
}

async function closeAll(log: Logger, closers: readonly Closer[]): Promise<void> {
  for (const closer of closers.toReversed()) {
    try {
      await closer();
    } catch (error) {
      log.warn({ err: error }, "something did not close");
    }
  }
}

main().catch((error: unknown) => {
  const sentence = error instanceof Error ? error.message : String(error);
  // These say all there is to know; of anything else the stack may help.
  const isPlain = [EnvironmentError, UpgradeFailed, HomeTaken].some((kind) => error instanceof kind);
  process.stderr.write(`${isPlain ? "" : "Lockkeeper could not start: "}${sentence}\n`);
  if (!isPlain && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
