import { execFile } from "node:child_process";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { type BrowserContext, chromium, type Page } from "@playwright/test";
import { z } from "zod";
import { installationSettings } from "#drizzle/schema/spending.ts";
import { type BareOrigin, bareOrigin } from "#e2e/fixtures/bare-origin.ts";
import { inDatabaseOf } from "#e2e/fixtures/database-of.ts";
import { dockerGround, hasDocker } from "#e2e/fixtures/docker-workspaces.ts";
import {
  killMatrixScript,
  lastWordsOf,
  type Phase,
  phases,
  titleOf,
} from "#e2e/fixtures/kill-matrix/script.ts";
import { settle } from "#e2e/fixtures/kill-matrix/settle.ts";
import { type Stage, stageIn } from "#e2e/fixtures/kill-matrix/stage.ts";
import { newProject } from "#e2e/fixtures/new-project.ts";
import { planted } from "#e2e/fixtures/planted.ts";
import { type Rest, rest } from "#e2e/fixtures/rest.ts";
import { type ScriptedModel, startScriptedModel } from "#e2e/fixtures/scripted-model.ts";
import { type SplitLockkeeper, startSplitLockkeeper } from "#e2e/fixtures/split-lockkeeper.ts";
import { expect, test } from "#e2e/fixtures/test.ts";
import { ProjectView } from "#lib/modules/projects/schema.ts";

/**
 * Each row kills one thing while five runs stand in five phases, and each run has to come to its end with a true card, a
 * transcript that is whole and single, and no way on that leads nowhere. The matrix is printed at the end.
 */
test.describe.configure({ timeout: 420_000 });

const run = promisify(execFile);
const matrix = new Map<string, Map<Phase, string>>();

let origin: BareOrigin;
let product: SplitLockkeeper;
let model: ScriptedModel;
let api: Rest;
let key: string;
let cookies: Awaited<ReturnType<BrowserContext["storageState"]>>;
let local: Stage;
let workspaceId: string;
/** Models that were held go on. */
let strike: () => void;
let struck: Promise<void>;

const untilStruck = () => {
  struck = new Promise((resolve) => {
    strike = resolve;
  });
};

test.beforeAll(async ({ playwright }) => {
  test.setTimeout(240_000);
  untilStruck();
  origin = await bareOrigin();
  model = await startScriptedModel({ script: killMatrixScript(() => struck) });
  product = await startSplitLockkeeper(hasDocker ? (await dockerGround()).env : {});
  const { whole } = product;
  const request = await playwright.request.newContext({ baseURL: whole.url });
  const token = new URL(whole.setupLink).searchParams.get("token");
  const made = await request.post("/api/setup", {
    data: { token, name: "Olivia Owner", email: "olivia@example.org" },
  });
  ({ key } = z.object({ key: z.string() }).parse(await made.json()));
  cookies = await request.storageState();
  await request.dispose();
  api = rest(whole, key);
  const provider = { apiKey: planted("sk-journey"), baseUrl: model.baseUrl, models: ["scripted"] };
  await api.send("POST", "/providers/custom/configure", { ...provider, isDefault: true });
  const value = { parallelMax: 10, parallelPerProjectMax: 10 };
  await inDatabaseOf(whole, (orm) => orm.insert(installationSettings).values({ key: "runs", value }));
  const source = { type: "git", url: origin.path } as const;
  const projectId = await newProject(whole, { key }, { name: "Breakwater", source, runtime: "local" });
  workspaceId = await workspaceOf(projectId);
  const repository = join(folderOf(), "files");
  const inside = async (program = "", ...args: string[]) =>
    (await run(program, args, { cwd: repository, timeout: 20_000 })).stdout;
  local = await stageIn({ api, projectId, inside, repository });
});

test.afterAll(async () => {
  process.stdout.write(`\n${printed()}\n`);
  strike?.();
  await product?.stop();
  await model?.close();
  await origin?.remove();
});

async function workspaceOf(projectId: string): Promise<string> {
  const { workspace } = await api.get(`/projects/${projectId}`, ProjectView);
  if (!workspace) throw new Error("The project has no workspace.");
  return workspace.id;
}

const folderOf = () => join(product.whole.home, "workspaces", workspaceId);

/** Brings runs into their phases, lets the fault happen, and takes each to its end. */
async function row(
  name: string,
  stage: Stage,
  fault: (tasks: ReadonlyMap<Phase, string>) => Promise<void>,
  { columns = phases }: { columns?: readonly Phase[] } = {},
): Promise<void> {
  untilStruck();
  const tasks = new Map<Phase, string>();
  const early = columns.filter((phase) => phase !== "starting");
  await Promise.all(early.map(async (phase) => tasks.set(phase, await stage.bring(phase, name))));
  const merging = tasks.get("merging");
  if (merging) await stage.merge(merging);
  // Last: what starts does not stay so for long.
  tasks.set("starting", await stage.bring("starting", name));
  await fault(tasks);
  strike();
  await stage.open();
  const cells = new Map<Phase, string>();
  matrix.set(name, cells);
  await Promise.all(
    [...tasks].map(async ([phase, taskId]) => {
      cells.set(phase, "LOST");
      cells.set(phase, await settle({ stage, taskId, phase, row: name }));
    }),
  );
}

