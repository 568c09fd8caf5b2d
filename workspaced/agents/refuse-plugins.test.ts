import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refusePlugins } from "./refuse-plugins.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "lk-plugins-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

test("a repository that only chooses models and commands of OpenCode is worked on", async () => {
  await write("opencode.json", `{ "model": "a/b", "mcp": {}, "instructions": ["docs/plugins.md"] }`);
  await write(".opencode/command/go.md", "Go.\n");
  await write(".opencode/plugin/README.md", "Nothing is here.\n");
  await expect(refusePlugins(directory)).resolves.toBeUndefined();
});

test.each([
  [".opencode/plugin/evil.js", ""],
  [".opencode/plugins/.evil.ts", ""],
  ["opencode.json", `{ "plugin": ["./evil.js"] }`],
  [".opencode/opencode.jsonc", `{ // none\n "\\u0070lugins": ["./evil.js"] }`],
  ["opencode.jsonc", `{ "references" /* of ours */ : { "docs": { "repository": "a/b" } } }`],
  [".opencode/opencode.json", `{ "reference": { "docs": "a/b" } }`],
])("%s with a plugin or a reference is refused by its name", async (path, text) => {
  await write(path, text);
  await expect(refusePlugins(directory)).rejects.toThrow(path);
});

test("what cannot be looked through, as a link to a device, is refused too", async () => {
  await symlink("/dev/zero", join(directory, "opencode.json"));
  await expect(refusePlugins(directory)).rejects.toThrow("opencode.json");
});
