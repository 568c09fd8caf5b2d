import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { apiKeys } from "#drizzle/schema/people.ts";
import { workspaces } from "#drizzle/schema/projects.ts";
import { createTerminalConnection } from "#lib/client/terminal-connection.ts";
import { createDoor } from "#lib/http/door.ts";
import { type CuttingProxy, startCuttingProxy } from "#lib/http/fixtures/cutting-proxy.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { newId } from "#lib/kernel/ids.ts";
import { startTestProject, type TestProject } from "#lib/modules/terminals/test-project.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

const cuts = 100;
const deadlineMs = 20_000;

let project: TestProject;
let hub: EventHub;
let door: ListeningDoor;
/** Between the browser and the server, and between the server and the workspace. */
let near: CuttingProxy;
let far: CuttingProxy;

beforeAll(async () => {
  project = await startTestProject();
  const { platform, workspace, workspaceId } = project;
  far = await startCuttingProxy(workspace.address.baseUrl);
  await platform.database.orm
    .update(workspaces)
    .set({ address: far.url })
    .where(eq(workspaces.id, workspaceId));
  hub = await openEventHub(platform.database, platform.log);
  door = await listen(createDoor(platform, hub));
  near = await startCuttingProxy(door.url);
});
afterAll(async () => {
  await near?.close();
  await far?.close();
  await door?.close();
  await hub?.close();
  await project?.drop();
});

test("over a hundred cuts, on both sides of the server, every number of a stream arrives exactly once", async () => {
  const { id } = await project.openTerminal();
  const key = await newKey();
  const chunks: Buffer[] = [];
  let received = 0;
  let gaps = 0;
  const connection = createTerminalConnection({
    open(query) {
      const url = new URL(`/api/terminal/ws/${id}`, near.url.replace("http", "ws"));
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
      return new WebSocket(url, { headers: { authorization: `Bearer ${key}` } });
    },
    onBytes(bytes, drawn) {
      chunks.push(Buffer.from(bytes));
      received += bytes.length;
      drawn();
    },
    onGap: () => {
      gaps += 1;
    },
    onPhase: () => undefined,
    probe: async () => ({ kind: "there" }),
    size: { cols: 100, rows: 30 },
  });
  const isLive = () => connection.phase().state === "live";
  const until = (holds: () => boolean, what: string) =>
    vi.waitFor(
      () => {
        // Who waits for the next try wants it now.
        if (!isLive()) connection.wake();
        if (!holds()) throw new Error(`not within ${deadlineMs} ms: ${what}`);
      },
      { timeout: deadlineMs, interval: 2 },
    );

  await until(isLive, "live");
  connection.type(new TextEncoder().encode(streamUntil(join(project.workspace.folder, "enough"))));
  await until(() => received > 2_000, "the stream has begun");
  const random = seeded(7);
  for (let cut = 0; cut < cuts; cut += 1) {
    const proxy = cut % 2 === 0 ? near : far;
    const before = received;
    // In the middle of a frame, of its head, or between two.
    proxy.cutAfter(1 + Math.floor(random() * 6_000));
    await until(() => !isLive(), `cut ${cut} is seen`);
    await until(isLive, `live after cut ${cut}`);
    await until(() => received > before, `more after cut ${cut}`);
  }
  // A network that swallows everything and says nothing is found out by asking.
  near.silence();
  connection.wake();
  await until(() => !isLive(), "the silence is noticed");
  near.restore();
  await until(isLive, "live after the silence");

  await writeFile(join(project.workspace.folder, "enough"), "");
  const text = () => Buffer.concat(chunks).toString();
  await until(() => /all-2-done-\d+/.test(text()), "the end of the stream");
  const numbers = [...text().matchAll(/line-(\d+)-end/g)].map(([, number]) => Number(number));
  const last = Number(/all-2-done-(\d+)/.exec(text())?.[1]);
  expect(last).toBeGreaterThan(cuts);
  expect(numbers).toEqual(Array.from({ length: last }, (_, index) => index + 1));
  expect(gaps).toBe(0);
  connection.close();
}, 180_000);

/** A shell's line that counts, at a pace that leaves a cut viewer time to come back, until the file is there. */
const streamUntil = (path: string): string =>
  `clear; i=0; until [ -e '${path}' ]; do i=$((i+1)); echo line-$i-end; [ $((i%40)) = 0 ] && sleep 0.01; done; echo all-$((1+1))-done-$i\n`;

async function newKey(): Promise<string> {
  const key = `lk_${newToken()}`;
  await project.platform.database.orm.insert(apiKeys).values({
    id: newId(),
    userId: project.owner.id,
    name: "cuts",
    kind: "cli",
    scopes: ["read", "write"],
    prefix: key.slice(0, 8),
    keyHash: hashToken(key),
  });
  return key;
}

/** The same row of numbers for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
