import { invalid } from "../errors.ts";
import type { LogAnswer, LogEntry, LogQuery } from "../protocol/git.ts";
import { findCommit, requireCommit } from "./repository.ts";
import { type GitContext, git } from "./run-git.ts";

/** Parted by NUL, the one character that no commit can hold: a name could bring any other separator along. */
const fields = ["%H", "%P", "%an", "%ae", "%aI", "%cn", "%ce", "%cI", "%s", "%b"];
const bodyMax = 10_000;

/** Commits, newest first. The cursor holds the tip it began with, so that new commits do not shift the pages. */
export async function readLog(
  context: GitContext,
  cwd: string,
  { revision, limit, cursor }: Omit<LogQuery, "root">,
  signal?: AbortSignal,
): Promise<LogAnswer> {
  const [cursorTip, cursorSkip] = cursor?.split(".") ?? [];
  const tip =
    cursorTip === undefined
      ? await findTip(context, cwd, revision)
      : await findCommit(context, cwd, cursorTip);
  if (tip === null) {
    if (cursor !== undefined) throw invalid("cursor", "belongs to commits that are gone");
    return { items: [], nextCursor: null };
  }
  const skip = Number(cursorSkip ?? 0);
  const range = [`--max-count=${limit + 1}`, `--skip=${skip}`];
  const output = await git(
    context,
    cwd,
    ["log", "-z", "--no-show-signature", `--format=${fields.join("%x00")}`, ...range, tip, "--"],
    { signal },
  );
  const values = output.split("\0");
  const items = Array.from({ length: Math.floor(values.length / fields.length) }, (_, index) =>
    readEntry(values.slice(index * fields.length, (index + 1) * fields.length)),
  );
  const nextCursor = items.length > limit ? `${tip}.${skip + limit}` : null;
  return { items: items.slice(0, limit), nextCursor };
}

/** A repository without commits has an empty log; any other name must exist. */
async function findTip(context: GitContext, cwd: string, revision: string): Promise<string | null> {
  return revision === "HEAD" ? findCommit(context, cwd, "HEAD") : requireCommit(context, cwd, revision);
}

function readEntry(values: readonly string[]): LogEntry {
  const [sha = "", parents = "", name = "", email = "", authoredAt = "", ...rest] = values;
  const [committerName = "", committerEmail = "", committedAt = "", subject = "", body = ""] = rest;
  return {
    sha,
    parents: parents.split(" ").filter((parent) => parent !== ""),
    author: { name, email },
    authoredAt: toUtc(authoredAt),
    committer: { name: committerName, email: committerEmail },
    committedAt: toUtc(committedAt),
    subject,
    body: body.trim().slice(0, bodyMax),
  };
}

/** A commit made by hand can carry any date; what is none stays as git prints it. */
export function toUtc(date: string): string {
  const time = new Date(date);
  return Number.isNaN(time.getTime()) ? date : time.toISOString();
}
