import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ClientOptions, WebSocket } from "ws";
import { auditLog } from "#drizzle/schema/audit.ts";
import { apiKeys, sessions } from "#drizzle/schema/people.ts";
import { projectMembers, terminals } from "#drizzle/schema/projects.ts";
import { createDoor } from "#lib/http/door.ts";
import { type TerminalUpgrade, terminalUpgrade } from "#lib/http/terminal-socket.ts";
import { closeCodes } from "#lib/kernel/close-codes.ts";
import { newId } from "#lib/kernel/ids.ts";
import { startTestProject, type TestProject } from "#lib/modules/terminals/test-project.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { hashToken, newToken } from "#lib/platform/auth/tokens.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";
import { deleteTerminal } from "#lib/providers/workspaced/terminals.ts";

let project: TestProject;
let server: Server;
let hub: EventHub;
let upgrade: TerminalUpgrade;
let host: string;
let terminalId: string;

beforeAll(async () => {
  project = await startTestProject();
  hub = await openEventHub(project.platform.database, project.platform.log);
  upgrade = terminalUpgrade(createDoor(project.platform, hub));
  server = createServer();
  server.on("upgrade", upgrade);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  ({ id: terminalId } = await project.openTerminal());
});
afterAll(async () => {
  upgrade.close();
  server.close();
  await hub.close();
  await project.drop();
});

async function cookieOf(person: Actor): Promise<{ cookie: string; token: string }> {
  const token = await createSession(project.platform.database.orm, person.id, testSession);
  return { token, cookie: `${sessionCookieName(project.platform.environment)}=${token}` };
}

const ownOrigin = () => `http://${host}`;

interface Visit {
  socket: WebSocket;
  text(): string;
  messages(): string[];
  sees(part: string): Promise<void>;
  closed: Promise<{ code: number; reason: string }>;
}

