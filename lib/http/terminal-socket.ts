/**
 * The browser's way into a terminal: GET /api/terminal/ws/:terminalId, upgraded. The same authentication and the same
 * decision as opening one, asked again when told so and every few seconds while it stays; in between, frames pass through unparsed.
 * What is refused is answered in HTTP; what ends later closes with one of `closeCodes`.
 */
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import { admitRequest } from "#lib/http/admit-request.ts";
import type { Door } from "#lib/http/app.ts";
import { pingAll, pipeFrames } from "#lib/http/pipe-sockets.ts";
import {
  actorOfUpgrade,
  actorStillOfUpgrade,
  originOfUpgrade,
  refuseUpgrade,
  urlOfUpgrade,
} from "#lib/http/upgrade-request.ts";
import { closeCodes } from "#lib/kernel/close-codes.ts";
import { AppError, notFound } from "#lib/kernel/errors.ts";
import { Id } from "#lib/kernel/ids.ts";
import {
  admitToTerminal,
  openTerminalStream,
  recordAttached,
} from "#lib/modules/terminals/attach-terminal.live.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { parseInput } from "#lib/operations/parse-input.ts";
import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import { standingKey } from "#lib/platform/auth/standing.ts";
import { tellingDatabaseAway } from "#lib/platform/db/database-away.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { TerminalSocketQuery } from "#workspaced/protocol/terminals.ts";

const pingMs = 15_000;
/** A lost right ends a socket within five seconds. */
const checkMs = 4_000;
/** How long a socket may live on while its rights cannot be checked, as when the database restarts. */
const uncheckedMaxMs = 30_000;
const frameBytesMax = 1024 * 1024;

type Ways = Pick<Door, "platform" | "hub" | "limits">;

export interface TerminalUpgrade {
  (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  /** Tells every viewer that it may come back. */
  close(): void;
}

export function terminalUpgrade({ platform, hub, limits }: Ways): TerminalUpgrade {
  const server = new WebSocketServer({ noServer: true, maxPayload: frameBytesMax, perMessageDeflate: false });
  const pings = pingAll(server.clients, pingMs);

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const origin = originOfUpgrade(request);
    socket.on("error", () => socket.destroy());
    try {
      await admitRequest(platform, limits, request);
      const { actor, terminalId, stream } = await admit({ platform, limits }, { request, socket, origin });
      // Also where the handshake itself is refused: the way to the workspace is not left open.
      socket.once("close", () => stream.terminate());
      if (socket.destroyed) return stream.terminate();
      server.handleUpgrade(request, socket, head, (client) => {
        pings.watch(client);
        const look = serve(client, stream, (isCutOff) =>
          admissionOf(platform, request, { actor, terminalId, isCutOff }),
        );
        client.once("close", hub.onWake(standingKey(actor.id), look));
      });
    } catch (error) {
      const told = tellingDatabaseAway(error);
      if (!(told instanceof AppError))
        platform.log.error({ err: error, requestId: origin.requestId }, "an upgrade failed");
      refuseUpgrade(socket, told, origin.requestId);
    }
  };
  const close = () => {
    pings.stop();
    for (const client of server.clients) client.close(closeCodes.restart, "the server restarts");
  };
  return Object.assign(upgrade, { close });
}

interface Coming {
  request: IncomingMessage;
  socket: Duplex;
  origin: RequestOrigin;
}

async function admit(
  { platform, limits }: Pick<Ways, "platform" | "limits">,
  { request, socket, origin }: Coming,
) {
  const url = urlOfUpgrade(request);
  const terminalId = Id.safeParse(/^\/api\/terminal\/ws\/([^/]+)$/.exec(url.pathname)?.[1]).data;
  if (terminalId === undefined) throw notFound("terminal");
  const actor = await actorOfUpgrade(platform, request);
  const release = limits.holdStream(actor);
  if (socket.destroyed) release();
  else socket.once("close", release);
  const query = parseInput(TerminalSocketQuery, Object.fromEntries(url.searchParams));
  const admitted = await admitToTerminal(platform.database.orm, actor, terminalId);
  // Whatever name the query claims.
  const stream = await openTerminalStream(platform, admitted, { ...query, name: actor.name.slice(0, 200) });
  try {
    await recordAttached(platform, admitted, actor, origin);
  } catch (error) {
    stream.terminate();
    throw error;
  }
  return { actor, terminalId, stream };
}

type Admission = "admitted" | "unknown" | { code: number; reason: string };

/** Asks whether a viewer may stay; `isCutOff`: the workspace has hung up. */
type Check = (isCutOff: boolean) => Promise<Admission>;

/**
 * Whether a viewer may stay: who it is, what they may do, and, once cut off, whether there is still something to see.
 * While bytes flow the workspace runs, whatever was observed last.
 */
async function admissionOf(
  platform: Platform,
  request: IncomingMessage,
  { actor: known, terminalId, isCutOff }: { actor: Actor; terminalId: string; isCutOff: boolean },
): Promise<Admission> {
  try {
    const actor = await actorStillOfUpgrade(platform, known, request);
    const { terminal } = await admitToTerminal(platform.database.orm, actor, terminalId);
    if (isCutOff) await reachWorkspace(platform.database.orm, platform, terminal.workspaceId);
    return "admitted";
  } catch (error) {
    if (!(error instanceof AppError)) return "unknown";
    const code = codeByError[error.type] ?? closeCodes.refused;
    return { code, reason: error.publicMessage.slice(0, 100) };
  }
}

const codeByError: Partial<Record<AppError["type"], number>> = {
  UNAUTHORIZED: closeCodes.signedOut,
  NOT_FOUND: closeCodes.gone,
  SERVICE_UNAVAILABLE: closeCodes.stopped,
};

/** Serves until one side ends it, or the right to it does; the answer has that right looked at now. */
function serve(client: WebSocket, stream: WebSocket, check: Check): () => void {
  let checkedAt = performance.now();
  let isChecking = false;
  let isStale = false;
  const end = (code: number, reason: string) => {
    clearInterval(timer);
    // A paused socket would not read the other side's goodbye.
    client.resume();
    client.close(code, reason);
    stream.terminate();
  };
  const look = async () => {
    if (performance.now() - checkedAt > uncheckedMaxMs)
      return end(closeCodes.tryLater, "its rights cannot be checked now");
    // What is told during a check may be younger than what it reads.
    isStale = true;
    if (isChecking) return;
    isChecking = true;
    let admission: Admission = "unknown";
    while (isStale) {
      isStale = false;
      admission = await check(false);
    }
    isChecking = false;
    if (admission === "admitted") checkedAt = performance.now();
    else if (admission !== "unknown") end(admission.code, admission.reason);
  };
  const timer = setInterval(look, checkMs);
  timer.unref();

  pipeFrames(client, stream);
  pipeFrames(stream, client);
  client.on("error", () => client.terminate());
  client.once("close", () => {
    clearInterval(timer);
    stream.close();
  });
  stream.once("close", async (code, reason) => {
    if (client.readyState !== client.OPEN) return;
    if (code === closeCodes.ended || code === closeCodes.badFrame) return end(code, reason.toString());
    const admission = await check(true);
    if (typeof admission === "object") end(admission.code, admission.reason);
    else end(closeCodes.restart, "the workspace went away for a moment");
  });
  stream.resume();
  return look;
}