test("the server, killed in any phase of a run, is followed by the next one", async () => {
  await row("server", local, async () => {
    await product.server.kill();
    await product.server.start();
  });
});

test("the worker, killed in any phase of a run, is followed by the next one", async () => {
  await row("worker", local, async () => {
    await product.worker.kill();
    await product.worker.start();
  });
});

const Process = z.object({ pid: z.number() });
const readPid = async (path: string) => Process.parse(JSON.parse(await readFile(path, "utf8"))).pid;

test("workspaced, killed in any phase of a run, comes back, and agents that outlived it are followed on", async () => {
  await row("workspaced", local, async () => {
    process.kill(await readPid(join(folderOf(), "process.json")), "SIGKILL");
  });
});

const AgentState = z.object({ server: Process.nullable() });

test("an agent's server, killed in any phase of its run, leaves a run that can be continued", async () => {
  const columns = phases.filter((phase) => phase !== "merging");
  await row(
    "OpenCode",
    local,
    async (tasks) => {
      for (const taskId of tasks.values()) {
        const { currentRun } = await local.read(taskId);
        const path = join(folderOf(), "state", "agents", currentRun?.id ?? "", "state.json");
        const pid = async () =>
          AgentState.parse(JSON.parse(await readFile(path, "utf8"))).server?.pid ?? null;
        await expect.poll(() => access(path).then(pid, () => null), { intervals: [20] }).not.toBeNull();
        process.kill((await pid()) ?? 0, "SIGKILL");
      }
    },
    { columns },
  );
  matrix.get("OpenCode")?.set("merging", "none runs then");
});

test("PostgreSQL, killed in any phase of a run, comes back, and nothing was lost or told twice", async () => {
  await row("PostgreSQL", local, async () => product.database.kill());
});

/** A browser of its own process, with a page for each of the runs. */
async function watchRuns(launchOptions: object, tasks: ReadonlyMap<Phase, string>) {
  const server = await chromium.launchServer(launchOptions);
  const browser = await chromium.connect(server.wsEndpoint());
  const context = await browser.newContext({ baseURL: product.whole.url, storageState: cookies });
  const pages = new Map<Phase, Page>();
  for (const [phase, taskId] of tasks) {
    const page = await context.newPage();
    await page.goto(`/projects/${local.projectId}/board/${(await local.read(taskId)).number}`);
    await expect(page.getByText(titleOf(phase, "browser")).first()).toBeVisible();
    pages.set(phase, page);
  }
  return { pages, server };
}

test("a browser, killed in any phase of a run, changes nothing, and the next one shows all of it once", async ({
  launchOptions,
}) => {
  let watched: ReadonlyMap<Phase, string> = new Map();
  await row("browser", local, async (tasks) => {
    watched = tasks;
    const { pages, server } = await watchRuns(launchOptions, tasks);
    await expect.poll(() => pages.get("streaming")?.getByText("Wave 5.").count()).toBe(1);
    await server.kill();
  });
  const { pages, server } = await watchRuns(launchOptions, watched);
  for (const [phase, page] of pages) {
    const conversation = page.getByRole("log", { name: "Conversation" });
    await expect(conversation.getByText(lastWordsOf(phase, "browser"), { exact: true })).toHaveCount(1);
    await expect(conversation.getByText(titleOf(phase, "browser"), { exact: true })).toHaveCount(1);
  }
  await server.close();
});

test("a container, killed in any phase of a run, comes back with its files, and runs can be continued", async () => {
  test.skip(!hasDocker, "This machine has no Docker; name its socket in TEST_DOCKER_SOCKET.");
  const docker = await dockerGround();
  const { whole } = product;
  try {
    const source = { type: "empty" } as const;
    const projectId = await newProject(whole, { key }, { name: "Walled", source, runtime: "docker" });
    const id = await workspaceOf(projectId);
    const inside = async (...args: string[]) => {
      // An exec says nothing of how its program ended; this one does.
      const said = await docker.inside(id, "sh", "-c", '"$@" && echo :ended well', "sh", ...args);
      if (!said.endsWith(":ended well")) throw new Error(said);
      return said;
    };
    const stage = await stageIn({ api, projectId, inside, repository: "/workspace/walled" });
    await row("container", stage, () => docker.kill(id));
  } finally {
    // While they live they make again what goes.
    await product.worker.kill();
    await product.server.kill();
    await docker.clear(whole.home);
  }
});

/** One line for each thing that was killed, one column for each phase. */
function printed(): string {
  if (!hasDocker) matrix.set("container", new Map(phases.map((phase) => [phase, "skipped: no Docker"])));
  const rows = [...matrix].map(([name, cells]) => [name, ...phases.map((phase) => cells.get(phase) ?? "–")]);
  const all = [["killed", ...phases], ...rows];
  const widths = all[0]?.map((_, at) => Math.max(...all.map((cells) => cells[at]?.length ?? 0))) ?? [];
  return all
    .map((cells) =>
      cells
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
