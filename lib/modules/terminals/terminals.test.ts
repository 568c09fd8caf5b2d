import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { terminals, workspaces } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import { listTerminals } from "#lib/modules/terminals/list-terminals.live.ts";
import { readTerminal } from "#lib/modules/terminals/read-terminal.ts";
import { resultOf, startTestProject, type TestProject } from "#lib/modules/terminals/test-project.ts";
import { runQuery } from "#lib/operations/query.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { deleteTerminal, listTerminals as listSessions } from "#lib/providers/workspaced/terminals.ts";

let project: TestProject;
beforeAll(async () => {
  project = await startTestProject();
});
afterAll(() => project.drop());

const context = (actor: Actor) => ({
  tx: project.platform.database.orm,
  platform: project.platform,
  actor,
  signal: new AbortController().signal,
});
const list = (actor: Actor = project.owner) =>
  runQuery(listTerminals, { workspaceId: project.workspaceId }, context(actor));
const namesOf = async () => (await list()).items.map((item) => item.name);

test("a terminal is opened at once, named by itself or as asked, and a taken name is a conflict", async () => {
  expect((await project.openTerminal()).name).toBe("main");
  expect((await project.openTerminal()).name).toBe("main-2");
  const hostile = "  $(reboot) ‮🚀 --x=1 ; '\"  ";
  expect((await project.openTerminal(hostile)).name).toBe(hostile.trim());
  const again = await project.run(
    "terminal.open",
    { workspaceId: project.workspaceId, name: "main" },
    project.owner,
  );
  expect(again).toMatchObject({ outcome: "error", error: { type: "CONFLICT", details: { name: "main" } } });
  expect(await namesOf()).toEqual(["main", "main-2", hostile.trim()]);
  expect((await listSessions(project.workspace.address)).items).toHaveLength(3);
});

test("ten openings at the same instant get ten names", async () => {
  const names = await Promise.all(
    Array.from({ length: 10 }, async () => (await project.openTerminal()).name),
  );
  expect(new Set(names).size).toBe(10);
});

test("a bad name is refused by its field", async () => {
  for (const name of ["", "   ", "x".repeat(61), "two\nlines", "nul\0", 7]) {
    const answer = await project.run(
      "terminal.open",
      { workspaceId: project.workspaceId, name },
      project.owner,
    );
    expect(answer).toMatchObject({
      outcome: "error",
      error: { type: "VALIDATION_ERROR", details: { field: "name" } },
    });
  }
});

test("a rename changes what people see and not the session", async () => {
  const { id } = await project.openTerminal("before");
  const [row] = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
  resultOf(await project.run("terminal.rename", { terminalId: id, name: "after" }, project.owner));
  const [renamed] = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
  expect(renamed).toMatchObject({ name: "after", session: row?.session });
  const taken = await project.run("terminal.rename", { terminalId: id, name: "main" }, project.owner);
  expect(taken).toMatchObject({ error: { type: "CONFLICT" } });
  resultOf(await project.run("terminal.rename", { terminalId: id, name: "after" }, project.owner));
});

test("closing ends the session and the row, also when the session had ended before", async () => {
  for (const endsBefore of [false, true]) {
    const { id, name } = await project.openTerminal("closing");
    const [row] = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
    if (endsBefore) await deleteTerminal(project.workspace.address, row?.session ?? "");
    resultOf(await project.run("terminal.close", { terminalId: id }, project.owner));
    expect(await namesOf()).not.toContain(name);
    const { items } = await listSessions(project.workspace.address);
    expect(items.map((item) => item.name)).not.toContain(row?.session);
  }
});

test("a shell that ended by itself is gone from the next list", async () => {
  const { id } = await project.openTerminal("left");
  const [row] = await project.platform.database.orm.select().from(terminals).where(eq(terminals.id, id));
  await deleteTerminal(project.workspace.address, row?.session ?? "");
  expect(await namesOf()).not.toContain("left");
  await expect(runQuery(readTerminal, { terminalId: id }, context(project.owner))).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
});

test("an agent sees which terminals there are, and opens none and types in none, whoever it works for", async () => {
  const { id } = await project.openTerminal();
  const { projectId, workspaceId } = project;
  const scopes = ["read", "write"] as const;
  const agent: Actor = { ...project.owner, kind: "agent", name: "Agent of #1", scopes, projectId };
  expect((await list(agent)).items.map((item) => item.id)).toContain(id);
  const read = await runQuery(readTerminal, { terminalId: id }, context(agent));
  expect(read.mayType).toBe(false);
  for (const [name, input] of [
    ["terminal.open", { workspaceId }],
    ["terminal.rename", { terminalId: id, name: "mine" }],
    ["terminal.close", { terminalId: id }],
  ] as const) {
    expect(await project.run(name, input, agent)).toMatchObject({ error: { type: "FORBIDDEN" } });
  }
});

test("a stranger finds no terminal, a reader may look and not open, rename, close or type", async () => {
  const { id } = await project.openTerminal("guarded");
  const stranger = await project.person("member");
  await expect(list(stranger)).rejects.toMatchObject({ type: "NOT_FOUND" });
  await expect(runQuery(readTerminal, { terminalId: id }, context(stranger))).rejects.toMatchObject({
    type: "NOT_FOUND",
  });
  const reader = await project.member("read");
  expect((await list(reader)).items.map((item) => item.id)).toContain(id);
  expect((await runQuery(readTerminal, { terminalId: id }, context(reader))).mayType).toBe(false);
  const asks = [
    ["terminal.open", { workspaceId: project.workspaceId }],
    ["terminal.rename", { terminalId: id, name: "mine" }],
    ["terminal.close", { terminalId: id }],
  ] as const;
  for (const [name, input] of asks) {
    expect(await project.run(name, input, reader)).toMatchObject({ error: { type: "FORBIDDEN" } });
    const answer = await project.run(name, input, stranger);
    expect(answer).toMatchObject({ error: { type: "NOT_FOUND" } });
  }
  const missing = await project.run("terminal.close", { terminalId: newId() }, project.owner);
  expect(missing).toMatchObject({ error: { message: "There is no such terminal, or you may not see it." } });
});

test("a stopped workspace says so, and what to do", async () => {
  const set = (observedState: "stopped" | "running") =>
    project.platform.database.orm
      .update(workspaces)
      .set({ observedState, desiredState: observedState })
      .where(eq(workspaces.id, project.workspaceId));
  await set("stopped");
  await expect(list()).rejects.toMatchObject({
    type: "SERVICE_UNAVAILABLE",
    publicMessage: "The workspace is stopped. Start it first.",
  });
  await set("running");
});
