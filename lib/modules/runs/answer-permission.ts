import { allowForRun } from "#lib/modules/permission-rules/rules-of-run.ts";
import { answerAsk, askFacts } from "#lib/modules/runs/answer-ask.ts";
import { AnswerPermissionInput } from "#lib/modules/runs/answers/schema.ts";
import { AskedRun, PermissionRequest } from "#lib/modules/runs/schema.ts";
import { command } from "#lib/operations/command.ts";

export const answerPermission = command({
  name: "run.answer-permission",
  http: "POST /api/runs/:runId/permissions/:permissionId",
  summary: "Allow or refuse what an agent asked for",
  input: AnswerPermissionInput,
  output: AskedRun,
  facts: (tx, { runId, permissionId }, actor) => askFacts(tx, actor, runId, "permission", permissionId),
  async begin(tx, { input: { reply, message }, facts, actor }) {
    await answerAsk(tx, facts, actor, { reply, ...(message ? { message } : {}) });
    if (reply === "always") {
      const { permission, patterns, suggested } = PermissionRequest.parse(facts.ask.request);
      const allowed = suggested.length > 0 ? suggested : patterns;
      await allowForRun(tx, facts.run, { permission, patterns: allowed, createdBy: actor.userId });
    }
    return null;
  },
  work: {
    timeoutMs: 30_000,
    attemptsMax: 1,
    isDirect: true,
    key: ({ permissionId }) => `ask:${permissionId}`,
  },
});