/** The open socket, or the status it was refused with. */
async function visit(
  headers: Record<string, string>,
  { id = terminalId, query = "?cols=80&rows=24&name=Somebody+Else" } = {},
): Promise<Visit | number> {
  const options: ClientOptions = { headers };
  const socket = new WebSocket(`ws://${host}/api/terminal/ws/${id}${query}`, options);
  const chunks: Buffer[] = [];
  const messages: string[] = [];
  socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) chunks.push(data);
    else messages.push(data.toString());
  });
  socket.on("error", () => undefined);
  const closed = new Promise<{ code: number; reason: string }>((resolve) => {
    socket.once("close", (code, reason) => resolve({ code, reason: reason.toString() }));
  });
  const status = await new Promise<number | null>((resolve) => {
    socket.once("open", () => resolve(null));
    socket.once("unexpected-response", (_request, response) => {
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
  });
  if (status !== null) return status;
  const text = () => Buffer.concat(chunks).toString();
  // No `toContain`: what it says of megabytes at every look takes longer than the look.
  const sees = (part: string) => expect.poll(() => text().includes(part), { timeout: 20_000 }).toBe(true);
  return { socket, text, messages: () => messages, sees, closed };
}

async function enter(headers: Record<string, string>, more: { id?: string; query?: string } = {}) {
  const entered = await visit(headers, more);
  if (typeof entered === "number") throw new Error(`refused with ${entered}`);
  return entered;
}

test("a signed-in writer types through our own page, and the audit says who came", async () => {
  const { cookie } = await cookieOf(await project.member("write"));
  const viewer = await enter({ cookie, origin: ownOrigin() });
  viewer.socket.send(Buffer.from("echo through-$((20+3))\n"));
  await viewer.sees("through-23");
  expect(JSON.parse(viewer.messages()[0] ?? "")).toMatchObject({
    type: "viewers",
    items: [{ name: expect.stringContaining("member"), isYou: true, isSizing: true }],
  });
  expect(JSON.parse(viewer.messages()[1] ?? "")).toMatchObject({ type: "ready", gap: false });
  viewer.socket.send('{"type":"ping"}');
  await expect.poll(() => viewer.messages(), { timeout: 20_000 }).toContain('{"type":"pong"}');
  viewer.socket.close();
  const rows = await project.platform.database.orm
    .select()
    .from(auditLog)
    .where(sql`${auditLog.record}::jsonb ->> 'what' = 'terminal.attached'`);
  expect(JSON.parse(rows[0]?.record ?? "")).toMatchObject({ target: { id: terminalId }, via: "dashboard" });
});

test("a key in a header needs neither a cookie nor an origin, and only one that may write", async () => {
  const keyOf = async (scopes: string[]) => {
    const key = `lk_${newToken()}`;
    await project.platform.database.orm.insert(apiKeys).values({
      id: newId(),
      userId: project.owner.id,
      name: "cli",
      kind: "cli",
      scopes,
      prefix: key.slice(0, 8),
      keyHash: hashToken(key),
    });
    return key;
  };
  const viewer = await enter({ authorization: `Bearer ${await keyOf(["read", "write"])}` });
  viewer.socket.close();
  expect(await visit({ authorization: `Bearer ${await keyOf(["read"])}` })).toBe(403);
  expect(await visit({ "x-api-key": `lk_${newToken()}` })).toBe(401);
});

test("no cookie, a foreign page, a page that hides where it is from, a stranger and a reader are refused", async () => {
  const owner = await cookieOf(project.owner);
  expect(await visit({})).toBe(401);
  expect(await visit({ origin: ownOrigin() })).toBe(401);
  expect(await visit({ cookie: owner.cookie, origin: "http://evil.example" })).toBe(403);
  expect(await visit({ cookie: owner.cookie, origin: "null" })).toBe(403);
  expect(await visit({ cookie: owner.cookie })).toBe(403);
  const stranger = await cookieOf(await project.person("member"));
  expect(await visit({ cookie: stranger.cookie, origin: ownOrigin() })).toBe(404);
  const reader = await cookieOf(await project.member("read"));
  expect(await visit({ cookie: reader.cookie, origin: ownOrigin() })).toBe(403);
  const bypass = { cookie: reader.cookie, origin: ownOrigin(), "x-middleware-subrequest": "middleware" };
  expect(await visit(bypass)).toBe(403);
  expect(await visit({ cookie: owner.cookie, origin: ownOrigin() }, { id: newId() })).toBe(404);
  expect(await visit({ cookie: owner.cookie, origin: ownOrigin() }, { id: "..%2f..%2fx" })).toBe(404);
  expect(await visit({ cookie: owner.cookie, origin: ownOrigin() }, { query: "?cursor=-1" })).toBe(400);
});

test("an absolute address in the request line is refused, whoever asks", async () => {
  const { cookie } = await cookieOf(project.owner);
  for (const target of [
    `http://${host}/api/terminal/ws/${terminalId}`,
    `//${host}/api/terminal/ws/${terminalId}`,
  ]) {
    const socket = connect(Number(host.split(":")[1]), "127.0.0.1");
    const lines = [
      `GET ${target} HTTP/1.1`,
      `Host: ${host}`,
      `Origin: ${ownOrigin()}`,
      `Cookie: ${cookie}`,
      "Connection: Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  }
});

test("a revoked session loses its socket within five seconds", async () => {
  const { cookie, token } = await cookieOf(project.owner);
  const viewer = await enter({ cookie, origin: ownOrigin() });
  await project.platform.database.orm.delete(sessions).where(eq(sessions.tokenHash, hashToken(token)));
  const revokedAt = performance.now();
  expect((await viewer.closed).code).toBe(closeCodes.signedOut);
  expect(performance.now() - revokedAt).toBeLessThan(5000);
});

test("a member made a reader is put out within five seconds, one removed learns that nothing is there", async () => {
  const member = await project.member("write");
  const other = await project.member("write");
  const [demoted, removed] = await Promise.all(
    [member, other].map(async (person) =>
      enter({ cookie: (await cookieOf(person)).cookie, origin: ownOrigin() }),
    ),
  );
  const { orm } = project.platform.database;
  await orm.update(projectMembers).set({ access: "read" }).where(eq(projectMembers.userId, member.id));
  await orm.delete(projectMembers).where(eq(projectMembers.userId, other.id));
  expect((await demoted?.closed)?.code).toBe(closeCodes.refused);
  expect((await removed?.closed)?.code).toBe(closeCodes.gone);
});

test("the end of the shell comes as exit and a plain close; later viewers find nothing", async () => {
  const { cookie } = await cookieOf(project.owner);
  const { id } = await project.openTerminal("ending");
  const viewer = await enter({ cookie, origin: ownOrigin() }, { id });
  viewer.socket.send(Buffer.from("exit 4\n"));
  expect((await viewer.closed).code).toBe(closeCodes.ended);
  expect(viewer.messages().at(-1)).toBe('{"type":"exit","code":4}');
  expect(await visit({ cookie, origin: ownOrigin() }, { id })).toBe(404);
  const rows = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
  expect(rows).toEqual([]);
});

test("a terminal that is closed elsewhere closes here", async () => {
  const { cookie } = await cookieOf(project.owner);
  const { id } = await project.openTerminal("closing");
  const viewer = await enter({ cookie, origin: ownOrigin() }, { id });
  const [row] = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
  await deleteTerminal(project.workspace.address, row?.session ?? "");
  expect([closeCodes.ended, closeCodes.gone]).toContain((await viewer.closed).code);
});

test("two megabytes pass through unchanged while the viewer acknowledges", async () => {
  const { cookie } = await cookieOf(project.owner);
  const { id } = await project.openTerminal("flood");
  const viewer = await enter({ cookie, origin: ownOrigin() }, { id });
  viewer.socket.on("message", (data: Buffer, isBinary) => {
    if (isBinary) viewer.socket.send(JSON.stringify({ type: "ack", bytes: data.length }));
  });
  viewer.socket.send(Buffer.from("seq 1 300000; echo over-$((1+1))\n"));
  await viewer.sees("over-2");
  const numbers = [...viewer.text().matchAll(/^(\d+)\r$/gm)].map(([, number]) => Number(number));
  expect(numbers.slice(-300_000)).toEqual(Array.from({ length: 300_000 }, (_, index) => index + 1));
  viewer.socket.close();
});
