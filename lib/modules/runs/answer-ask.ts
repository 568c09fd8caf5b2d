import { conflict, notFound } from "#lib/kernel/errors.ts";
import { runFacts } from "#lib/modules/runs/run-facts.ts";
import { findRunAgent, placeOf } from "#lib/modules/runs/run-place.ts";
import {
  closeInteraction,
  findAsk,
  type InteractionRow,
  type RunRow,
  reopenAsk,
  writeRunEvents,
} from "#lib/modules/runs/store.ts";
import { askEvent, tellRun } from "#lib/modules/runs/tell.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { AgentEndpoint } from "#lib/providers/agents/port.ts";

/** An agent's ask as a target: the run's task, and the ask itself. */
export async function askFacts(
  tx: Tx,
  actor: Actor,
  runId: string,
  kind: "permission" | "question",
  externalId: string,
) {
  const facts = await runFacts(tx, actor, runId);
  const ask = await findAsk(tx, runId, kind, externalId);
  if (!ask) throw notFound(kind);
  return { ...facts, ask };
}

/** Of two who answer, one is first; the other sees a CONFLICT. The agent is told afterwards. */
export async function answerAsk(
  tx: Tx,
  { run, ask }: { run: RunRow; ask: InteractionRow },
  actor: Actor,
  answer: Record<string, unknown>,
): Promise<void> {
  const closed = await closeInteraction(tx, ask.id, {
    state: "answered",
    answer,
    answeredBy: actor.userId,
  });
  if (!closed) throw conflict(`This ${ask.kind} is not open any more.`);
  await writeRunEvents(tx, run.id, [askEvent(closed, actor.userName ?? actor.name)]);
  tellRun(tx, run);
}

export async function agentOfRun(platform: Platform, run: RunRow): Promise<AgentEndpoint> {
  const { address } = await placeOf(platform, run.projectId);
  const endpoint = await findRunAgent(address, run.id);
  if (!endpoint) throw conflict("The agent is not there any more. Continue the run.");
  return endpoint;
}

/** The agent was not told: the ask is open again. */
export async function askAgain(
  tx: Tx,
  runId: string,
  kind: "permission" | "question",
  externalId: string,
): Promise<void> {
  const open = await reopenAsk(tx, runId, kind, externalId);
  if (open) await writeRunEvents(tx, runId, [askEvent(open, null)]);
}
