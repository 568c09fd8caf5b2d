import { forbidden } from "#lib/kernel/errors.ts";
import { findAuthor } from "#lib/modules/git/author.ts";
import { currentRunFacts, type RunFacts } from "#lib/modules/runs/run-facts.ts";
import type { AskedRun, RunTaskInput } from "#lib/modules/runs/schema.ts";
import { lockTaskFor } from "#lib/modules/tasks/advance-task.ts";
import { claimTask } from "#lib/modules/tasks/claim-task.ts";
import type { ApplyContext } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

interface MergeFacts extends RunFacts {
  author: NonNullable<Awaited<ReturnType<typeof findAuthor>>>;
}

/** The current run of a task, and the person whom a merge of it or into it names as its author. */
export async function mergeFacts(tx: Tx, input: RunTaskInput, actor: Actor): Promise<MergeFacts> {
  const facts = await currentRunFacts(tx, actor, input);
  const author = actor.userId ? await findAuthor(tx, actor.userId) : null;
  if (!author) throw forbidden("A merge needs a person as its author.");
  return { ...facts, author };
}

/** From here on until the merge is through, nothing else may change the task. `what`: as a refusal calls it. */
export const beginMerge =
  (what?: string) =>
  async (
    tx: Tx,
    { facts: { run }, input, operationId }: ApplyContext<RunTaskInput, MergeFacts>,
  ): Promise<AskedRun> => {
    const locked = await lockTaskFor(tx, input.taskId, "task.approve", what);
    await claimTask(tx, locked, operationId, { statusReason: null });
    return { run: { id: run.id, state: run.state } };
  };
