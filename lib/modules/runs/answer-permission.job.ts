import { conflict } from "#lib/kernel/errors.ts";
import { agentOfRun, askAgain } from "#lib/modules/runs/answer-ask.ts";
import { answerPermission } from "#lib/modules/runs/answer-permission.ts";
import { openDriver } from "#lib/modules/runs/run-place.ts";
import { handler } from "#lib/operations/handler.ts";

export const runAnswerPermission = handler(
  answerPermission,
  async ({ input: { permissionId, reply, message }, facts: { run }, platform, close }) => {
    const driver = await openDriver();
    const endpoint = await agentOfRun(platform, run);
    // What holds for the whole run is our rule: it outlives the agent's server and can be taken back.
    const answer = { reply: reply === "always" ? "once" : reply, ...(message ? { message } : {}) } as const;
    const isTaken = await driver.answerPermission(endpoint, permissionId, answer);
    if (!isTaken) throw conflict("The agent does not wait for this permission any more.");
    await close(async () => ({ run: { id: run.id, state: run.state } }));
  },
  { failed: (tx, { input }) => askAgain(tx, input.runId, "permission", input.permissionId) },
);
