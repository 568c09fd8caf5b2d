import type { StatusAnswer, StatusEntry } from "../protocol/git.ts";
import type { ChangeGroup } from "../protocol/git-changes.ts";
import { pathOf } from "./path-bytes.ts";

const letter = (value: string | undefined): string | null =>
  value === undefined || value === "." ? null : value;

/** Reads `git status --porcelain=v2 -z --branch`; the format stands in git-status(1). Lists at most `entriesMax`, conflicts first. */
export function parseStatus(output: Buffer, entriesMax: number): StatusAnswer {
  const answer: StatusAnswer = {
    branch: null,
    head: null,
    upstream: null,
    isUpstreamKnown: false,
    ahead: 0,
    behind: 0,
    underWay: null,
    entries: [],
    truncated: false,
    totals: { staged: 0, changed: 0, untracked: 0, conflicted: 0 },
  };
  const conflicts: StatusEntry[] = [];
  const others: StatusEntry[] = [];
  const records = output.toString("latin1").split("\0");
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index] ?? "";
    if (record.startsWith("# ")) readHeader(answer, textOf(record.slice(2)));
    else {
      // A renamed file's old path is a record of its own.
      const oldPath = record.startsWith("2 ") ? records[++index] : undefined;
      const entry = readEntry(record, oldPath);
      if (entry === null) continue;
      count(answer, entry);
      (entry.conflicted ? conflicts : others).push(entry);
    }
  }
  answer.truncated = conflicts.length + others.length > entriesMax;
  answer.entries = [...conflicts, ...others].slice(0, entriesMax);
  return answer;
}

export const isStaged = ({ staged, conflicted }: StatusEntry): boolean => staged !== null && !conflicted;

export const isOfGroup = ({ unstaged, untracked, conflicted }: StatusEntry, group: ChangeGroup): boolean =>
  group === "untracked" ? untracked : unstaged !== null && !conflicted;

function count({ totals }: StatusAnswer, entry: StatusEntry): void {
  if (entry.conflicted) totals.conflicted += 1;
  if (isStaged(entry)) totals.staged += 1;
  if (isOfGroup(entry, "changed")) totals.changed += 1;
  if (isOfGroup(entry, "untracked")) totals.untracked += 1;
}

const textOf = (record: string): string => pathOf(Buffer.from(record, "latin1"));

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
  const path = textOf(fields.slice(count).join(" "));
  const [, letters = "", submodule = ""] = fields;
  if (kind === "?") return { path, staged: null, unstaged: null, conflicted: false, untracked: true };
  const conflicted = kind === "u";
  const mode = conflicted ? undefined : changedMode(fields.slice(3, 6));
  return {
    path,
    ...(oldPath === undefined ? {} : { oldPath: textOf(oldPath) }),
    staged: letter(letters[0]),
    unstaged: letter(letters[1]),
    conflicted,
    untracked: false,
    ...(conflicted ? { sides: letters as StatusEntry["sides"] } : {}),
    ...(submodule.startsWith("S") ? { submodule: true } : {}),
    ...(mode === undefined ? {} : { mode }),
  };
}

/** The newest of the modes in HEAD, index and working tree, where they are not all one; 0 stands for "no file". */
function changedMode(modes: readonly string[]): string | undefined {
  const known = modes.filter((mode) => !/^0+$/.test(mode));
  return new Set(known).size > 1 ? known.at(-1) : undefined;
}
