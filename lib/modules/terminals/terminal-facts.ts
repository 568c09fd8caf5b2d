import { AppError, notFound } from "#lib/kernel/errors.ts";
import { findTerminal } from "#lib/modules/terminals/store.ts";
import { workspaceFacts } from "#lib/modules/workspaces/reach-workspace.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Access } from "#lib/protection/actions.ts";

/**
 * An agent works in a session of its own, and no terminal is its: it may see which there are, and neither open one
 * nor type in another's.
 */
export const accessToTerminals = ({ kind }: Actor, access: Access): Access =>
  kind === "agent" && access !== "none" ? "read" : access;

/** A terminal as a target; NOT_FOUND alike for one that is not there and one the actor may not see. */
export async function terminalFacts(tx: Tx, actor: Actor, terminalId: string) {
  const terminal = await findTerminal(tx, terminalId);
  if (!terminal) throw notFound("terminal");
  const found = await workspaceFacts(tx, actor, terminal.workspaceId).catch((error: unknown) => {
    throw error instanceof AppError && error.type === "NOT_FOUND" ? notFound("terminal") : error;
  });
  const { access, workspace, project } = found;
  const target = { kind: "terminal", id: terminal.id, name: terminal.name, projectId: project.id };
  return { target, access: accessToTerminals(actor, access), terminal, workspace, project };
}
