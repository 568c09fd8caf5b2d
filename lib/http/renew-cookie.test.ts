import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { closeCodes } from "#lib/kernel/close-codes.ts";
import { startTestProject, type TestProject } from "#lib/modules/terminals/test-project.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { hashToken } from "#lib/platform/auth/tokens.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let project: TestProject;
let hub: EventHub;
let server: ListeningDoor;

beforeAll(async () => {
  project = await startTestProject();
  hub = await openEventHub(project.platform.database, project.platform.log);
  server = await listen(createDoor(project.platform, hub));
});
afterAll(async () => {
  await server.close();
  await hub.close();
  await project.drop();
});

const name = () => sessionCookieName(project.platform.environment);
const sqlOf = () => project.platform.database.sql;
const headersOf = (token: string) => ({ cookie: `${name()}=${token}`, origin: server.url });
const ask = (token: string, path = "/api/auth/me") =>
  fetch(`${server.url}${path}`, { headers: headersOf(token) });
const newTokenOf = (answer: Response) =>
  new RegExp(`^${name()}=([^;]+); Path=/; .*HttpOnly; SameSite=Lax`).exec(
    answer.headers.get("set-cookie") ?? "",
  )?.[1];

async function dueSession() {
  const token = await createSession(project.platform.database.orm, project.owner.id, testSession);
  const becomeDue = () =>
    sqlOf()`update sessions set renewed_at = now() - interval '2 hours' where token_hash = ${hashToken(token)}`;
  return { token, becomeDue };
}

test("an answer hands the next cookie over when the one that came is due, and only then", async () => {
  const { token, becomeDue } = await dueSession();
  expect(newTokenOf(await ask(token))).toBeUndefined();
  await becomeDue();
  const answer = await ask(token);
  const next = newTokenOf(answer) ?? "";
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(answer.headers.getSetCookie()).toHaveLength(1);
  expect(next).toMatch(/^[\w-]{43}$/);
  const after = await ask(next);
  expect([after.status, newTokenOf(after)]).toEqual([200, undefined]);
  expect((await ask(token)).status).toBe(200);
});

test("a refused request and the start of a stream hand it over as well", async () => {
  for (const path of ["/api/projects/no-id", "/api/events"]) {
    const { token, becomeDue } = await dueSession();
    await becomeDue();
    const answer = await ask(token, path);
    expect(newTokenOf(answer), path).toBeDefined();
    await answer.body?.cancel();
  }
});

test("streams and sockets stay open while their cookie is exchanged, and close once the session ends", async () => {
  const { id: terminalId } = await project.openTerminal();
  const { token, becomeDue } = await dueSession();
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/api/terminal/ws/${terminalId}`, {
    headers: headersOf(token),
  });
  await once(socket, "open");
  const stream = await ask(token, "/api/events");
  const reader = stream.body?.getReader();
  const ended = (async () => {
    while (!(await reader?.read())?.done);
  })();
  await becomeDue();
  const next = newTokenOf(await ask(token)) ?? "";
  await ask(next);
  // As if the old cookie had been forgotten long since.
  await sqlOf()`update sessions set previous_token_hash = null where token_hash = ${hashToken(next)}`;
  const stillOpen = Symbol("open");
  expect(await Promise.race([ended, once(socket, "close"), setTimeout(9_000, stillOpen)])).toBe(stillOpen);
  const closed = once(socket, "close");
  const sinceMs = performance.now();
  await sqlOf()`update sessions set ended_at = now() where token_hash = ${hashToken(next)}`;
  const [code] = await closed;
  await ended;
  expect(code).toBe(closeCodes.signedOut);
  expect(performance.now() - sinceMs).toBeLessThan(5_000);
}, 40_000);
