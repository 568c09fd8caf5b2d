import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { WebSocket } from "ws";
import { AppError, notFound } from "#lib/kernel/errors.ts";
import { endTerminals } from "#lib/modules/terminals/end-terminals.ts";
import { openTerminal } from "#lib/modules/terminals/open-terminal.ts";
import { terminalFacts } from "#lib/modules/terminals/terminal-facts.ts";
import { reachWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import { denialError, judge } from "#lib/operations/judge.ts";
import { type Actor, actorView, personBehind, type RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";
import { terminalSocket } from "#lib/providers/workspaced/terminals.ts";
import type { TerminalSocketQuery } from "#workspaced/protocol/terminals.ts";

type Admitted = Awaited<ReturnType<typeof terminalFacts>>;

/**
 * Who may type in a terminal may also open one: the same decision, asked when a viewer comes and again while it
 * stays. Throws NOT_FOUND, FORBIDDEN, or REQUIREMENTS_NOT_MET where a machine's opening would have to be confirmed.
 */
export async function admitToTerminal(tx: Tx, actor: Actor, terminalId: string): Promise<Admitted> {
  const facts = await terminalFacts(tx, actor, terminalId);
  const decision = await judge(tx, { command: openTerminal, actor, facts, consents: [] });
  if (decision.verdict === "deny") throw denialError(decision);
  // What a person opens was consented to when it was opened; a machine comes by itself.
  if (decision.verdict === "hold" && actor.kind !== "person")
    throw new AppError("REQUIREMENTS_NOT_MET", "A shell here has to be confirmed first.");
  return facts;
}

/** The same question, for who only wants to know. */
export const mayAttach = (tx: Tx, actor: Actor, terminalId: string): Promise<boolean> =>
  admitToTerminal(tx, actor, terminalId).then(
    () => true,
    (error: unknown) => {
      if (error instanceof AppError) return false;
      throw error;
    },
  );

/** A paused socket to the terminal's session; throws NOT_FOUND, and removes the row, where the shell has ended. */
export async function openTerminalStream(
  platform: Platform,
  { terminal, project }: Admitted,
  query: TerminalSocketQuery,
): Promise<WebSocket> {
  const address = await reachWorkspace(platform.database.orm, platform, terminal.workspaceId);
  const stream = terminalSocket(address, terminal.session, query);
  // Nothing may be read, and lost, before the other side listens.
  stream.once("open", () => stream.pause());
  const opened = once(stream, "open").then(() => null);
  const refused = once(stream, "unexpected-response").then(([, response]) => statusOf(response));
  // Whichever comes second, or never, is nobody's concern.
  for (const promise of [opened, refused]) promise.catch(() => undefined);
  const status = await Promise.race([opened, refused]).catch((cause: unknown) => {
    throw new AppError("SERVICE_UNAVAILABLE", "The workspace does not answer.", { cause });
  });
  stream.on("error", () => undefined);
  if (status === null) return stream;
  stream.terminate();
  if (status !== 404)
    throw new AppError("SERVICE_UNAVAILABLE", "The workspace refused the terminal.", {
      message: `workspaced answered ${status}`,
    });
  await transact(platform.database, (tx) => endTerminals(tx, project.id, [terminal.id]));
  throw notFound("terminal");
}

function statusOf(response: IncomingMessage): number {
  response.resume();
  return response.statusCode ?? 500;
}

/** Says in the audit log who watches and types from now on. */
export async function recordAttached(
  platform: Platform,
  { terminal, project }: Admitted,
  actor: Actor,
  origin: RequestOrigin,
): Promise<void> {
  await transact(platform.database, async (tx) => {
    audit(tx, {
      record: {
        what: "terminal.attached",
        target: { kind: "terminal", id: terminal.id, name: terminal.name },
        workspaceId: terminal.workspaceId,
        actor: actorView(actor),
        onBehalfOf: personBehind(actor),
        via: actor.via,
        ...origin,
      },
      operationId: null,
      projectId: project.id,
      personId: actor.userId,
    });
  });
}
