import type { ReviewComment } from "#lib/modules/reviews/schema.ts";
import type { RunView } from "#lib/modules/runs/schema.ts";

/** Something that is said to the changes: by the reviewer, in a draft of one's own, or in what was sent. */
export interface Finding {
  key: string;
  kind: "ai" | "draft" | "sent";
  author: string;
  path: string;
  line: number | null;
  endLine: number | null;
  side: "old" | "new";
  text: string;
  suggestion: string | null;
  /** Said of an earlier state of the run: its lines may have moved. */
  isOutdated: boolean;
  comment: ReviewComment | null;
}

/** In the order of the files and of the lines within each; what has no file here comes last. */
export function findingsOf(
  run: Pick<RunView, "verdict" | "headCommit">,
  comments: readonly ReviewComment[],
  paths: readonly string[],
): Finding[] {
  const places = new Map(paths.map((path, index) => [path, index]));
  const placeOf = ({ path }: Finding) => places.get(path) ?? paths.length;
  const reviewed = (run.verdict?.comments ?? []).map(
    ({ path, line, text }, index): Finding => ({
      key: `ai-${index}`,
      kind: "ai",
      author: "AI review",
      path,
      line,
      endLine: null,
      side: "new",
      text,
      suggestion: null,
      isOutdated: false,
      comment: null,
    }),
  );
  const said = comments.map((comment): Finding => {
    const { id, state, createdBy, path, line, endLine, side, text, suggestion, commit } = comment;
    const isOutdated = commit !== run.headCommit;
    const place = { path, line, endLine, side, text, suggestion };
    return { key: id, kind: state, author: createdBy.name, ...place, isOutdated, comment };
  });
  return [...reviewed, ...said].sort(
    (one, other) => placeOf(one) - placeOf(other) || (one.line ?? 0) - (other.line ?? 0),
  );
}

/** `3`, `3–5`; empty for the file as a whole. */
export function linesOfFinding({ line, endLine }: Pick<Finding, "line" | "endLine">): string {
  if (line === null) return "";
  return endLine === null || endLine === line ? String(line) : `${line}–${endLine}`;
}

/** The element that shows it in the changes. */
export const idOfFinding = (key: string): string => `finding-${key}`;
