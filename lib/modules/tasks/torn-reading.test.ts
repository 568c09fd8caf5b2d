import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { runs, tasks } from "#drizzle/schema/tasks.ts";
import { verbByName } from "#lib/commands.ts";
import { makeRun } from "#lib/modules/runs/test-run.ts";
import { runQuery } from "#lib/operations/query.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { transact } from "#lib/platform/db/transact.ts";

let place: TestPlatform;
let owner: Actor;

beforeAll(async () => {
  place = await testPlatform();
  owner = await place.person("owner", "Olga");
});
afterAll(() => place?.drop());

const roundsMax = 400;
const why = "The agent's server ended in the middle of its turn.";
const Shown = z.object({ statusReason: z.string().nullable() });
const ShownTask = Shown.extend({ currentRun: z.object({ state: z.string() }) });
const ShownCard = Shown.extend({ run: z.object({ state: z.string() }) });

test.each([
  ["task.read", (answer: unknown) => ofTask(ShownTask.parse(answer))],
  [
    "task.list",
    (answer: unknown) => ofTask(onlyOne(z.object({ items: z.array(ShownTask) }).parse(answer).items)),
  ],
  [
    "board.read",
    (answer: unknown) => ofCard(onlyOne(z.object({ cards: z.array(ShownCard) }).parse(answer).cards)),
  ],
])("%s never shows a card of one moment with a run of another", async (name, shown) => {
  const { run } = await makeRun(place, owner);
  const { database } = place.platform;
  let isOver = false;
  const turn = (async () => {
    for (let round = 0; !isOver; round++) {
      const isCut = round % 2 === 0;
      await transact(database, async (tx) => {
        await tx
          .update(tasks)
          .set({ statusReason: isCut ? why : null })
          .where(eq(tasks.id, run.taskId));
        await tx
          .update(runs)
          .set({ state: isCut ? "interrupted" : "running" })
          .where(eq(runs.id, run.id));
      });
    }
  })();
  const seen = new Set<string>();
  for (let round = 0; round < roundsMax; round++) seen.add(shown(await ask(name, run)));
  isOver = true;
  await turn;
  expect([...seen].sort()).toEqual([`interrupted: ${why}`, "running: null"]);
});

const ofTask = ({ statusReason, currentRun }: z.infer<typeof ShownTask>) =>
  `${currentRun.state}: ${statusReason}`;
const ofCard = ({ statusReason, run }: z.infer<typeof ShownCard>) => `${run.state}: ${statusReason}`;

function onlyOne<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (!item || items.length > 1) throw new Error(`${items.length} instead of one.`);
  return item;
}

function ask(name: string, input: { projectId: string; taskId: string }): Promise<unknown> {
  const verb = verbByName.get(name);
  if (verb?.kind !== "query") throw new Error(`There is no query ${name}.`);
  const { platform } = place;
  const signal = AbortSignal.timeout(10_000);
  const { projectId, taskId } = input;
  return runQuery(verb, { projectId, taskId }, { tx: platform.database.orm, actor: owner, platform, signal });
}
