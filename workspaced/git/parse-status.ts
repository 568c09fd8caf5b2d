import type { StatusAnswer, StatusEntry } from "../protocol/git.ts";

const letter = (value: string | undefined): string | null =>
  value === undefined || value === "." ? null : value;

/** Reads `git status --porcelain=v2 -z --branch`; the format stands in git-status(1). Lists at most `entriesMax`. */
export function parseStatus(output: string, entriesMax: number): StatusAnswer {
  const answer: StatusAnswer = {
    branch: null,
    head: null,
    upstream: null,
    isUpstreamKnown: false,
    ahead: 0,
    behind: 0,
    entries: [],
    truncated: false,
  };
  const records = output.split("\0");
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? "";
    if (record.startsWith("# ")) readHeader(answer, record.slice(2));
    else {
      // A renamed file's old path is a record of its own.
      const oldPath = record.startsWith("2 ") ? records[++index] : undefined;
      const entry = readEntry(record, oldPath);
      if (entry === null) continue;
      if (answer.entries.length < entriesMax) answer.entries.push(entry);
      else answer.truncated = true;
    }
  }
  return answer;
}

function readHeader(answer: StatusAnswer, header: string): void {
  const space = header.indexOf(" ");
  const name = header.slice(0, space);
  const value = header.slice(space + 1);
  if (name === "branch.head" && value !== "(detached)") answer.branch = value;
  if (name === "branch.oid" && value !== "(initial)") answer.head = value;
  if (name === "branch.upstream") answer.upstream = value;
  if (name === "branch.ab") {
    answer.isUpstreamKnown = true;
    const [ahead = "+0", behind = "-0"] = value.split(" ");
    answer.ahead = Number(ahead);
    answer.behind = Math.abs(Number(behind));
  }
}

/** How many fields stand before the path, by the record's first character. */
const fieldsBeforePath: Record<string, number> = { "1": 8, "2": 9, u: 10, "?": 1 };

function readEntry(record: string, oldPath: string | undefined): StatusEntry | null {
  const kind = record[0] ?? "";
  const count = fieldsBeforePath[kind];
  if (count === undefined) return null;
  const fields = record.split(" ");
  const path = fields.slice(count).join(" ");
  const letters = fields[1] ?? "";
  if (kind === "?") return { path, staged: null, unstaged: null, conflicted: false, untracked: true };
  const conflicted = kind === "u";
  return {
    path,
    ...(oldPath === undefined ? {} : { oldPath }),
    staged: letter(letters[0]),
    unstaged: letter(letters[1]),
    conflicted,
    untracked: false,
  };
}
