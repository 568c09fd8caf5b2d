import type { InspectAnswer } from "../protocol/git.ts";
import { maskCredentials } from "./failure.ts";
import { defaultBranch, findCommit } from "./repository.ts";
import { type GitContext, runGit } from "./run-git.ts";

/** What the folder is to git. A folder inside of somebody's repository is not that repository. */
export async function inspect(context: GitContext, cwd: string): Promise<InspectAnswer> {
  const probe = await runGit(context, cwd, ["rev-parse", "--is-bare-repository"]);
  if (probe.code !== 0) {
    return {
      isRepository: false,
      isBare: false,
      defaultBranch: null,
      head: null,
      remotes: [],
      hasCommits: false,
    };
  }
  const head = await findCommit(context, cwd, "HEAD");
  const any = await runGit(context, cwd, ["rev-list", "--all", "--max-count=1"]);
  return {
    isRepository: true,
    isBare: probe.stdout.trim() === "true",
    defaultBranch: await defaultBranch(context, cwd),
    head,
    remotes: await listRemotes(context, cwd),
    hasCommits: head !== null || any.stdout.trim() !== "",
  };
}

/** The first URL of each remote, without credentials. */
export async function listRemotes(
  context: GitContext,
  cwd: string,
): Promise<Array<{ name: string; url: string }>> {
  const { stdout } = await runGit(context, cwd, ["config", "-z", "--get-regexp", "^remote\\..*\\.url$"]);
  const remotes = new Map<string, string>();
  for (const record of stdout.split("\0")) {
    const [key = "", url = ""] = record.split("\n");
    const name = key.replace(/^remote\./, "").replace(/\.url$/, "");
    if (name !== "" && !remotes.has(name)) remotes.set(name, maskCredentials(url));
  }
  return [...remotes].map(([name, url]) => ({ name, url }));
}
