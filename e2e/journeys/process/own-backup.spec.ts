import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { promisify } from "node:util";
import { z } from "zod";
import { type Lockkeeper, ownVariables, startLockkeeper } from "#e2e/fixtures/lockkeeper.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { expect, test } from "#e2e/fixtures/test.ts";

const run = promisify(execFile);
const root = join(import.meta.dirname, "..", "..", "..");

const Backup = z.object({
  id: z.string(),
  fileName: z.string(),
  state: z.string(),
  verifiedAt: z.string().nullable(),
  isHere: z.boolean(),
});
const Backups = z.object({ items: z.array(Backup) });
const Projects = z.object({ items: z.array(z.object({ id: z.string(), name: z.string() })) });
const Tasks = z.object({ items: z.array(z.object({ title: z.string() })) });

/** Runs one of the console's programs on a home; gives what it said, also where it failed. */
const onConsole = (home: string, script: string, args: readonly string[], env: Record<string, string> = {}) =>
  run(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: root,
    env: { ...ownVariables(), LOCKKEEPER_HOME: home, ...env },
    timeout: 120_000,
  }).then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error: { code: number; stdout: string; stderr: string }) => ({
      code: error.code,
      said: error.stdout + error.stderr,
    }),
  );

async function setUp(lockkeeper: Lockkeeper): Promise<string> {
  const token = new URL(lockkeeper.setupLink).searchParams.get("token");
  const answer = await fetch(`${lockkeeper.url}/api/setup`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token, name: "Olivia", email: "o@example.org" }),
  });
  return (await answer.json()).key;
}

/** Cards that come in while the backup is made; the answer stops them and says how many there are. */
function keepWriting(api: Rest, projectId: string) {
  let isOver = false;
  let written = 0;
  const writing = (async () => {
    while (!isOver) {
      await api.send("POST", `/projects/${projectId}/tasks`, { title: `Card ${written}` });
      written += 1;
    }
  })();
  return {
    async stop() {
      isOver = true;
      await writing;
      return written;
    },
  };
}

async function madeBackup(api: Rest) {
  const started = z.object({ backup: z.object({ id: z.string() }) });
  const { backup } = started.parse(await api.send("POST", "/installation-backups"));
  for (;;) {
    const { items } = await api.get("/installation-backups", Backups);
    const found = items.find(({ id }) => id === backup.id);
    if (found && found.state !== "running") return found;
    await wait(200);
  }
}

test("a backup made while people work brings all of it back on another machine, and ends nobody's workspace there", async () => {
  test.setTimeout(300_000);
  const first = await startLockkeeper();
  let second: Lockkeeper | undefined;
  try {
    const key = await setUp(first);
    const api = rest(first, key);
    const projectId = await newProject(first, { key }, { name: "Harbor", source: { type: "empty" } });
    await api.send("PUT", "/settings/budgets", { runUsd: 7.5 });
    const writing = keepWriting(api, projectId);
    const made = await madeBackup(api);
    const written = await writing.stop();
    expect(made).toMatchObject({ state: "ready", isHere: true, verifiedAt: expect.any(String) });
    expect(written).toBeGreaterThan(0);

    const { said } = await onConsole(first.home, "backup", ["--show-key"]);
    const archive = join(first.home, "backups", made.fileName);
    // Onto a home whose server runs nothing is restored.
    const taken = await onConsole(first.home, "restore", [archive, "--replace"]);
    expect(taken).toMatchObject({ code: 1, said: expect.stringContaining("already runs on") });

    second = await startLockkeeper({
      async prepare(home) {
        const restored = await onConsole(home, "restore", [archive], { LOCKKEEPER_BACKUP_KEY: said.trim() });
        expect(restored.said).toContain("are equal to what was backed up, and the audit log holds");
      },
    });
    const copy = rest(second, key);
    expect((await copy.get("/projects", Projects)).items).toEqual([{ id: projectId, name: "Harbor" }]);
    const { items: cards } = await copy.get(`/projects/${projectId}/tasks?limit=200`, Tasks);
    // Those of the moment: a beginning of what was written, without a gap.
    const numbers = cards.map(({ title }) => Number(title.slice(5))).sort((left, right) => left - right);
    expect(numbers).toEqual(numbers.map((_, index) => index));
    const settings = await copy.get("/settings", z.object({ budgets: z.object({ runUsd: z.number() }) }));
    expect(settings.budgets.runUsd).toBe(7.5);
    const audit = await onConsole(second.home, "audit-verify", []);
    expect(audit).toMatchObject({ code: 0, said: expect.stringContaining("Whole:") });

    const workspaceOf = (project: unknown) =>
      z.object({ workspace: z.object({ state: z.string() }).nullable() }).parse(project).workspace?.state;
    await expect
      .poll(async () => workspaceOf(await copy.get(`/projects/${projectId}`, z.unknown())), {
        timeout: 60_000,
      })
      .not.toMatch(/^(running|removed|removing)$/);
    // The one on the first machine is its own.
    expect(workspaceOf(await api.get(`/projects/${projectId}`, z.unknown()))).toBe("running");
  } finally {
    await second?.stop();
    await first.stop();
  }
});

test("a server that is killed while it backs up leaves no backup that only looks whole, and makes it after all", async () => {
  test.setTimeout(240_000);
  const lockkeeper = await startLockkeeper();
  try {
    const api = rest(lockkeeper, await setUp(lockkeeper));
    const started = z.object({ backup: z.object({ id: z.string() }) });
    const { backup } = started.parse(await api.send("POST", "/installation-backups"));
    await lockkeeper.kill();
    await lockkeeper.restart();
    await expect
      .poll(
        async () =>
          (await api.get("/installation-backups", Backups)).items.find(({ id }) => id === backup.id)?.state,
        { timeout: 120_000 },
      )
      .toBe("ready");
    const { items } = await api.get("/installation-backups", Backups);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ verifiedAt: expect.any(String), isHere: true });
  } finally {
    await lockkeeper.stop();
  }
});
