import { once } from "node:events";
import { mkdir, truncate, writeFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installationBackups } from "#drizzle/schema/installation-backups.ts";
import { projectMembers, workspaces } from "#drizzle/schema/projects.ts";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { memberOf } from "#lib/http/fixtures/test-world.ts";
import { newId } from "#lib/kernel/ids.ts";
import { newAccessToken } from "#lib/modules/workspaces/access-token.ts";
import type { Actor, Role } from "#lib/platform/auth/actor.ts";
import { backupsFolder } from "#lib/platform/backup/make-backup.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";

/** What is read for long ends with the right to read it, also where that is lost while it begins. */

let door: TestDoor;
let owner: Actor;
let slow: Server;
let project: { id: string; workspaceId: string };
/** What the workspace was asked for and has not answered yet. */
const asked: ServerResponse[] = [];

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner");
  slow = createServer((_, response) => void asked.push(response)).listen(0, "127.0.0.1");
  await once(slow, "listening");
  project = await door.makeProject(owner);
  const { masterKey, database } = door.spine.platform;
  const { port } = slow.address() as AddressInfo;
  await database.orm
    .update(workspaces)
    .set({
      desiredState: "running",
      observedState: "running",
      address: `http://127.0.0.1:${port}`,
      accessToken: newAccessToken(masterKey, project.workspaceId),
    })
    .where(eq(workspaces.id, project.workspaceId));
});
afterAll(async () => {
  slow?.closeAllConnections();
  slow?.close();
  await door?.drop();
});

const inTimeMs = 5_000;

/** Reads on without haste; resolves where all of it came. */
async function readOn(response: Response): Promise<void> {
  const reader = response.body?.getReader();
  while (!(await reader?.read())?.done) await setTimeout(20);
}

async function expectBreak(reading: Promise<void>): Promise<void> {
  const sinceMs = performance.now();
  await expect(reading).rejects.toThrow();
  expect(performance.now() - sinceMs).toBeLessThan(inTimeMs);
}

const setRole = ({ id }: Actor, role: Role) =>
  door.spine.platform.database.sql`update users set role = ${role} where id = ${id}`;

test.each([
  ["a file", (id: string) => `/api/workspaces/${id}/files/content?root=workspace&path=a.bin`],
  ["an archive", (id: string) => `/api/workspaces/${id}/files/archive?root=workspace&path=a`],
  ["a version", (id: string) => `/api/git/content/${id}?root=workspace&path=a.bin&version=HEAD`],
])("%s is not read on by who is removed from the project while the workspace opens it", async (_, pathOf) => {
  const member = await memberOf(door, project.id, "read");
  const answer = door.call(pathOf(project.workspaceId), byKey(await door.keyOf(member)));
  await expect.poll(() => asked.length).toBe(1);
  const { orm } = door.spine.platform.database;
  await orm.delete(projectMembers).where(eq(projectMembers.userId, member.id));
  const opened = asked.splice(0);
  opened[0]?.writeHead(200, { "content-type": "application/octet-stream" }).write("begun");
  const response = await answer;
  expect(response.status).toBe(200);
  await expectBreak(readOn(response));
});

test("a backup is not read on by an owner who is one no more, nor with a key that was revoked", async () => {
  const { orm, sql } = door.spine.platform.database;
  const id = newId();
  const fileName = `${id}.backup`;
  await orm
    .insert(installationBackups)
    .values({ id, fileName, reason: "asked", state: "ready", version: "1.0.0", verifiedAt: new Date() });
  const folder = backupsFolder(door.spine.platform.environment.home);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, fileName), "");
  await truncate(join(folder, fileName), 512 * 1024 * 1024);
  const boss = await door.spine.person("owner");
  const download = async () => {
    const response = await door.call(
      `/api/installation-backups/${id}/archive`,
      byKey(await door.keyOf(boss)),
    );
    expect(response.status).toBe(200);
    return response;
  };
  const byRole = await download();
  await setRole(boss, "admin");
  await expectBreak(readOn(byRole));
  await setRole(boss, "owner");
  const byRevokedKey = await download();
  await sql`update api_keys set revoked_at = now() where user_id = ${boss.id}`;
  await expectBreak(readOn(byRevokedKey));
});

test("an export ends for who may see less than when it began, before another page", async () => {
  const admin = await door.spine.person("admin");
  await transact(door.spine.platform.database, async (tx) => {
    for (let index = 0; index < 1_600; index += 1)
      audit(tx, {
        record: { what: "test.planted", reason: `number ${index}` },
        operationId: null,
        projectId: null,
        personId: null,
      });
  });
  const exported = async () =>
    door.call("/api/audit/export?format=csv&what=test.planted", byKey(await door.keyOf(admin)));
  const whole = await (await exported()).text();
  expect(whole.trimEnd().split("\n")).toHaveLength(1_601);
  const response = await exported();
  await setRole(admin, "member");
  await expect(response.text()).rejects.toThrow(/You may see less/);
});
