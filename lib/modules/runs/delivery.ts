import { conflict } from "#lib/kernel/errors.ts";
import { openGitAccess } from "#lib/modules/git-access/open-git-access.ts";
import { filesOfConflict } from "#lib/modules/runs/files-of-conflict.ts";
import {
  agentAuthor,
  countOfFiles,
  namedFiles,
  unsettledWords,
  worktreeRootOf,
} from "#lib/modules/runs/rules.ts";
import type { currentRunFacts } from "#lib/modules/runs/run-facts.ts";
import { placeOf } from "#lib/modules/runs/run-place.ts";
import { digestOfChanges } from "#lib/modules/runs/seen-changes.ts";
import { amendTask } from "#lib/modules/tasks/advance-task.ts";
import { withWorkspace } from "#lib/modules/workspaces/reach-workspace.ts";
import type { WorkContext } from "#lib/operations/handler.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import {
  commitEverything,
  getDiff,
  getStatus,
  inspectRepository,
  mergeBranch,
} from "#lib/providers/workspaced/git.ts";
import { pushBranch } from "#lib/providers/workspaced/git-branches.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";
import type { Person } from "#workspaced/protocol/git-names.ts";

/** The steps by which approved work leaves its worktree. Each may be made again after a crash: what was done is found so. */

export type Facts = Awaited<ReturnType<typeof currentRunFacts>> & { author: Person };

export interface Delivery
  extends Pick<WorkContext<{ projectId: string }, Facts>, "facts" | "platform" | "signal" | "step" | "log"> {
  address: WorkspacedAddress;
  workspaceId: string;
  ask<Result>(work: (at: WorkspacedAddress) => Promise<Result>): Promise<Result>;
}

export async function openDelivery(context: WorkContext<{ projectId: string }, Facts>): Promise<Delivery> {
  const { facts, platform, signal, step, log } = context;
  const { address, workspaceId } = await placeOf(platform, facts.project.id);
  const ask: Delivery["ask"] = (work) => withWorkspace(address, work);
  return { facts, platform, signal, step, log, address, workspaceId, ask };
}

/** What a call toward origin may use. */
export const accessTo = ({ platform, facts, ask, signal }: Delivery) =>
  ask((at) =>
    openGitAccess({ platform, projectId: facts.project.id, address: at, remote: "origin", signal }),
  );

/** The files stand on the card, with the offer to let the agent settle them. */
export const tellConflict = ({ platform, facts: { task } }: Delivery, files: string[]) =>
  transact(platform.database, (tx) => amendTask(tx, task.id, { conflictFiles: files }));

/** Commits what nobody committed; the head of the worktree then. */
export function commitRest(delivery: Delivery): Promise<string | null> {
  const { facts, step, ask, signal } = delivery;
  const { task, run } = facts;
  const root = worktreeRootOf(run);
  return step("Commit what is left", () =>
    ask(async (at) => {
      const message = `${task.title}\n\nTask #${task.number}`;
      await commitEverything(at, { root, message, author: agentAuthor(task.number) }, { signal });
      return (await getStatus(at, { root }, { signal })).head;
    }).catch(async (error: unknown) => {
      const files = filesOfConflict(error);
      if (!files) throw error;
      await tellConflict(delivery, files);
      throw conflict(unsettledWords(files), { files });
    }),
  );
}

/**
 * An agent may have left a program that writes on, and another one works beside it: of what came after a person looked
 * nothing is merged.
 */
export async function requireSeen(
  { platform, facts: { run }, step, ask, signal }: Delivery,
  head: string | null,
  seen: string | undefined,
): Promise<void> {
  const base = run.baseCommit;
  if (seen === undefined || base === null || head === null || !run.isWorktreeKept) return;
  await step("Compare it with what was looked at", async () => {
    const asked = { root: worktreeRootOf(run), base, head, list: true };
    const diff = await ask((at) => getDiff(at, asked, { signal }));
    if (digestOfChanges(diff) === seen) return null;
    // Nobody told the browsers of what came since.
    await transact(platform.database, async (tx) => {
      const { id: subjectId, projectId } = run;
      publish(tx, { topic: "runs", name: "run.changed", subjectId, projectId });
    });
    throw conflict("the work has changed since you looked at it. Look at the changes again, then approve.");
  });
}

