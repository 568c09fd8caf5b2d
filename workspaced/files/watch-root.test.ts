import { once } from "node:events";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  realpath,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { WatchChange } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { startTestWorkspace } from "../test-workspace.ts";
import { noteOpened } from "./opened-folders.ts";
import { type Watching, watchRoot } from "./watch-root.ts";

let outside: string;
let root: Root;
let count = 0;
let changes: WatchChange[];
const paths = () => changes.flatMap((change) => change.paths);
const waiting = { timeout: 15_000 };

beforeAll(async () => {
  outside = await realpath(await mkdtemp(join(tmpdir(), "lk-watch-")));
});
afterAll(() => rm(outside, { recursive: true, force: true }));
beforeEach(async () => {
  count += 1;
  root = { name: "workspace", path: join(outside, `root-${count}`) };
  await mkdir(join(root.path, "src/deep"), { recursive: true });
  changes = [];
});

const at = (path: string) => join(root.path, path);
const watch = (limits?: { foldersMax: number }): Promise<Watching> =>
  watchRoot(root, (change) => changes.push(change), limits);

test("a folder that moves is followed under its new name, and its old name is a new folder's", async () => {
  const { coverage, stop } = await watch();
  expect(coverage).toEqual({ isWhole: true, foldersCount: 3, problem: null });
  await rename(at("src"), at("lib"));
  await expect.poll(paths, waiting).toContain("lib/deep");
  await writeFile(at("lib/deep/file"), "1");
  await expect.poll(paths, waiting).toContain("lib/deep/file");
  expect(paths()).not.toContain("src/deep/file");
  await mkdir(at("src/deep"), { recursive: true });
  await expect.poll(paths, waiting).toContain("src/deep");
  await writeFile(at("src/deep/again"), "1");
  await expect.poll(paths, waiting).toContain("src/deep/again");
  stop();
});

test("of thousands at once only that there were many is told, and what came with them is followed", async () => {
  const { stop } = await watch();
  await mkdir(at("many/below"), { recursive: true });
  await Promise.all(Array.from({ length: 3000 }, (_, index) => writeFile(at(`many/${index}`), "")));
  await expect.poll(() => changes.some(({ isOverflow }) => isOverflow), waiting).toBe(true);
  expect(Math.max(...changes.map((change) => change.paths.length))).toBeLessThanOrEqual(500);
  await writeFile(at("many/below/last"), "1");
  await expect
    .poll(() => paths().includes("many/below/last") || changes.at(-1)?.isOverflow, waiting)
    .toBe(true);
  stop();
});

test("node_modules is followed only where it is open, and then no deeper", async () => {
  await mkdir(at("node_modules/pkg/lib"), { recursive: true });
  const { stop } = await watch();
  noteOpened(root.path, "node_modules/pkg");
  const touch = async () => {
    await writeFile(at("node_modules/pkg/lib/closed"), "1");
    await writeFile(at("node_modules/pkg/seen"), String(Math.random()));
    return paths();
  };
  await expect.poll(touch, { ...waiting, interval: 100 }).toContain("node_modules/pkg/seen");
  expect(paths()).not.toContain("node_modules/pkg/lib/closed");
  stop();
});

test("beyond its limit it says how much it follows, and looks at open folders by itself", async () => {
  for (const name of ["a", "b", "c"]) await mkdir(at(`src/${name}/leaf`), { recursive: true });
  const { coverage, stop } = await watch({ foldersMax: 3 });
  expect(coverage).toMatchObject({ isWhole: false, foldersCount: 3 });
  expect(coverage.problem).toMatch(/^Only 3 folders are followed live.*every 2 s/);
  noteOpened(root.path, "src/c/leaf");
  const touch = async () => {
    await writeFile(at("src/c/leaf/polled"), String(Math.random()));
    return paths();
  };
  await expect.poll(touch, { ...waiting, interval: 1000 }).toContain("src/c/leaf/polled");
  stop();
});

test("a limit that is met later is told, and that it holds no more once there is room", async () => {
  const { coverage, stop } = await watch({ foldersMax: 4 });
  expect(coverage.isWhole).toBe(true);
  const lastCoverage = () => changes.findLast((change) => change.coverage)?.coverage?.isWhole;
  for (const name of ["x", "y", "z"]) await mkdir(at(`${name}/below`), { recursive: true });
  await expect.poll(lastCoverage, waiting).toBe(false);
  for (const name of ["x", "y", "z"]) await rm(at(name), { recursive: true });
  await expect.poll(lastCoverage, waiting).toBe(true);
  await mkdir(at("again"));
  await expect.poll(paths, waiting).toContain("again");
  await writeFile(at("again/file"), "1");
  await expect.poll(paths, waiting).toContain("again/file");
  stop();
});

test("a commit is told without a path; a link that leads outside is not followed", async () => {
  await mkdir(at(".git"));
  await mkdir(join(outside, "elsewhere"), { recursive: true });
  const { stop } = await watch();
  await symlink(join(outside, "elsewhere"), at("out"));
  await expect.poll(paths, waiting).toContain("out");
  await writeFile(join(outside, "elsewhere/secret-name"), "1");
  await writeFile(at(".git/HEAD"), "ref: refs/heads/other\n");
  await expect.poll(() => changes.some(({ isGitChanged }) => isGitChanged), waiting).toBe(true);
  expect(paths().filter((path) => path.includes("secret-name") || path.includes(".git"))).toEqual([]);
  stop();
});

/** How many folders this process follows, from what the kernel knows of it. */
async function followedFolders(): Promise<number> {
  let followed = 0;
  for (const fd of await readdir("/proc/self/fd")) {
    const target = await readlink(`/proc/self/fd/${fd}`).catch(() => "");
    if (!target.includes("inotify")) continue;
    followed += (await readFile(`/proc/self/fdinfo/${fd}`, "utf8")).match(/^inotify wd:/gm)?.length ?? 0;
  }
  return followed;
}

test("who leaves before everything is followed leaves nothing behind", async (context) => {
  if (process.platform !== "linux") return context.skip("only Linux says what is followed");
  const workspace = await startTestWorkspace({ terminals: "pty" });
  try {
    const before = await followedFolders();
    for (let index = 0; index < 400; index += 1) await mkdir(join(workspace.folder, `folder-${index}`));
    const { baseUrl, token } = workspace.address;
    const visit = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const request = get(`${baseUrl}/files/watch?root=workspace`, { headers });
      const [response] = (await once(request, "response")) as [IncomingMessage];
      return response;
    };
    for (let visits = 0; visits < 3; visits += 1) (await visit()).destroy();
    const stayed = await visit();
    const [ready] = (await once(stayed, "data")) as [Buffer];
    expect(ready.toString()).toContain("event: ready");
    stayed.destroy();
    await expect.poll(followedFolders, waiting).toBe(before);
  } finally {
    await workspace.close();
  }
});
