import { afterAll, beforeAll, expect, test } from "vitest";
import { projectMembers, projects } from "#drizzle/schema/projects.ts";
import { followEvents } from "#lib/http/events.ts";
import { newId } from "#lib/kernel/ids.ts";
import { type TestPlatform, testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { publish, transact } from "#lib/platform/db/transact.ts";
import { type EventHub, openEventHub, pruneEvents } from "#lib/platform/events/hub.ts";

let spine: TestPlatform;
let hub: EventHub;
let owner: Actor;
beforeAll(async () => {
  spine = await testPlatform();
  hub = await openEventHub(spine.platform.database, spine.platform.log);
  owner = await spine.person("owner");
});
afterAll(async () => {
  await hub?.close();
  await spine?.drop();
});

interface Told {
  topic?: string;
  projectId?: string | null;
  userId?: string | null;
}
const tell = (subjectId: string, { topic = "tests", projectId = null, userId = null }: Told = {}) =>
  transact(spine.platform.database, async (tx) => {
    publish(tx, { topic, name: "test.told", subjectId, projectId, userId });
  });

type Options = {
  actor?: Actor;
  after?: number | null;
  topics?: string[];
  recheck?: () => Promise<Actor | null>;
};

/** Follows until `enough` says so; gives the messages, and the id to come back with. */
async function follow(enough: (ids: string[]) => boolean, options: Options = {}, onReady = async () => {}) {
  const gone = new AbortController();
  const actor = options.actor ?? owner;
  const seen: string[] = [];
  const names: string[] = [];
  let last = options.after ?? 0;
  const messages = followEvents(spine.platform, hub, {
    actor,
    topics: options.topics ? new Set(options.topics) : null,
    after: options.after ?? null,
    signal: gone.signal,
    recheck: options.recheck ?? (async () => actor),
  });
  for await (const message of messages) {
    names.push(message.event);
    last = Number(message.id);
    if (message.event === "ready") await onReady();
    if (message.event === "change") seen.push((message.data as { id: string }).id);
    if (enough(seen)) break;
  }
  gone.abort();
  return { seen, names, last };
}

test("8 writers, 100 transactions each, followers that drop at random: none lost, none doubled, in order", async () => {
  const total = 8 * 100;
  const { last: beginning } = await follow(() => true);
  const readers = Array.from({ length: 4 }, async () => {
    const seen: string[] = [];
    let after = beginning;
    while (seen.length < total) {
      const visit = 1 + Math.floor(Math.random() * 120);
      const left = Math.min(visit, total - seen.length);
      const part = await follow((ids) => ids.length >= left, { after });
      expect(part.names).not.toContain("reset");
      seen.push(...part.seen);
      after = part.last;
    }
    return seen;
  });
  const writers = Array.from({ length: 8 }, async (_, writer) => {
    for (let index = 0; index < 100; index++) await tell(`${writer}.${index}`);
  });
  await Promise.all(writers);
  const committed = await spine.platform.database.sql<{ subject: string }[]>`
    select subject_id as subject from events where id > ${beginning} order by events.id`;
  const expected = committed.map((row) => row.subject);
  expect(new Set(expected).size).toBe(total);
  for (const seen of await Promise.all(readers)) expect(seen).toEqual(expected);
}, 90_000);

test("who comes back behind too much is told to read anew", async () => {
  const { last } = await follow(() => true);
  await spine.platform.database
    .sql`insert into events (topic, name) select 'many', 'test.told' from generate_series(1, 2001)`;
  const told = await follow(() => true, { after: last });
  expect(told).toMatchObject({ names: ["reset"] });
  expect(told.last).toBeGreaterThanOrEqual(last + 2001);
  await spine.platform.database.sql`delete from events where topic = 'many'`;
});

test("what is older than a week is removed, and who comes back from before it is told to read anew", async () => {
  const { sql } = spine.platform.database;
  const { last } = await follow(() => true);
  await sql`insert into events (topic, name, at)
    select 'old', 'test.told', now() - interval '8 days' from generate_series(1, 3)`;
  await tell("new");
  expect(await follow((ids) => ids.length === 1, { after: last, topics: ["tests"] })).toMatchObject({
    names: ["ready", "change"],
  });
  expect(await pruneEvents(spine.platform.database, 7)).toBe(3);
  await sql`delete from events where id <= ${last}`;
  expect(await follow(() => true, { after: last })).toMatchObject({ names: ["reset"] });
  const { last: now } = await follow(() => true);
  await sql`update events set at = now() - interval '8 days'`;
  await pruneEvents(spine.platform.database, 7);
  expect(await follow(() => true)).toMatchObject({ names: ["ready"], last: now });
});

test("an id from the future, as after a restored database, means to read anew", async () => {
  expect(await follow(() => true, { after: 9_000_000 })).toMatchObject({ names: ["reset"] });
});

test("only the topics asked for are told", async () => {
  const { seen } = await follow(
    (ids) => ids.includes("end"),
    { topics: ["wanted"] },
    async () => {
      await tell("no", { topic: "other" });
      await tell("yes", { topic: "wanted" });
      await tell("end", { topic: "wanted" });
    },
  );
  expect(seen).toEqual(["yes", "end"]);
});

test("a member hears of their projects and of themselves, an admin's bound key of its project, nobody of more", async () => {
  const [mine, other] = await Promise.all([project(), project()]);
  const member = await spine.person("member");
  await spine.platform.database.orm
    .insert(projectMembers)
    .values({ projectId: mine, userId: member.id, access: "read" });
  const tellAll = async () => {
    await tell("mine", { projectId: mine });
    await tell("other", { projectId: other });
    await tell("me", { userId: member.id });
    await tell("owner", { userId: owner.id });
    await tell("end", { projectId: mine });
  };
  const heardBy = (actor: Actor) => follow((ids) => ids.includes("end"), { actor }, tellAll);
  expect((await heardBy(member)).seen).toEqual(["mine", "me", "end"]);
  expect((await heardBy({ ...owner, kind: "agent", projectId: mine })).seen).toEqual(["mine", "end"]);
  expect((await heardBy(owner)).seen).toEqual(["mine", "other", "me", "owner", "end"]);
});

test("a follower whose session was revoked is cut off within five seconds", async () => {
  const startedAt = performance.now();
  const { names } = await follow(() => false, { recheck: async () => null });
  expect(names).toEqual(["ready"]);
  expect(performance.now() - startedAt).toBeLessThan(5_500);
}, 20_000);

test("a LISTEN connection that is killed comes back, and nothing told meanwhile is missed", async () => {
  const { seen } = await follow(
    (ids) => ids.includes("end"),
    {},
    async () => {
      for (let round = 0; round < 5; round++) {
        await spine.platform.database.sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen "lockkeeper_event"%'`;
        await tell(`round ${round}`);
      }
      await tell("end");
    },
  );
  expect(seen).toEqual(["round 0", "round 1", "round 2", "round 3", "round 4", "end"]);
});

test("who takes nothing while much is told is let go, and misses nothing when they come back", async () => {
  const gone = new AbortController();
  const actor = owner;
  const listening = { actor, topics: null, after: null, signal: gone.signal, recheck: async () => actor };
  const messages = followEvents(spine.platform, hub, listening);
  const { value: ready } = await messages.next();
  expect(ready).toMatchObject({ event: "ready" });
  const subjects = Array.from({ length: 1_500 }, (_, index) => `much ${index}`);
  const followers = hub.followerCount();
  for (let first = 0; first < subjects.length; first += 100) {
    await transact(spine.platform.database, async (tx) => {
      for (const subjectId of subjects.slice(first, first + 100))
        publish(tx, { topic: "tests", name: "test.told", subjectId, projectId: null });
    });
  }
  await expect.poll(() => hub.followerCount()).toBe(followers - 1);
  const heard: string[] = [];
  let last = Number((ready as { id?: string }).id);
  for await (const message of messages) {
    heard.push((message.data as { id: string }).id);
    last = Number(message.id);
  }
  expect(heard.length).toBeLessThan(subjects.length);
  const rest = await follow((ids) => ids.length + heard.length === subjects.length, { after: last });
  expect(rest.names).not.toContain("reset");
  expect([...heard, ...rest.seen]).toEqual(subjects);
});

test("what is told in a transaction that fails is never heard", async () => {
  const { seen } = await follow(
    (ids) => ids.includes("end"),
    {},
    async () => {
      const failing = transact(spine.platform.database, async (tx) => {
        publish(tx, { topic: "tests", name: "test.told", subjectId: "never", projectId: null });
        throw new Error("no");
      });
      await expect(failing).rejects.toThrow("no");
      await tell("end");
    },
  );
  expect(seen).toEqual(["end"]);
});

async function project(): Promise<string> {
  const id = newId();
  await spine.platform.database.orm.insert(projects).values({
    id,
    slug: id,
    name: "Shop",
    type: "other",
    status: "stopped",
    source: { type: "empty" },
    runtime: "local",
    createdBy: owner.id,
  });
  return id;
}
