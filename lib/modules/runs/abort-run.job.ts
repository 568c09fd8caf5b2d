import { abortRun } from "#lib/modules/runs/abort-run.ts";
import { waitForEnd } from "#lib/modules/runs/wait-for-run.ts";
import { handler } from "#lib/operations/handler.ts";

export const runAbortRun = handler(abortRun, async ({ facts, platform, signal, step, close }) => {
  const runId = facts.run.id;
  const asked = await step("Stop the agent", () => waitForEnd({ platform, runId, signal }));
  await close(async () => asked);
});
