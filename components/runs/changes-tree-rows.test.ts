import { expect, test } from "vitest";
import { changesRows, inTreeOrder } from "#components/runs/changes-tree-rows.ts";
import { findingsOf } from "#components/runs/findings.ts";
import type { DiffFile } from "#lib/modules/git/schema.ts";
import type { ReviewComment } from "#lib/modules/reviews/schema.ts";

const fileAt = (path: string): DiffFile => ({
  path,
  status: "modified",
  additions: 1,
  deletions: 0,
  binary: false,
  patch: "",
  truncated: false,
  hunks: [],
});

const files = ["z.txt", "src/vessels/list.ts", "src/vessels/deep/er/one.ts", "docs/a.md"].map(fileAt);

test("folders come first, one that holds a single folder shares its line, and a folded one hides what is in it", () => {
  const shown = (folded: string[]) =>
    changesRows(files, new Set(folded)).map(({ name, depth }) => `${"  ".repeat(depth)}${name}`);
  expect(shown([])).toEqual([
    "docs",
    "  a.md",
    "src/vessels",
    "  deep/er",
    "    one.ts",
    "  list.ts",
    "z.txt",
  ]);
  expect(shown(["src/vessels"])).toEqual(["docs", "  a.md", "src/vessels", "z.txt"]);
});

test("five thousand files are brought in order at once", () => {
  const many = Array.from({ length: 5000 }, (_, index) =>
    fileAt(`folder-${index % 70}/sub/file-${index}.ts`),
  );
  const startMs = performance.now();
  expect(inTreeOrder(many)).toHaveLength(5000);
  expect(performance.now() - startMs).toBeLessThan(1000);
});

test("findings go by file and line; what was said of an earlier state is marked so", () => {
  const commentAt = (path: string, line: number | null, commit: string): ReviewComment => ({
    id: `${path}:${line}`,
    state: "sent",
    path,
    line,
    endLine: null,
    side: "new",
    text: "said",
    suggestion: null,
    commit,
    createdBy: { id: "1", name: "Ada" },
    sentAt: null,
    createdAt: "2026-01-01T00:00:00.000Z",
  });
  const run = {
    headCommit: "new",
    verdict: {
      verdict: "changes" as const,
      summary: "",
      comments: [{ path: "docs/a.md", line: 9, text: "by the reviewer" }],
    },
  };
  const said = [
    commentAt("gone.txt", 1, "new"),
    commentAt("docs/a.md", 3, "old"),
    commentAt("z.txt", null, "new"),
  ];
  const found = findingsOf(run, said, ["docs/a.md", "z.txt"]);
  expect(found.map(({ key, isOutdated }) => `${key} ${isOutdated}`)).toEqual([
    "docs/a.md:3 true",
    "ai-0 false",
    "z.txt:null false",
    "gone.txt:1 false",
  ]);
});
