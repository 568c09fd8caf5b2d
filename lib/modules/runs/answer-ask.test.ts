import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { answerPermission } from "#lib/modules/runs/answer-permission.ts";
import { answerQuestion } from "#lib/modules/runs/answer-question.ts";
import { findAsk, insertInteraction } from "#lib/modules/runs/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { recoverAbandoned } from "#lib/operations/recover.ts";
import { findOperation } from "#lib/operations/store.ts";
import { type DirectRunner, submit } from "#lib/operations/submit.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { findHandler } from "#lib/worker/handlers.ts";

let product: TestPlatform;
let owner: Actor;
beforeAll(async () => {
  product = await testPlatform();
  owner = await product.person("owner");
});
afterAll(() => product?.drop());

const answers = [
  { command: answerPermission, kind: "permission", answer: { permissionId: "ask", reply: "once" } },
  { command: answerQuestion, kind: "question", answer: { questionId: "ask", answers: [["Yes"]] } },
] as const;

test.each(answers)(
  "an answer to a $kind whose server died before the agent was told is asked for again",
  async ({ command, kind, answer }) => {
    const { platform } = product;
    const { orm, sql } = platform.database;
    const { run } = await makeRun(product, owner, { state: "waiting" });
    const ask = { id: newId(), runId: run.id, kind, state: "open", externalId: "ask" } as const;
    await insertInteraction(orm, { ...ask, request: { questions: [], permission: "bash", patterns: [] } });
    const origin = { requestId: newId(), ip: null, userAgent: null };
    let operationId = "";
    const dying: DirectRunner = async (_, operation) => {
      operationId = operation.id;
      return operation;
    };
    const input = { runId: run.id, ...answer };
    await submit(platform, command as unknown as AnyCommand, input, { actor: owner, origin }, dying);
    expect(await findAsk(orm, run.id, kind, "ask")).toMatchObject({ state: "answered" });

    await sql`update operations set lease_until = now() - interval '1 second' where id = ${operationId}`;
    await recoverAbandoned(platform, findHandler);
    expect(await findOperation(orm, operationId)).toMatchObject({ state: "failed" });
    expect(await findAsk(orm, run.id, kind, "ask")).toMatchObject({ state: "open", answer: null });
  },
);
