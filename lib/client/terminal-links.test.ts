import { expect, test } from "vitest";
import { fileLinksOf } from "#lib/client/terminal-links.ts";

test.each([
  ["src/server.ts:12:5 - error TS2304", "src/server.ts", 12],
  ["lib/a.ts(7,3): error", "lib/a.ts", 7],
  ['  File "/workspace/app/main.py", line 42, in <module>', "/workspace/app/main.py", 42],
  ["    at run (/srv/app/index.js:10:15)", "/srv/app/index.js", 10],
  ["./run.sh: line 3: oops", "./run.sh", null],
  ["../x/y.go:9", "../x/y.go", 9],
  ["main.c:3:1: warning", "main.c", 3],
  ["modified:   components/git/view.tsx", "components/git/view.tsx", null],
  ["+++ b/docs/read.me", "b/docs/read.me", null],
  ["Makefile:3: *** missing separator", "Makefile", 3],
  ["app/(console)/projects/[id]/page.tsx:8", "app/(console)/projects/[id]/page.tsx", 8],
])("%j names a file", (text, path, line) => {
  const [link] = fileLinksOf(text);
  expect(link).toMatchObject({ path, line });
  expect(text.slice(link?.start, (link?.start ?? 0) + (link?.length ?? 0))).toContain(path);
});

test.each([
  "at 12:30 and/or later",
  "https://example.org/a/b.ts:3",
  "version 1.2.3",
  "100%",
  "a:1",
  "..",
  "--- ---",
])("%j names none", (text) => expect(fileLinksOf(text)).toEqual([]));
