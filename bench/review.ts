import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { getDiff } from "#lib/providers/workspaced/git.ts";
import { cleanEnvironment } from "#workspaced/environment.ts";
import { startTestWorkspace } from "#workspaced/test-workspace.ts";
import { type Figure, median } from "./figures.ts";

const folders = 50;
const filesPerFolder = 100;
const linesPerFile = 40;
const run = promisify(execFile);

/**
 * The changes of a run in 5,000 files: their list, with the digest of each, beside git's own patch of them all; and the one
 * file that comes into sight, beside git's own patch of it.
 */
export async function measureReview(_product: unknown, _running: unknown, rounds: number): Promise<Figure[]> {
  const { folder, address, close } = await startTestWorkspace();
  const git = async (...args: readonly string[]) =>
    run("git", ["-c", "gc.auto=0", "-c", "user.name=Bench", "-c", "user.email=bench@localhost", ...args], {
      cwd: folder,
      env: cleanEnvironment(),
      maxBuffer: 1e9,
      timeout: 600_000,
    });
  const path = "folder-7/file-7.txt";
  try {
    await git("init", "--quiet");
    await writeTree(folder, "before");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "before");
    const base = (await git("rev-parse", "HEAD")).stdout.trim();
    await writeTree(folder, "after");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "after");
    const work = {
      listFloor: () => git("diff", "--raw", "--patch", "--find-renames", base),
      list: () => getDiff(address, { base, list: true }),
      fileFloor: () => git("diff", "--patch", base, "--", path),
      file: () => getDiff(address, { base, path }),
    };
    const times = { listFloor: [], list: [], fileFloor: [], file: [] } as Record<keyof typeof work, number[]>;
    for (let round = 0; round <= rounds; round += 1) {
      for (const name of ["listFloor", "list", "fileFloor", "file"] as const) {
        const startMs = performance.now();
        await work[name]();
        // The first fills the caches.
        if (round > 0) times[name].push(performance.now() - startMs);
      }
    }
    return [
      {
        id: "V1",
        what: "Review: list of 5,000 changed files",
        unit: "ms",
        value: median(times.list),
        floor: median(times.listFloor),
        goal: "≤ 3×",
      },
      {
        id: "V2",
        what: "Review: one file of them",
        unit: "ms",
        value: median(times.file),
        floor: median(times.fileFloor),
        goal: "–",
      },
    ];
  } finally {
    await close();
  }
}

async function writeTree(folder: string, word: string): Promise<void> {
  for (let at = 0; at < folders; at += 1) {
    const path = join(folder, `folder-${at}`);
    await mkdir(path, { recursive: true });
    await Promise.all(
      Array.from({ length: filesPerFolder }, (_, file) => {
        const lines = Array.from({ length: linesPerFile }, (_one, line) =>
          line % 10 === 0 ? `${word} ${file} ${line}` : `line ${line}`,
        );
        return writeFile(join(path, `file-${file}.txt`), `${lines.join("\n")}\n`);
      }),
    );
  }
}
