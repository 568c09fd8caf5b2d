import { spawn } from "node:child_process";
import { once } from "node:events";
import { lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  deletePath,
  duplicatePath,
  emptyTrash,
  listTrash,
  listTree,
  makeFolder,
  movePath,
  openArchive,
  openContent,
  readInfo,
  restorePath,
  writeContent,
} from "#lib/providers/workspaced/files.ts";
import { appendUpload, finishUpload, startUpload } from "#lib/providers/workspaced/uploads.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

/** What lies outside; the link's folder bears the same names as the folder it is swapped for. */
const secret = "the-secret-that-stays-outside";
let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let outside: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address } = workspace);
  outside = join(workspace.outside, "secrets");
  const at = (name: string) => join(workspace.folder, name);
  await mkdir(join(outside, "deep"), { recursive: true });
  for (const path of ["key", "deep/key"]) await writeFile(join(outside, path), secret);
  await mkdir(at("swap/deep"), { recursive: true });
  for (const path of ["swap/key", "swap/deep/key", "swap-file"]) await writeFile(at(path), "inside");
  await symlink("../secrets", at("evil"));
  await symlink("../secrets/key", at("evil-file"));
});
afterAll(() => workspace.close());

const seen = new Set<string>();
const outcomes = new Map<string, number>();
let turn = 0;

async function readAll(stream: Promise<NodeJS.ReadableStream>): Promise<void> {
  seen.add(await text(await stream));
}

const upload = async (path: string) => {
  const { uploadId } = await startUpload(address, { root: "workspace", path, ifMatch: "*" });
  await appendUpload(address, { uploadId, offset: 0, body: Buffer.from("inside") });
  await finishUpload(address, { uploadId });
};
const deleteAndRestore = async (path: string) => {
  const { trashId } = await deletePath(address, { path });
  await restorePath(address, { trashId, to: `swap/back-${turn}` });
};

/** Every verb that takes a path, on what is swapped: the folder above, the last part, and both ends of a move. */
const verbs: Record<string, () => Promise<unknown>> = {
  read: () => readAll(openContent(address, { path: "swap/key" })),
  "read the last part": () => readAll(openContent(address, { path: "swap-file" })),
  archive: () => readAll(openArchive(address, { paths: ["swap", "swap-file"] })),
  info: async () => seen.add(String((await readInfo(address, { path: "swap/key" })).sizeBytes)),
  tree: () => listTree(address, { path: "swap" }, { maxDepth: 3 }),
  write: () => writeContent(address, { path: "swap/key" }, Buffer.from("inside"), { ifMatch: "*" }),
  "write the last part": () =>
    writeContent(address, { path: "swap-file" }, Buffer.from("inside"), { ifMatch: "*" }),
  plant: () => writeContent(address, { path: `swap/planted-${turn}` }, Buffer.from("x"), { ifMatch: "*" }),
  mkdir: () => makeFolder(address, { path: `swap/made-${turn}/below` }),
  upload: () => upload(`swap/up-${turn}/file`),
  "move in": async () => {
    await writeContent(address, { path: `in-${turn}` }, Buffer.from("x"), {});
    await movePath(address, { from: `in-${turn}`, to: `swap/in-${turn}` });
  },
  "move out": () => movePath(address, { from: "swap/deep", to: `deep-${turn}` }),
  duplicate: async () => {
    const { path } = await duplicatePath(address, { path: "swap", to: `copy-${turn}` });
    // A link is copied as one, and read here it would lead out; what matters is what a copied folder holds.
    const copy = join(workspace.folder, path);
    if ((await lstat(copy)).isDirectory())
      seen.add(await readFile(join(copy, "key"), "utf8").catch(() => ""));
  },
  "duplicate in": () => duplicatePath(address, { path: "swap-file", to: `swap/copy-${turn}` }),
  delete: () => deleteAndRestore("swap/deep"),
  "delete the last part": () => deletePath(address, { path: "swap/key" }),
  empty: async () => {
    const { items } = await listTrash(address);
    await emptyTrash(
      address,
      items.map(({ trashId }) => trashId),
    );
  },
};

test("while a process swaps folders for links thousands of times, no verb reads, writes or deletes outside", async () => {
  const racer = spawn(process.execPath, [join(import.meta.dirname, "fixtures/racer.ts"), workspace.folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const output = text(racer.stdout);
  const ended = once(racer, "close");
  const begin = Date.now();
  // Without both kinds of outcome the race was not run; a busy machine takes longer to see them.
  const wasRun = () =>
    turn > 10 && (outcomes.get("done") ?? 0) > 50 && (outcomes.get("refused 400") ?? 0) > 50;
  try {
    while (Date.now() - begin < 4000 || (!wasRun() && Date.now() - begin < 40_000)) {
      turn += 1;
      const count = (name: string) => outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
      await Promise.all(
        Object.entries(verbs).map(([verb, act]) =>
          act().then(
            () => count("done"),
            (error: { status?: number }) => {
              expect([400, 404, 409], `${verb}: ${error}`).toContain(error.status);
              count(`refused ${error.status}`);
            },
          ),
        ),
      );
    }
  } finally {
    racer.stdin.end();
    await ended;
  }
  expect(wasRun(), JSON.stringify([...outcomes, turn])).toBe(true);
  expect(Number((await output).split("\n").at(-2))).toBeGreaterThan(2000);
  expect([...seen].filter((one) => one.includes(secret) || one === String(secret.length))).toEqual([]);
  expect((await readdir(outside, { recursive: true })).toSorted()).toEqual(["deep", "deep/key", "key"]);
  for (const path of ["key", "deep/key"]) expect(await readFile(join(outside, path), "utf8")).toBe(secret);
  expect((await stat(outside)).isDirectory()).toBe(true);
}, 60_000);
