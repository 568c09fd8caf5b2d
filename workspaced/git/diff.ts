import { invalid } from "../errors.ts";
import type { DiffAnswer, DiffFile, DiffQuery } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { gitFailure } from "./failure.ts";
import { withOwnIndex } from "./own-index.ts";
import { createDiffParser, type DiffLimits } from "./parse-diff.ts";
import { isPlain, pathList, pathsIn } from "./path-bytes.ts";
import { emptyTree, findCommit, mergeBase, requireCommit } from "./repository.ts";
import { type GitContext, pathsFromInput, runGit } from "./run-git.ts";
import { submodules } from "./status.ts";

const limits: DiffLimits = {
  filesMax: 3000,
  patchBytesMax: 256 * 1024,
  totalBytesMax: 16 * 1024 * 1024,
};
const listLimits: DiffLimits = { ...limits, filesMax: 20_000, isList: true };
const deadlineMs = gitDeadlines.read.gitMs;

/** What changed, by file, with patches; `DiffQuery` says what is compared with what. */
export async function readDiff(
  context: GitContext,
  cwd: string,
  query: Omit<DiffQuery, "root">,
  signal?: AbortSignal,
): Promise<DiffAnswer> {
  const { base, head, staged, commit } = query;
  if (head !== undefined && base === undefined) throw invalid("base", "is needed where head is given");
  if (staged !== undefined && base !== undefined) throw invalid("staged", "cannot stand with base");
  if (commit !== undefined && (base !== undefined || staged !== undefined)) {
    throw invalid("commit", "cannot stand with base or staged");
  }
  const shown = { query, signal };
  if (commit !== undefined) {
    const parent = await findCommit(context, cwd, `${commit}^`);
    const args = [parent ?? (await emptyTree(context, cwd)), await requireCommit(context, cwd, commit)];
    return compare(context, cwd, { base: parent, head: commit, args, ...shown });
  }
  if (base !== undefined && head !== undefined) {
    const headCommit = await requireCommit(context, cwd, head);
    const baseCommit = await startOf(context, cwd, base, headCommit);
    return compare(context, cwd, {
      base: baseCommit,
      head: headCommit,
      args: [baseCommit, headCommit],
      ...shown,
    });
  }
  const current = await findCommit(context, cwd, "HEAD");
  const tree = current ?? (await emptyTree(context, cwd));
  if (staged === true) return compare(context, cwd, { base: current, args: ["--cached", tree], ...shown });
  const from = base === undefined ? current : await startOf(context, cwd, base, current);
  const args = staged === false ? [] : [from ?? tree];
  const paths = [query.path, query.oldPath].filter((one) => one !== undefined);
  return withUntracked(context, cwd, { paths, signal }, (env) =>
    compare(context, cwd, { base: from, args, env, ...shown }),
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
  query: Omit<DiffQuery, "root">;
  env?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

const format = ["--raw", "-z", "--no-abbrev"];
/** How every patch is written, for eyes and for `git apply`. */
export const patchFormat = [
  "--patch",
  "--find-renames",
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--src-prefix=a/",
  "--dst-prefix=b/",
  "--unified=3",
  "--inter-hunk-context=0",
  "--submodule=short",
  submodules,
];

async function compare(context: GitContext, cwd: string, comparison: Comparison): Promise<DiffAnswer> {
  const { base, head, args, query, env = {}, signal } = comparison;
  const { path, oldPath, ignoreSpace = false, staged, list = false } = query;
  const parser = createDiffParser(list ? listLimits : limits);
  const wanted = [path, oldPath].filter((one) => one !== undefined);
  const paths = pathspec(wanted);
  const space = ignoreSpace ? ["--ignore-all-space"] : [];
  // Whole ids: a shortened one grows with the repository, and a digest would change with it.
  const names = list ? ["--full-index"] : [];
  const command = ["diff", ...format, ...patchFormat, ...names, ...space, ...args, "--", ...paths.args];
  const result = await runGit(context, cwd, command, {
    env: { ...env, ...paths.env },
    signal,
    deadlineMs,
    onStdout: (chunk) => parser.write(chunk),
  });
  if (result.code !== 0) throw gitFailure(result);
  const answer = { base, head: head ?? null, ...parser.end() };
  if (wanted.length > 0) answer.files = answer.files.filter((file) => isWithin(file, wanted));
  // Only what stands between index and working tree, or index and commit, can be moved from the one to the other.
  if (staged === undefined || ignoreSpace) for (const file of answer.files) file.hunks = [];
  return answer;
}

/** A pattern may have found more than the path that it was made of; a folder holds what lies in it. */
const isWithin = ({ path, oldPath }: DiffFile, wanted: readonly string[]): boolean =>
  wanted.some((one) =>
    [path, oldPath].some((other) => other === one || other?.startsWith(one.endsWith("/") ? one : `${one}/`)),
  );

/** Runs `work` with an index in which untracked files (all, or those at `paths`) are announced: git then shows them as added and finds renames among them. */
export async function withUntracked<Result>(
  context: GitContext,
  cwd: string,
  { paths, signal }: { paths: readonly string[]; signal?: AbortSignal | undefined },
  work: (env: Record<string, string>) => Promise<Result>,
): Promise<Result> {
  return withOwnIndex(context, cwd, {}, async (env) => {
    const wanted = pathspec(paths);
    const args = ["ls-files", "--others", "--exclude-standard", "-z", "--", ...wanted.args];
    const others = await runGit(context, cwd, args, { env: wanted.env, signal, deadlineMs });
    if (others.code !== 0) throw gitFailure(others);
    // A nested repository ends with a slash; git would take it for a submodule.
    const untracked = pathsIn(others.stdoutBytes).filter((path) => !path.endsWith("/"));
    if (untracked.length > 0) {
      const add = ["add", "--intent-to-add", "--ignore-errors", ...pathsFromInput];
      await runGit(context, cwd, add, { env, stdin: pathList(untracked), signal });
    }
    return work(env);
  });
}

/** A path as the pathspec of a command that takes none by its input. What an argument cannot carry becomes a pattern. */
export function pathspec(paths: readonly string[]): { args: string[]; env: Record<string, string> } {
  if (paths.every(isPlain)) return { args: [...paths], env: {} };
  const args = paths.map((path) =>
    [...path].map((one) => (!isPlain(one) ? "?" : /[*?[\]\\]/.test(one) ? `\\${one}` : one)).join(""),
  );
  return { args: args.map((pattern) => `:(top,glob)${pattern}`), env: { GIT_LITERAL_PATHSPECS: "0" } };
}
