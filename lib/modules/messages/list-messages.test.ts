import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { listMessages } from "#lib/modules/messages/list-messages.ts";
import { MessagePage } from "#lib/modules/messages/schema.ts";
import { insertMessage } from "#lib/modules/messages/store.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";

let product: TestPlatform;
beforeAll(async () => {
  product = await testPlatform();
});
afterAll(() => product?.drop());

test("of very many messages the last ones are shown, in their order: the one that waits is among them", async () => {
  const { platform } = product;
  const owner = await product.person("owner");
  const { run } = await makeRun(product, owner);
  const { orm } = platform.database;
  for (let index = 1; index <= 203; index += 1) {
    await insertMessage(orm, {
      id: newId(),
      runId: run.id,
      mode: "queue",
      state: index === 203 ? "waiting" : "sent",
      text: `Message ${index}`,
      createdBy: owner.userId,
    });
  }
  const context = { tx: orm, actor: owner, platform, signal: AbortSignal.timeout(10_000) };
  const { items } = MessagePage.parse(await runQuery(listMessages, { runId: run.id }, context));
  expect([items.length, items[0]?.text, items.at(-1)?.text]).toEqual([200, "Message 4", "Message 203"]);
  expect(items.at(-1)?.state).toBe("waiting");
});
