import { AppError } from "#lib/kernel/errors.ts";
import { forgeOfProject } from "#lib/modules/runs/pull-requests/forge-of-project.ts";
import { claimDue } from "#lib/modules/runs/pull-requests/store.ts";
import { changeRun } from "#lib/modules/runs/store.ts";
import { tellRun } from "#lib/modules/runs/tell.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** In one round; those that are left come with the next. */
const roundMax = 20;

/**
 * One round: how open pull requests stand now, each asked for with its project's token. One that cannot be asked for is
 * logged and asked for again when it is due.
 */
export async function followPullRequests(platform: Platform, stopped: AbortSignal): Promise<void> {
  for (const run of await claimDue(platform.database.orm, roundMax)) {
    if (stopped.aborted) return;
    const { id: runId, projectId, pullRequest } = run;
    if (!pullRequest) continue;
    try {
      const forge = await forgeOfProject(platform, projectId, pullRequest.url);
      const { state } = await forge.readPullRequest(pullRequest.number, stopped);
      if (state === pullRequest.state) continue;
      await transact(platform.database, async (tx) => {
        await changeRun(tx, runId, { pullRequest: { ...pullRequest, state } });
        tellRun(tx, run);
      });
    } catch (error) {
      const why = error instanceof AppError ? error.publicMessage : error;
      platform.log.warn({ runId, why }, "a pull request could not be looked at");
    }
  }
}
