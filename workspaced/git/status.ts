import type { StatusAnswer } from "../protocol/git.ts";
import { gitDeadlines } from "../protocol/git-deadlines.ts";
import { gitFailure } from "./failure.ts";
import { statusIndex } from "./own-index.ts";
import { parseStatus } from "./parse-status.ts";
import { type GitContext, runGit } from "./run-git.ts";
import { readUnderWay } from "./under-way.ts";

const entriesMax = 10_000;
const deadlineMs = gitDeadlines.read.gitMs;

/**
 * Said always: a `.gitmodules` may hold what git refuses to read (`update = !command`), and git reads it only where this is not
 * said. A repository within is changed where it is at another commit or changed itself.
 */
export const submodules = "--ignore-submodules=untracked";

/** Where git may write down what it learned of the files, which makes the next status quick. */
const cache = ["core.untrackedCache=true", "status.showUntrackedFiles=all"];

interface StatusOptions {
  signal?: AbortSignal | undefined;
  /** Lists every file, however many there are. */
  isWhole?: boolean;
}

/** The branch and every changed, conflicted or untracked file of the checkout at `cwd`. */
export async function readStatus(
  context: GitContext,
  cwd: string,
  { signal, isWhole = false }: StatusOptions = {},
): Promise<StatusAnswer> {
  const args = [
    "status",
    "--porcelain=v2",
    "-z",
    "--branch",
    "--untracked-files=all",
    "--renames",
    submodules,
  ];
  const [underWay, index] = await Promise.all([readUnderWay(context, cwd), statusIndex(context, cwd)]);
  const own =
    index === null ? {} : { env: { GIT_INDEX_FILE: index, GIT_OPTIONAL_LOCKS: "1" }, settings: cache };
  const options = { signal, deadlineMs, outputBytesMax: 256 * 1024 * 1024 };
  const result = await runGit(context, cwd, args, { ...options, ...own });
  if (result.code !== 0) throw gitFailure(result);
  return { ...parseStatus(result.stdoutBytes, isWhole ? Number.POSITIVE_INFINITY : entriesMax), underWay };
}
