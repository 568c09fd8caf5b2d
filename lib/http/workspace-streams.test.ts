import { afterAll, beforeAll, expect, test } from "vitest";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { CreatedKey } from "#lib/modules/keys/schema.ts";
import { type ProjectGround, projectGround, workspaceOf } from "#lib/modules/projects/test-projects.ts";
import { WorkspaceSample } from "#lib/modules/workspaces/schema.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let ground: ProjectGround;
let hub: EventHub;
let server: ListeningDoor;
let owner: Actor;
let path: string;
let authorization: string;

beforeAll(async () => {
  ground = await projectGround();
  const { platform } = ground;
  hub = await openEventHub(platform.database, platform.log);
  server = await listen(createDoor(platform, hub));
  owner = await ground.person("owner");
  await ground.startWorker();
  const projectId = await ground.createRunning(owner, "Streams");
  path = `/api/workspaces/${(await workspaceOf(ground, projectId)).id}`;
  const key = await ground.run(
    "key.create",
    { name: "key", kind: "cli", scopes: ["write"] },
    { ...owner, hasJustSignedIn: true },
  );
  authorization = `Bearer ${key.outcome === "done" ? CreatedKey.parse(key.result).key : ""}`;
});
afterAll(async () => {
  await server?.close();
  await hub?.close();
  await ground?.drop();
});

interface Message {
  id: string | null;
  event: string;
  data: unknown;
}

/** The messages of a stream until it ends, or until `enough`. */
async function messagesOf(address: string, enough: (all: Message[]) => boolean, lastEventId?: string) {
  const leave = new AbortController();
  const answer = await fetch(`${server.url}${path}${address}`, {
    headers: { authorization, ...(lastEventId ? { "last-event-id": lastEventId } : {}) },
    signal: leave.signal,
  });
  expect(answer.status).toBe(200);
  const all: Message[] = [];
  let text = "";
  for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? null;
      const data = field("data");
      if (data !== null) all.push({ id: field("id"), event: field("event") ?? "", data: JSON.parse(data) });
    }
    if (!enough(all)) continue;
    leave.abort();
    break;
  }
  return all;
}

const linesOf = (all: Message[]) => all.filter(({ event }) => event === "line");
const never = () => false;

test("the log is read to its end, followed from any line on, and what is older than `since` is left out", async () => {
  const read = await messagesOf("/logs", never);
  const lines = linesOf(read);
  expect(lines.length).toBeGreaterThan(0);
  expect(read.at(-1)).toMatchObject({ event: "done", data: { state: "succeeded", reason: null } });
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);

  const followed = await messagesOf("/logs?follow=true", (all) => linesOf(all).length >= lines.length);
  expect(followed).toEqual(lines);
  const [first, ...rest] = lines;
  const resumed = await messagesOf("/logs", never, first?.id ?? "");
  expect(linesOf(resumed)).toEqual(rest);
  const later = await messagesOf(`/logs?since=${new Date(Date.now() + 60_000).toISOString()}`, never);
  expect(linesOf(later)).toEqual([]);
});

test("samples are shared by all who look, resume behind the last one, and end where nothing runs", async () => {
  const isSampled = (count: number) => (all: Message[]) => all.length >= count;
  const [one, two] = await Promise.all([
    messagesOf("/stats?follow=true", isSampled(2)),
    messagesOf("/stats?follow=true", isSampled(2)),
  ]);
  expect(one.map(({ data }) => WorkspaceSample.parse(data))).toHaveLength(2);
  expect(two.map(({ id }) => id)).toEqual(one.map(({ id }) => id));
  const single = await messagesOf("/stats", never);
  expect(single.map(({ event }) => event)).toEqual(["sample", "done"]);

  const workspaceId = path.split("/").at(-1) ?? "";
  const held = await ground.run("workspace.stop", { workspaceId }, owner);
  if (held.outcome === "held") await ground.run("operation.confirm", { token: held.confirm?.token }, owner);
  const operation = "operation" in held ? held.operation : null;
  expect(await ground.ended(operation?.id ?? "", owner)).toMatchObject({ state: "succeeded" });
  expect(await messagesOf("/stats?follow=true", never)).toMatchObject([
    { event: "done", data: { state: "stopped" } },
  ]);
});
