import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { cleanEnvironment } from "../environment.ts";

const run = promisify(execFile);

export const alice = { name: "Alice", email: "alice@example.test" };
export const agent = { name: "Agent of #12", email: "agent@example.test" };

/** For tests: git as a person in a terminal would run it. Answers standard output without its last line break. */
export async function gitIn(cwd: string, ...args: string[]): Promise<string> {
  const env = cleanEnvironment({
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_AUTHOR_NAME: "Somebody",
    GIT_AUTHOR_EMAIL: "somebody@example.test",
    GIT_COMMITTER_NAME: "Somebody",
    GIT_COMMITTER_EMAIL: "somebody@example.test",
  });
  const { stdout } = await run("git", ["-c", "init.defaultBranch=main", ...args], {
    cwd,
    env,
    maxBuffer: 1e8,
  });
  return stdout.replace(/\n$/, "");
}

export async function writeFiles(folder: string, files: Record<string, string | Uint8Array>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** Writes the files and commits all there is; answers the commit. */
export async function commitFiles(
  folder: string,
  files: Record<string, string | Uint8Array>,
  message = "change",
): Promise<string> {
  await writeFiles(folder, files);
  await gitIn(folder, "add", "--all");
  await gitIn(folder, "commit", "--quiet", "--message", message);
  return gitIn(folder, "rev-parse", "HEAD");
}

/** A repository with one commit on main. */
export async function makeRepository(
  folder: string,
  files: Record<string, string | Uint8Array>,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  await gitIn(folder, "init", "--quiet");
  return commitFiles(folder, files, "first");
}
