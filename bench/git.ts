import { execFile } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { getStatus } from "#lib/providers/workspaced/git.ts";
import { cleanEnvironment } from "#workspaced/environment.ts";
import { startTestWorkspace } from "#workspaced/test-workspace.ts";
import { type Figure, median } from "./figures.ts";

const folders = 1000;
const filesPerFolder = 100;
const samplesPerRound = 5;
const run = promisify(execFile);

/**
 * The status of a tree of 100,000 files, asked of workspaced over HTTP and read to its end, beside git itself with its untracked
 * cache on an index of its own; then the status that comes first after something was staged, when ours is read anew.
 */
export async function measureGit(_product: unknown, _running: unknown, rounds: number): Promise<Figure[]> {
  const { folder, outside, address, close } = await startTestWorkspace();
  const index = join(outside, "floor-index");
  const git = (args: readonly string[], env: Record<string, string> = {}) =>
    run("git", args, { cwd: folder, env: cleanEnvironment(env), maxBuffer: 1e9, timeout: 600_000 });
  const floor = () =>
    git(
      [
        ...["-c", "core.untrackedCache=true", "-c", "status.showUntrackedFiles=all"],
        ...["status", "--porcelain=v2", "-z", "--branch", "--untracked-files=all"],
      ],
      { GIT_INDEX_FILE: index },
    );
  const ours = () => getStatus(address);
  try {
    await makeTree(folder);
    await git(["init", "--quiet"]);
    // So many loose objects would have it tidy up behind our back.
    await git(["config", "gc.auto", "0"]);
    await git(["add", "--all"]);
    await git([
      "-c",
      "user.name=Bench",
      "-c",
      "user.email=bench@localhost",
      "commit",
      "--quiet",
      "-m",
      "all",
    ]);
    await copyFile(join(folder, ".git", "index"), index);
    await writeFile(join(folder, "folder-1", "file-1.txt"), "changed\n");
    await writeFile(join(folder, "folder-2", "untracked.txt"), "new\n");
    // Twice each: the first fills the caches, the second is the first that uses them.
    for (let warm = 0; warm < 2; warm += 1) for (const one of [floor, ours]) await one();
    const times = { floor: [] as number[], ours: [] as number[], first: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      for (let sample = 0; sample < samplesPerRound; sample += 1) {
        times.floor.push(await timeOf(floor));
        times.ours.push(await timeOf(ours));
      }
      await git(["add", "--intent-to-add", "folder-2/untracked.txt"]);
      await git(["reset", "--quiet"]);
      times.first.push(await timeOf(ours));
      await ours();
    }
    const figure = { unit: "ms" as const, floor: median(times.floor) };
    return [
      { ...figure, id: "F3", what: "Git status, 100,000 files", value: median(times.ours), goal: "≤ 1.3×" },
      {
        ...figure,
        id: "F3",
        what: "Git status, the first after a change of the index",
        value: median(times.first),
        goal: "–",
      },
    ];
  } finally {
    await close();
  }
}

async function makeTree(folder: string): Promise<void> {
  for (let at = 0; at < folders; at += 1) {
    const path = join(folder, `folder-${at}`);
    await mkdir(path);
    const names = Array.from({ length: filesPerFolder }, (_, file) => join(path, `file-${file}.txt`));
    await Promise.all(names.map((name) => writeFile(name, `${name}\n`)));
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