export const findOrigin = ({ step, ask, signal }: Delivery): Promise<boolean> =>
  step("Look for an origin", async () => {
    const { remotes } = await ask((at) => inspectRepository(at, {}, { signal }));
    return remotes.some(({ name }) => name === "origin");
  });

/** What others pushed meanwhile: without it the push would be refused, and there would be no way on from the card. */
export async function takeOverOrigin(delivery: Delivery): Promise<void> {
  const { facts, ask, signal, log } = delivery;
  const into = facts.run.baseBranch;
  await delivery.step(`Take over what is new in ${into} of origin`, async () => {
    const message = `Merge ${into} of origin`;
    const taking = { branch: into, remote: "origin", into, message, author: facts.author };
    const access = await accessTo(delivery);
    const taken = await ask((at) => mergeBranch(at, taking, { signal, access })).catch((error: unknown) => {
      signal.throwIfAborted();
      log(`It could not be asked: ${error instanceof Error ? error.message : "no reason was given"}`);
      return null;
    });
    if (taken === null || taken.state === "merged") return null;
    if (taken.state === "blocked") throw conflict(refusalOf(taken), { files: taken.files });
    const named = `${countOfFiles(taken.files)} that changed here and at origin: ${namedFiles(taken.files)}`;
    const way = `Merge origin/${into} in a terminal, then approve again.`;
    throw conflict(`conflict in ${named}. ${way}`, { files: taken.files });
  });
}

interface Merged {
  /** At which the default branch has it all. */
  mergeCommit: string;
  /** Where that stood before, where the run's own commits are not in it; null where they are. */
  from: string | null;
}

export async function mergeHere(
  delivery: Delivery,
  headCommit: string | null,
  mode: "merge" | "squash" | "rebase",
): Promise<Merged> {
  const { task, run, author } = delivery.facts;
  const into = run.baseBranch;
  return delivery.step(`${stepWords[mode]} ${into}`, async () => {
    const message =
      mode === "squash"
        ? `${task.title}\n\nTask #${task.number}`
        : `Merge task #${task.number}: ${task.title}`;
    // A merge whose push was refused has been made: where nothing came since, it is not made again.
    const isMade = run.mergeCommit !== null && run.headCommit === headCommit;
    const merged = await delivery.ask((at) =>
      mergeBranch(
        at,
        {
          branch: run.branch,
          into,
          mode,
          message,
          author,
          ...(headCommit === null ? {} : { commit: headCommit }),
          ...(isMade ? { mergedAs: run.mergeCommit ?? "" } : {}),
        },
        { signal: delivery.signal },
      ),
    );
    if (merged.state === "merged") return { mergeCommit: merged.commit, from: merged.from ?? null };
    if (merged.state === "conflict") await tellConflict(delivery, merged.files);
    throw conflict(refusalOf(merged), { files: merged.files });
  });
}

const stepWords = { merge: "Merge into", squash: "Squash into", rebase: "Rebase onto" } as const;

export async function pushMerged(delivery: Delivery): Promise<void> {
  const { facts, signal } = delivery;
  await delivery.step("Push to origin", async () => {
    const access = await accessTo(delivery);
    const branch = facts.run.baseBranch;
    const pushed = await delivery.ask((at) => pushBranch(at, { branch }, { signal, access }));
    if (!("refused" in pushed)) return pushed.commit;
    const words = pushed.message.replace(/[.\s]*$/, ".");
    const sentence = `merged here, push refused: ${words} Approve again to push it once more.`;
    throw conflict(sentence, { reason: pushed.reason });
  });
}

function refusalOf({ state, files }: { state: "conflict" | "blocked"; files: string[] }): string {
  const named = namedFiles(files);
  if (state === "conflict") return `conflict in ${countOfFiles(files)}: ${named}`;
  return `changed files in the workspace are in the way of the merge: ${named}. Commit or discard them first.`;
}
