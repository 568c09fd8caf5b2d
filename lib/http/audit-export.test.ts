import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { byKey, type TestDoor, testDoor } from "#lib/http/fixtures/test-door.ts";
import { sealOf } from "#lib/platform/audit/chain.ts";
import { sealAudit } from "#lib/platform/audit/seal.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { audit, transact } from "#lib/platform/db/transact.ts";
import { deriveKey } from "#lib/platform/master-key.ts";

let door: TestDoor;
let owner: Actor;
let member: Actor;
const hostile = [
  "=1+1",
  "+1",
  "-1",
  "@SUM(A1)",
  "\t=2",
  " =3",
  'a "quoted", one',
  "two\r\nlines",
  "plain",
  "＝4",
];

beforeAll(async () => {
  door = await testDoor();
  owner = await door.spine.person("owner", "Ada Lovelace");
  member = await door.spine.person("member", "=cmd|' /C calc'!A0");
  for (const reason of hostile) await write(reason, owner);
  for (let index = 0; index < 600; index++) await write(`number ${index}`, member);
  await sealAudit(door.spine.platform);
  await write("not sealed yet", owner);
});
afterAll(() => door?.drop());

const write = (reason: string, { id, name, userId }: Actor) =>
  transact(door.spine.platform.database, async (tx) => {
    const actor = { kind: "person", id, name };
    const record = { what: "operation.succeeded", command: "task.create", actor, reason };
    audit(tx, { record, operationId: null, projectId: null, personId: userId });
  });

async function download(query: string, actor = owner) {
  const response = await door.call(`/api/audit/export?${query}`, byKey(await door.keyOf(actor)));
  expect(response.status).toBe(200);
  return response;
}

const Line = z.strictObject({
  sequence: z.number(),
  id: z.number(),
  at: z.string(),
  operationId: z.string().nullable(),
  projectId: z.string().nullable(),
  personId: z.string().nullable(),
  record: z.string(),
  previousSeal: z.string(),
  seal: z.string().nullable(),
});
const linesOf = async (response: Response) =>
  (await response.text())
    .trimEnd()
    .split("\n")
    .map((line) => Line.parse(JSON.parse(line)));

test("with the key alone a third party checks each exported line, and the whole as a chain", async () => {
  const lines = await linesOf(await download("format=jsonl"));
  expect(lines.map((line) => line.sequence)).toEqual(Array.from({ length: 611 }, (_, index) => index + 1));
  const key = deriveKey(door.spine.platform.masterKey, "audit");
  for (const [index, line] of lines.entries()) {
    expect(line.previousSeal).toBe(lines[index - 1]?.seal ?? "");
    if (index < 610) expect(line.seal).toBe(sealOf(key, line.previousSeal, line));
  }
  expect(lines.at(-1)?.seal).toBeNull();
  const { previousSeal, sequence, id, at, personId, record, seal } = lines[4] ?? Line.parse(null);
  const covered = `${previousSeal}\n${sequence}\n${id}\n${at}\n\n\n${personId}\n${record}`;
  expect(createHmac("sha256", key).update(covered).digest("hex")).toBe(seal);
});

test("a narrowed export holds what fits, each line with the seal before it in the log", async () => {
  const lines = await linesOf(await download(`format=jsonl&personId=${owner.id}&text=not%20sealed`));
  expect(lines.map((line) => line.sequence)).toEqual([611]);
  expect(lines[0]?.previousSeal).toMatch(/^[0-9a-f]{64}$/);
});

test("the table reads back as it was, and no cell of it is a formula", async () => {
  const response = await download("format=csv");
  expect(response.headers.get("content-disposition")).toMatch(
    /^attachment; filename="audit-\d{4}-\d\d-\d\d\.csv"$/,
  );
  const [head = [], ...rows] = parseCsv(await response.text());
  const column = (name: string) => rows.map((row) => row[head.indexOf(name)] ?? "");
  expect(rows).toHaveLength(611);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head.length]));
  expect(
    column("reason")
      .slice(0, hostile.length)
      .map((text) => text.replace(/^'/, "")),
  ).toEqual(hostile);
  const cells = rows.flat();
  expect(cells.filter((cell) => /^[\s]*[=+\-@＝]/.test(cell))).toEqual([]);
  expect(new Set(column("actor"))).toEqual(new Set(["Ada Lovelace", `'${member.name}`]));
});

test("a member exports what they may see, and no format is made up", async () => {
  expect(await linesOf(await download("format=jsonl", member))).toHaveLength(600);
  const refused = await door.call("/api/audit/export?format=xls", byKey(await door.keyOf(owner)));
  expect(refused.status).toBe(400);
});

test("a client that stops reading ends the export", async () => {
  const reader = (await download("format=csv")).body?.getReader();
  await reader?.read();
  await reader?.cancel();
});

/** RFC 4180, read by its grammar. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  for (const line of text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])*\r\n/g) ?? []) {
    const cells = line.slice(0, -2).match(/(?<=^|,)(?:"(?:[^"]|"")*"|[^,]*)/g) ?? [];
    rows.push(cells.map((cell) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell)));
  }
  return rows;
}
