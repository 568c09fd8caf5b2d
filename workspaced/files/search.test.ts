import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { openSearch, search, watchFiles } from "#lib/providers/workspaced/files.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

let workspace: TestWorkspace;
const path = process.env.PATH;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  const { folder } = workspace;
  await mkdir(join(folder, "src/deep"), { recursive: true });
  await mkdir(join(folder, ".git"));
  await writeFile(join(folder, ".git/config"), "Needle in git");
  await writeFile(join(folder, "src/one.ts"), "first\nthe Needle (x) ä needle\n");
  await writeFile(join(folder, "src/deep/Needle.md"), "no\n");
  await writeFile(join(folder, "src/binary"), Buffer.from("needle\0\0"));
  await writeFile(join(folder, "a".repeat(120)), "a".repeat(5000));
  await writeFile(join(folder, "src/many.txt"), "hay\n".repeat(400));
  await writeFile(join(folder, "src/more.txt"), "straw\n".repeat(600));
  await writeFile(join(folder, "src/zone.txt"), "straw\n");
});
afterAll(() => workspace.close());
afterEach(() => {
  process.env.PATH = path;
});

async function find(query: Parameters<typeof search>[1]) {
  const found = [];
  for await (const line of search(workspace.address, query)) found.push(line);
  return found;
}

describe.each(["rg", "walk"])("search by %s", (kind) => {
  const use = () => {
    if (kind === "walk") process.env.PATH = "/nonexistent";
    else process.env.PATH = ["/usr/bin", "/bin", path].join(delimiter);
  };

  test("gives path, line and byte column, then done; .git and binaries are left out", async () => {
    use();
    const found = await find({ q: "Needle" });
    expect(found[0]).toEqual({
      type: "match",
      path: "src/one.ts",
      line: 2,
      column: 5,
      text: "the Needle (x) ä needle",
      ranges: [[4, 10]],
    });
    expect(found[1]).toMatchObject({ type: "done", matches: 1, isTruncated: false, problem: null });
  });

  test("small letters find both cases unless case is asked for", async () => {
    use();
    expect(await find({ q: "needle (x" })).toHaveLength(2);
    expect(await find({ q: "needle (x", case: true })).toHaveLength(1);
  });

  test("a pattern only where asked for; a wrong one is a 400 that names q", async () => {
    use();
    expect(await find({ q: "N.*le \\(x\\)", regex: true })).toHaveLength(2);
    expect(await find({ q: "N.*le" })).toHaveLength(1);
    await expect(find({ q: "(", regex: true })).rejects.toMatchObject({
      status: 400,
      details: { field: "q" },
    });
    await expect(find({ q: "" })).rejects.toMatchObject({ status: 400, details: { field: "q" } });
    expect(await find({ q: "--files" })).toHaveLength(1);
  });

  test("a pattern that other engines try for ever is searched for to the end, in names and in texts", async () => {
    use();
    const q = "((a+)+)+X$";
    expect(await find({ q, regex: true })).toMatchObject([{ type: "done", matches: 0, isTruncated: false }]);
    const names = await find({ q, regex: true, kind: "name" });
    expect(names).toMatchObject([{ type: "done", matches: 0, isTruncated: false }]);
  });

  test("names are found by part, and the limit cuts with a mark", async () => {
    use();
    const names = await find({ q: "needle", kind: "name" });
    expect(names[0]).toEqual({ type: "match", path: "src/deep/Needle.md", ranges: [[9, 15]] });
    const cut = await find({ q: "hay", limit: 10 });
    expect(cut).toHaveLength(11);
    expect(cut.at(-1)).toMatchObject({ type: "done", matches: 10, isTruncated: true });
  });

  test("of a file with very many matches the first 500 are shown, and that there are more is said", async () => {
    use();
    const found = await find({ q: "straw" });
    expect(found.at(-1)).toMatchObject({ type: "done", matches: 501, isTruncated: true });
    expect(await find({ q: "hay" })).toContainEqual(
      expect.objectContaining({ type: "done", matches: 400, isTruncated: false }),
    );
  });
});

test("a search answers before its first match, and a reader who leaves ends the search program", async () => {
  const bin = join(workspace.outside, "bin");
  await mkdir(bin);
  await writeFile(
    join(bin, "rg"),
    `#!/bin/sh\necho $$ > ${join(workspace.outside, "rg.pid")}\nexec sleep 60\n`,
  );
  await chmod(join(bin, "rg"), 0o755);
  process.env.PATH = [bin, "/usr/bin", "/bin"].join(delimiter);
  const response = await openSearch(workspace.address, { q: "x" });
  const readPid = () => readFile(join(workspace.outside, "rg.pid"), "utf8").catch(() => "");
  await expect.poll(readPid).toMatch(/^\d+\n$/);
  const pid = Number(await readPid());
  expect(isAlive(pid)).toBe(true);
  response.destroy();
  await expect.poll(() => isAlive(pid)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test("changes are told, also in folders made later, but not those in node_modules and .git", async () => {
  const { folder, address } = workspace;
  const controller = new AbortController();
  const changes = watchFiles(address, {}, { signal: controller.signal });
  await changes.next();
  const seen = new Set<string>();
  const reading = (async () => {
    for await (const { paths } of changes) for (const one of paths) seen.add(one);
  })().catch(() => undefined);
  await mkdir(join(folder, "fresh/inner"), { recursive: true });
  await writeFile(join(folder, "fresh/inner/file"), "1");
  await mkdir(join(folder, "node_modules/x"), { recursive: true });
  await writeFile(join(folder, "node_modules/x/y"), "1");
  await writeFile(join(folder, ".git/index"), "1");
  await expect.poll(() => seen.has("fresh/inner/file")).toBe(true);
  await writeFile(join(folder, "fresh/inner/later"), "1");
  await expect.poll(() => seen.has("fresh/inner/later")).toBe(true);
  expect([...seen].filter((one) => /node_modules\/|\.git/.test(one))).toEqual([]);
  controller.abort();
  await reading;
});
