import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTerminal, listTerminals, locateFile } from "#lib/providers/workspaced/terminals.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";
import { openTestViewer, type TestViewer } from "./test-viewer.ts";

const before = { HOME: process.env.HOME, PATH: process.env.PATH, SHELL: process.env.SHELL };
let home: string;
let workspace: TestWorkspace;
const viewers: TestViewer[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "lk-shell-"));
  const leaked = ["/product/node_modules/.bin", "/node_modules/.bin", "/npm/node-gyp-bin/"];
  Object.assign(process.env, { HOME: home, SHELL: "/bin/bash", PATH: [...leaked, before.PATH].join(":") });
  workspace = await startTestWorkspace({ name: "harbor" });
});
afterAll(async () => {
  for (const viewer of viewers) await viewer.close();
  await workspace.close();
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await rm(home, { recursive: true, force: true });
});

async function start(name: string): Promise<TestViewer> {
  await createTerminal(workspace.address, { name });
  const viewer = await openTestViewer(workspace.address, name, { cols: 160, rows: 40 });
  viewers.push(viewer);
  return viewer;
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[\\d;?]*[a-zA-Z]`, "g");

/** What is drawn of it, without colours. */
const plain = (viewer: TestViewer): string => viewer.text().replaceAll(colours, "");
const shows = (viewer: TestViewer, pattern: RegExp) =>
  expect.poll(() => plain(viewer), { timeout: 15_000 }).toMatch(pattern);

test("the prompt names the project, the folder below it and the branch, and no path of the machine", async () => {
  await mkdir(join(workspace.folder, "src", "berths"), { recursive: true });
  const viewer = await start("prompt");
  await shows(viewer, /harbor [#$]\s*$/);
  viewer.type("cd src/berths\r");
  await shows(viewer, /harbor\/src\/berths [#$]\s*$/);
  await promisify(execFile)("git", ["init", "-q", "-b", "tide", workspace.folder]);
  viewer.type("cd ../..; mkdir -p a/$(printf %050d 1)/end; cd a/0*/end\r");
  await shows(viewer, /harbor\/…\/end tide [#$]\s*$/);
  viewer.type("cd; true\r");
  await shows(viewer, /~ [#$]\s*$/);
  expect(plain(viewer)).not.toMatch(new RegExp(`${workspace.outside}[^\n]*[#$] $`, "m"));
});

test("the product's own programs are on no shell's path, and the machine's are", async () => {
  const viewer = await start("path");
  viewer.type("echo path-$PATH-end; command -v git tmux rg | wc -l; echo t-$TERM-$COLORTERM-$LANG-$HOME\r");
  await shows(viewer, /path-\/\S*-end/);
  expect(/path-(\/\S*)-end/.exec(plain(viewer))?.[1]).not.toMatch(/node_modules|node-gyp-bin/);
  await shows(viewer, /\n3\r\n/);
  await shows(viewer, /t-xterm-256color-truecolor-\S+-\/\S/);
});

test("a bash with a configuration of its own is left as it is", async () => {
  await writeFile(join(home, ".bashrc"), "PS1='mine> '\n");
  await shows(await start("configured"), /mine>\s*$/);
  await rm(join(home, ".bashrc"));
});

test("a printed path leads to its file from the terminal's folder or the root, and never out", async () => {
  await mkdir(join(workspace.folder, "lib"), { recursive: true });
  await writeFile(join(workspace.folder, "lib", "a.ts"), "");
  await writeFile(join(workspace.outside, "secret.txt"), "");
  await symlink(join(workspace.outside, "secret.txt"), join(workspace.folder, "lib", "link.txt"));
  const viewer = await start("located");
  viewer.type("cd lib; sleep 100\r");
  await expect
    .poll(
      async () => (await listTerminals(workspace.address)).items.find(({ name }) => name === "located")?.busy,
    )
    .toBe(true);
  const find = async (path: string) => (await locateFile(workspace.address, { name: "located", path })).path;
  for (const path of [
    "a.ts",
    "./a.ts",
    "../lib/a.ts",
    "lib/a.ts",
    "b/lib/a.ts",
    join(workspace.folder, "lib/a.ts"),
  ])
    expect(await find(path), path).toBe("lib/a.ts");
  await writeFile(join(workspace.folder, "..odd"), "");
  expect(await find("..odd")).toBe("..odd");
  for (const path of ["missing.ts", "lib", "/etc/passwd", "../../secret.txt", "link.txt", "."])
    expect(await find(path), path).toBe(null);
});
