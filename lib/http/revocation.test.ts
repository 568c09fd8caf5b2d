import { once } from "node:events";
import { truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { createDoor } from "#lib/http/door.ts";
import { type ListeningDoor, listen } from "#lib/http/fixtures/listening-door.ts";
import { closeCodes } from "#lib/kernel/close-codes.ts";
import { newId } from "#lib/kernel/ids.ts";
import { CreatedKey } from "#lib/modules/keys/schema.ts";
import { endSession } from "#lib/modules/people/end-session.ts";
import { startTestProject, type TestProject } from "#lib/modules/terminals/test-project.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { sessionCookieName } from "#lib/platform/auth/session-cookie.ts";
import { openSession } from "#lib/platform/auth/sessions.ts";
import { createSession } from "#lib/platform/auth/store.ts";
import { testSession } from "#lib/platform/auth/testing.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";

let project: TestProject;
let hub: EventHub;
let server: ListeningDoor;
let url: string;
let terminalId: string;
let operationId: string;

beforeAll(async () => {
  project = await startTestProject();
  const { platform } = project;
  hub = await openEventHub(platform.database, platform.log);
  server = await listen(createDoor(platform, hub));
  ({ url } = server);
  ({ id: terminalId } = await project.openTerminal());
  // Held, so that its log goes on.
  const held = await project.run("project.stop", { projectId: project.projectId }, project.owner);
  operationId = held.outcome === "held" ? held.operation.id : "";
  expect(operationId).not.toBe("");
});
afterAll(async () => {
  await server.close();
  await hub.close();
  await project.drop();
});

async function keyOf(actor: Actor, more: object = {}) {
  const answer = await project.run(
    "key.create",
    { name: "key", kind: "cli", scopes: ["write"], ...more },
    { ...actor, hasJustSignedIn: true },
  );
  if (answer.outcome !== "done") throw new Error(JSON.stringify(answer));
  return CreatedKey.parse(answer.result);
}

type Headers = Record<string, string>;
const by = (key: string): Headers => ({ authorization: `Bearer ${key}` });

/** A stream that is open; `ended` tells when it was over, by the clock of `performance`. */
async function openStream(path: string, headers: Headers) {
  const answer = await fetch(`${url}${path}`, { headers });
  expect(answer.status, path).toBe(200);
  const reader = answer.body?.getReader();
  await reader?.read();
  let isOpen = true;
  const drain = async () => {
    while (!(await reader?.read().catch(() => ({ done: true })))?.done);
    isOpen = false;
    return performance.now();
  };
  return { ended: drain(), isOpen: () => isOpen, close: () => reader?.cancel() };
}

async function openSocket(headers: Headers) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/terminal/ws/${terminalId}?cols=80&rows=24`, {
    headers,
  });
  await once(socket, "open");
  const ended = once(socket, "close").then(([code]) => ({ code: Number(code), atMs: performance.now() }));
  return { ended, isOpen: () => socket.readyState === WebSocket.OPEN, close: () => socket.close() };
}

const openAll = async (headers: Headers) => ({
  socket: await openSocket(headers),
  streams: [
    await openStream("/api/events", headers),
    await openStream(`/api/operations/${operationId}/logs`, headers),
    await openStream(`/api/workspaces/${project.workspaceId}/logs?follow=true`, headers),
  ],
});

const inTimeMs = 2_000;

async function expectAllEnded({ socket, streams }: Awaited<ReturnType<typeof openAll>>, sinceMs: number) {
  const { code, atMs } = await socket.ended;
  expect(code).toBe(closeCodes.signedOut);
  for (const endedMs of [atMs, ...(await Promise.all(streams.map(({ ended }) => ended)))])
    expect(endedMs - sinceMs).toBeLessThan(inTimeMs);
}

test("revoking a key closes its streams and sockets at once, those of keys made with it too, and no others", async () => {
  const maker = await keyOf(project.owner);
  const made = await fetch(`${url}/api/keys`, {
    method: "POST",
    headers: { ...by(maker.key), "content-type": "application/json" },
    body: JSON.stringify({ name: "made", kind: "cli", scopes: ["write"] }),
  });
  const child = CreatedKey.parse(await made.json());
  const other = await openAll(by((await keyOf(project.owner)).key));
  const [ofMaker, ofChild] = [await openAll(by(maker.key)), await openAll(by(child.key))];
  const sinceMs = performance.now();
  expect((await project.run("key.revoke", { keyId: maker.id }, project.owner)).outcome).toBe("done");
  await expectAllEnded(ofMaker, sinceMs);
  await expectAllEnded(ofChild, sinceMs);
  expect([other.socket, ...other.streams].every(({ isOpen }) => isOpen())).toBe(true);
  for (const { close } of [other.socket, ...other.streams]) await close();
});

test("a session that ends closes what it has open at once, and not what another session has", async () => {
  const { database, environment } = project.platform;
  const sessionOf = async () => {
    const token = await createSession(database.orm, project.owner.id, testSession);
    return { token, headers: { cookie: `${sessionCookieName(environment)}=${token}`, origin: url } };
  };
  const [leaving, staying] = [await sessionOf(), await sessionOf()];
  const [gone, stays] = [await openAll(leaving.headers), await openAll(staying.headers)];
  const sinceMs = performance.now();
  await endSession(project.platform, leaving.token, { requestId: newId(), ip: null, userAgent: null });
  await expectAllEnded(gone, sinceMs);
  expect([stays.socket, ...stays.streams].every(({ isOpen }) => isOpen())).toBe(true);
  for (const { close } of [stays.socket, ...stays.streams]) await close();
});

test("a session that is revoked from another browser closes what it has open at once, and no other's", async () => {
  const { database, environment } = project.platform;
  const sessionOf = async () => {
    const token = await createSession(database.orm, project.owner.id, testSession);
    const session = await openSession(project.platform, token, null);
    const headers = { cookie: `${sessionCookieName(environment)}=${token}`, origin: url };
    return { sessionId: session?.sessionId ?? "", headers };
  };
  const [leaving, staying] = [await sessionOf(), await sessionOf()];
  const [gone, stays] = [await openAll(leaving.headers), await openAll(staying.headers)];
  const sinceMs = performance.now();
  const { sessionId } = leaving;
  expect((await project.run("session.revoke", { sessionId }, project.owner)).outcome).toBe("done");
  await expectAllEnded(gone, sinceMs);
  expect([stays.socket, ...stays.streams].every(({ isOpen }) => isOpen())).toBe(true);
  for (const { close } of [stays.socket, ...stays.streams]) await close();
});

test("what a key has open closes within five seconds of its expiry, which nobody tells", async () => {
  const expiresAt = new Date(Date.now() + 1_500);
  const { key } = await keyOf(project.owner, { expiresAt: expiresAt.toISOString() });
  const { socket, streams } = await openAll(by(key));
  await Promise.all([socket.ended, ...streams.map(({ ended }) => ended)]);
  expect(Date.now() - expiresAt.getTime()).toBeLessThan(5_000);
});

test("a file that is read for long breaks off within five seconds", async () => {
  const file = join(project.workspace.folder, "long.bin");
  await writeFile(file, "");
  await truncate(file, 512 * 1024 * 1024);
  const { id, key } = await keyOf(project.owner);
  const path = `/api/workspaces/${project.workspaceId}/files/content?root=workspace&path=long.bin`;
  const answer = await fetch(`${url}${path}`, { headers: by(key) });
  expect(answer.status).toBe(200);
  await project.run("key.revoke", { keyId: id }, project.owner);
  const revokedAt = performance.now();
  const reader = answer.body?.getReader();
  const readOn = async () => {
    while (!(await reader?.read())?.done) await setTimeout(20);
  };
  await expect(readOn()).rejects.toThrow();
  expect(performance.now() - revokedAt).toBeLessThan(5_000);
});

test("who loses their access to a project loses its terminal and its streams at once, and keeps what is theirs", async () => {
  const member = await project.person("member", "Mia");
  const { projectId } = project;
  const give = (access: string) =>
    project.run("member.add", { projectId, personId: member.id, access }, project.owner);
  expect((await give("write")).outcome).toBe("done");
  const { key } = await keyOf(member);
  const { socket, streams } = await openAll(by(key));
  const [events, ...ofProject] = streams;
  const sinceMs = performance.now();
  const removed = await project.run("member.remove", { projectId, personId: member.id }, project.owner);
  expect(removed.outcome).toBe("done");
  const { atMs } = await socket.ended;
  for (const endedMs of [atMs, ...(await Promise.all(ofProject.map(({ ended }) => ended)))])
    expect(endedMs - sinceMs).toBeLessThan(inTimeMs);
  expect(events?.isOpen()).toBe(true);
  expect((await fetch(`${url}/api/projects/${projectId}`, { headers: by(key) })).status).toBe(404);
  await events?.close();
});

test("who may only read from now on loses the terminal, and comes back to what they may read", async () => {
  const member = await project.person("member", "Rita");
  const { projectId } = project;
  const input = { projectId, personId: member.id };
  await project.run("member.add", { ...input, access: "write" }, project.owner);
  const { key } = await keyOf(member);
  const socket = await openSocket(by(key));
  expect((await project.run("member.change", { ...input, access: "read" }, project.owner)).outcome).toBe(
    "done",
  );
  await socket.ended;
  const log = await openStream(`/api/workspaces/${project.workspaceId}/logs?follow=true`, by(key));
  expect(log.isOpen()).toBe(true);
  await log.close();
});

test("who is disabled has nothing open any more, neither by a session nor by a key", async () => {
  const { database, environment } = project.platform;
  const member = await project.person("member", "Dora");
  const { projectId } = project;
  await project.run("member.add", { projectId, personId: member.id, access: "write" }, project.owner);
  const token = await createSession(database.orm, member.id, testSession);
  const cookie = { cookie: `${sessionCookieName(environment)}=${token}`, origin: url };
  const opened = [];
  for (const headers of [cookie, by((await keyOf(member)).key)]) opened.push(await openAll(headers));
  const sinceMs = performance.now();
  const disabled = await project.run("person.disable", { personId: member.id }, project.owner);
  expect(disabled.outcome).toBe("done");
  for (const one of opened) await expectAllEnded(one, sinceMs);
});
