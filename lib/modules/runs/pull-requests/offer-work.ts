import { conflict } from "#lib/kernel/errors.ts";
import { accessTo, type Delivery } from "#lib/modules/runs/delivery.ts";
import { forgeOfProject, noOrigin } from "#lib/modules/runs/pull-requests/forge-of-project.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import type { PullRequest } from "#lib/providers/forges/port.ts";
import { inspectRepository } from "#lib/providers/workspaced/git.ts";
import { pushBranch } from "#lib/providers/workspaced/git-branches.ts";

/** The steps by which approved work is offered to its base as a pull request. Each may be made again after a crash. */

/** Where the work goes; CONFLICT, with the way on, before anything left the workspace. */
export const findTarget = ({ platform, facts, step, ask, signal }: Delivery): Promise<string> =>
  step("Look where a pull request can be opened", async () => {
    const { remotes } = await ask((at) => inspectRepository(at, {}, { signal }));
    const origin = remotes.find(({ name }) => name === "origin");
    if (!origin) throw noOrigin();
    await forgeOfProject(platform, facts.project.id, origin.url);
    return origin.url;
  });

export async function pushOffered(delivery: Delivery, head: string | null): Promise<string> {
  const { branch } = delivery.facts.run;
  return delivery.step(`Push ${branch} to origin`, async () => {
    const access = await accessTo(delivery);
    const pushed = await delivery.ask((at) =>
      pushBranch(
        at,
        { branch, ...(head === null ? {} : { commit: head }) },
        { signal: delivery.signal, access },
      ),
    );
    if (!("refused" in pushed)) return pushed.commit;
    const words = pushed.message.replace(/[.\s]*$/, ".");
    throw conflict(`push of ${branch} refused: ${words} Then approve again.`, { reason: pushed.reason });
  });
}

/** Opens it, or finds the one that is there, and puts it on record at once. */
export async function openOffered(delivery: Delivery, url: string, commit: string): Promise<PullRequest> {
  const { platform, facts, signal, step, workspaceId } = delivery;
  const { task, run, project, author } = facts;
  const opened = await step("Open the pull request", async () => {
    const forge = await forgeOfProject(platform, project.id, url);
    const words = `Task ${task.number} of ${project.name}, approved by ${author.name}.`;
    const asked = {
      head: run.branch,
      commit,
      base: run.baseBranch,
      title: task.title,
      body: [task.description.trim(), words].filter(Boolean).join("\n\n"),
    };
    return forge.openPullRequest(asked, signal).catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error;
      throw conflict(`pushed, but no pull request was opened: ${error.publicMessage} Then approve again.`);
    });
  });
  await transact(platform.database, async (tx) => {
    await changeRun(tx, run.id, { headCommit: commit, pullRequest: { forge: "github", ...opened } });
    tellRun(tx, run);
    publish(tx, { topic: "git", name: "git.changed", subjectId: workspaceId, projectId: project.id });
  });
  return opened;
}
