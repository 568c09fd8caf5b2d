import { execFile } from "node:child_process";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeEach, expect, test } from "vitest";
import { commitEverything } from "#lib/providers/workspaced/git.ts";
import { getConflict } from "#lib/providers/workspaced/git-branches.ts";
import { discardChanges, restoreChanges } from "#lib/providers/workspaced/git-changes.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { agent, commitFiles, gitIn, makeRepository, writeFiles } from "./test-repository.ts";

const run = promisify(execFile);
const opened: TestWorkspace[] = [];
let workspace: TestWorkspace;
let folder: string;

beforeEach(async () => {
  workspace = await startTestWorkspace();
  opened.push(workspace);
  ({ folder } = workspace);
});
afterAll(async () => {
  for (const one of opened) await one.close();
});

const names = ["link.txt", "pipe.txt", "large.txt", "settled.txt", "marked.txt"];

test("a file in conflict that became a link, a pipe or endless keeps nobody busy, and is not taken for settled", async () => {
  const all = (text: string) => Object.fromEntries(names.map((name) => [name, text]));
  await makeRepository(folder, all("base\n"));
  await gitIn(folder, "checkout", "--quiet", "-b", "side");
  await commitFiles(folder, all("theirs\n"));
  await gitIn(folder, "checkout", "--quiet", "main");
  await commitFiles(folder, all("ours\n"));
  await gitIn(folder, "merge", "--quiet", "side").catch(() => undefined);
  for (const name of names) if (name !== "marked.txt") await rm(join(folder, name));
  await symlink("/dev/zero", join(folder, "link.txt"));
  await run("mkfifo", [join(folder, "pipe.txt")]);
  await writeFile(join(folder, "large.txt"), Buffer.alloc(6 * 1024 * 1024, "a"));
  await writeFile(join(folder, "settled.txt"), "both\n");

  const { address } = workspace;
  for (const name of names) {
    const { isMarked } = await getConflict(address, { path: name });
    expect(isMarked, name).toBe(name === "marked.txt");
  }
  const committing = commitEverything(address, { message: "all", author: agent });
  await expect(committing).rejects.toMatchObject({
    type: "CONFLICT",
    details: { files: ["large.txt", "link.txt", "marked.txt", "pipe.txt"] },
  });
});

test("what was discarded comes back byte for byte, whatever git's filters make of it", async () => {
  const attributes = "* text=auto\n*.id ident\n*.wide working-tree-encoding=UTF-16LE eol=lf\n";
  await makeRepository(folder, { ".gitattributes": attributes, "a.txt": "one\n", "b.id": "$Id$\n" });
  const changed: Record<string, Buffer> = {
    "a.txt": Buffer.from("one\r\ntwo\nthree\r\n"),
    "b.id": Buffer.from("$Id: of another time $\nmore\n"),
    "sub/new.txt": Buffer.from("new\r\n"),
    "new.wide": Buffer.from("wide\n", "utf16le"),
    'ünï\n"new".txt': Buffer.from("x\r\n"),
  };
  await mkdir(join(folder, "sub"));
  await writeFiles(folder, changed);
  const { address } = workspace;
  const { id, total } = await discardChanges(address, { paths: Object.keys(changed) });
  expect(total).toBe(5);
  expect(await readFile(join(folder, "a.txt"), "utf8")).toBe("one\n");
  await restoreChanges(address, { id });
  for (const [name, bytes] of Object.entries(changed)) {
    expect((await readFile(join(folder, name))).toString("latin1"), name).toBe(bytes.toString("latin1"));
  }
});
