import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { invalid } from "../errors.ts";
import type { DiffAnswer, DiffQuery } from "../protocol/git.ts";
import { unlessMissing } from "../unless-missing.ts";
import { gitFailure } from "./failure.ts";
import { createDiffParser, type DiffLimits } from "./parse-diff.ts";
import { emptyTree, findCommit, gitPath, mergeBase, requireCommit } from "./repository.ts";
import { type GitContext, git, runGit } from "./run-git.ts";

const limits: DiffLimits = {
  filesMax: 3000,
  patchBytesMax: 256 * 1024,
  totalBytesMax: 16 * 1024 * 1024,
};
const deadlineMs = 120_000;

/** What changed, by file, with patches; `DiffQuery` says what is compared with what. */
export async function readDiff(
  context: GitContext,
  cwd: string,
  query: Omit<DiffQuery, "root">,
  signal?: AbortSignal,
): Promise<DiffAnswer> {
  const { base, head, staged, path } = query;
  if (head !== undefined && base === undefined) throw invalid("base", "is needed where head is given");
  if (staged !== undefined && base !== undefined) throw invalid("staged", "cannot stand with base");
  if (base !== undefined && head !== undefined) {
    const headCommit = await requireCommit(context, cwd, head);
    const baseCommit = await startOf(context, cwd, base, headCommit);
    return compare(context, cwd, {
      base: baseCommit,
      head: headCommit,
      args: [baseCommit, headCommit],
      path,
      signal,
    });
  }
  const current = await findCommit(context, cwd, "HEAD");
  const tree = current ?? (await emptyTree(context, cwd));
  if (staged === true)
    return compare(context, cwd, { base: current, args: ["--cached", tree], path, signal });
  const from = base === undefined ? current : await startOf(context, cwd, base, current);
  const args = staged === false ? [] : [from ?? tree];
  return withUntracked(context, cwd, signal, (env) =>
    compare(context, cwd, { base: from, args, path, signal, env }),
  );
}

/** Where the two parted, so that what came to the base since then is not shown as taken away. */
async function startOf(context: GitContext, cwd: string, base: string, head: string | null): Promise<string> {
  const commit = await requireCommit(context, cwd, base);
  return (head === null ? null : await mergeBase(context, cwd, commit, head)) ?? commit;
}

interface Comparison {
  base: string | null;
  head?: string;
  args: string[];
  path?: string | undefined;
  env?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

const format = ["--raw", "--patch", "-z", "--no-abbrev", "--find-renames", "--no-color", "--no-ext-diff"];
const fixed = ["--no-textconv", "--src-prefix=a/", "--dst-prefix=b/", "--unified=3", "--submodule=short"];

async function compare(context: GitContext, cwd: string, comparison: Comparison): Promise<DiffAnswer> {
  const { base, head, args, path, env = {}, signal } = comparison;
  const parser = createDiffParser(limits);
  const paths = path === undefined ? [] : [path];
  const result = await runGit(context, cwd, ["diff", ...format, ...fixed, ...args, "--", ...paths], {
    env,
    signal,
    deadlineMs,
    onStdout: (chunk) => parser.write(chunk),
  });
  if (result.code !== 0) throw gitFailure(result);
  return { base, head: head ?? null, ...parser.end() };
}

/**
 * Runs `work` with an index of its own, in which untracked files are announced: git then shows them as added and finds
 * renames among them, and nobody's index is touched.
 */
async function withUntracked<Result>(
  context: GitContext,
  cwd: string,
  signal: AbortSignal | undefined,
  work: (env: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  const folder = join(context.config.stateDir, "indexes");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const index = join(folder, randomUUID());
  const env = { GIT_INDEX_FILE: index };
  try {
    const source = await gitPath(context, cwd, "index");
    // A repository in which nothing was ever staged has none.
    await unlessMissing(copyFile(source, index, constants.COPYFILE_FICLONE));
    const others = await git(context, cwd, ["ls-files", "--others", "--exclude-standard", "-z"], { signal });
    // A nested repository ends with a slash; git would take it for a submodule.
    const untracked = others.split("\0").filter((path) => path !== "" && !path.endsWith("/"));
    if (untracked.length > 0) {
      const args = [
        "add",
        "--intent-to-add",
        "--ignore-errors",
        "--pathspec-from-file=-",
        "--pathspec-file-nul",
      ];
      await runGit(context, cwd, args, { env, stdin: untracked.join("\0"), signal });
    }
    return await work(env);
  } finally {
    await rm(index, { force: true });
    await rm(`${index}.lock`, { force: true });
  }
}
