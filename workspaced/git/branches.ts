import { join } from "node:path";
import type { BranchEntry, BranchesAnswer } from "../protocol/git.ts";
import { toUtc } from "./log.ts";
import { type Checkout, currentBranch, defaultBranch, listCheckouts, repositoryPath } from "./repository.ts";
import { type GitContext, git } from "./run-git.ts";

const fields = [
  "%(refname)",
  "%(objectname)",
  "%(upstream:short)",
  "%(upstream:track,nobracket)",
  "%(committerdate:iso-strict)",
  "%(symref)",
  "%(authorname)",
  "%(contents:subject)",
];

/** Local branches, then those of the remotes, each by its newest commit. */
export async function listBranches(context: GitContext, cwd: string): Promise<BranchesAnswer> {
  const args = ["--sort=-committerdate", `--format=${fields.join("%1f")}`, "refs/heads", "refs/remotes"];
  const [output, current, fallback, checkouts, workspace] = await Promise.all([
    git(context, cwd, ["for-each-ref", ...args]),
    currentBranch(context, cwd),
    defaultBranch(context, cwd),
    listCheckouts(context, cwd),
    repositoryPath(context),
  ]);
  const items: BranchEntry[] = [];
  for (const line of output.split("\n")) {
    const [
      ref = "",
      head = "",
      upstream = "",
      track = "",
      date = "",
      symbolic = "",
      author = "",
      ...subject
    ] = line.split("\x1f");
    // origin/HEAD is another name of a branch that is listed.
    if (ref === "" || symbolic !== "") continue;
    const isLocal = ref.startsWith("refs/heads/");
    const name = ref.replace(/^refs\/(heads|remotes)\//, "");
    const checkout = isLocal ? checkouts.find((one) => one.branch === name && !one.isPrunable) : undefined;
    items.push({
      name,
      remote: isLocal ? null : (name.split("/")[0] ?? null),
      head,
      subject: subject.join("\x1f"),
      author,
      committedAt: toUtc(date),
      current: isLocal && name === current,
      upstream: upstream || null,
      ahead: Number(/ahead (\d+)/.exec(track)?.[1] ?? 0),
      behind: Number(/behind (\d+)/.exec(track)?.[1] ?? 0),
      checkedOutIn: checkout === undefined ? null : rootOf(context, workspace, checkout),
    });
  }
  const local = items.filter((item) => item.remote === null);
  const remote = items.filter((item) => item.remote !== null);
  return { current, defaultBranch: fallback, items: [...local, ...remote] };
}

function rootOf(context: GitContext, workspace: string, { path }: Checkout): string {
  if (path === workspace) return "workspace";
  const name = path.split("/").at(-1) ?? "";
  return path === join(context.config.worktreesDir, name) ? `worktree:${name}` : "elsewhere";
}
