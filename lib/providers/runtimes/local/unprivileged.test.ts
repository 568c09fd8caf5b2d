import { execFile } from "node:child_process";
import {
  chmod,
  chown,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createLogger } from "#lib/platform/log.ts";
import { loadMasterKey } from "#lib/platform/master-key.ts";
import { startAgent } from "#lib/providers/workspaced/agents.ts";
import { openContent, writeContent } from "#lib/providers/workspaced/files.ts";
import { cloneRepository, commitEverything } from "#lib/providers/workspaced/git.ts";
import { pushBranch } from "#lib/providers/workspaced/git-branches.ts";
import { createTerminal, readHealth } from "#lib/providers/workspaced/terminals.ts";
import { openTestViewer } from "#workspaced/terminals/test-viewer.ts";
import { addressOf, describeRuntimeContract, newSpec } from "../contract.ts";
import type { RuntimeRef, WorkspaceSource } from "../port.ts";
import { createLocalRuntime } from "./driver.ts";
import { isRoot } from "./workspace-user.ts";

const run = promisify(execFile);
const log = createLogger({ logLevel: "silent", mode: "test" });
const isSkipped = !isRoot();

let home: string;
let uid: number;
beforeAll(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), "lk-unprivileged-")));
});
afterAll(async () => {
  if (isSkipped) return;
  for (const { ref } of await open().list()) await open().remove(ref, { keepData: false });
  await rm(home, { recursive: true, force: true });
});

const open = (workspaceUser?: string) => createLocalRuntime({ home, mode: "test", log, workspaceUser });
const folderOf = (ref: string, ...parts: string[]) => join(home, "workspaces", ref, ...parts);

async function kill(ref: RuntimeRef) {
  const { pid } = await open().observe(ref);
  if (pid === undefined) throw new Error("the workspace has no process");
  process.kill(pid, "SIGKILL");
  await expect.poll(async () => (await open().observe(ref)).state).toBe("failed");
}

// Only root can run programs as another user: as anybody else there is nothing to promise here.
describe.skipIf(isSkipped)("as root, workspaces have a user of their own", { timeout: 120_000 }, () => {
  describeRuntimeContract("local, apart from root", async () => ({
    open: () => open(),
    kill,
    close: async () => undefined,
  }));

  beforeAll(async () => {
    await loadMasterKey({ home });
    const ref = await open().create(newSpec());
    uid = (await stat(folderOf(ref, "files"))).uid;
    await open().remove(ref, { keepData: false });
  });

  async function startNew(source: WorkspaceSource = { type: "empty" }, workspaceUser?: string) {
    const spec = newSpec({ source });
    const ref = await open(workspaceUser).create(spec);
    await open(workspaceUser).start(ref);
    return { ref, spec, address: await addressOf(open(), spec) };
  }

  /** Types a line into a new terminal, and gives what it wrote into a file beside the project's. */
  async function inTerminal(address: { baseUrl: string; token: string }, line: string): Promise<string> {
    const name = `t${Math.random().toString(36).slice(2)}`;
    await createTerminal(address, { name });
    const viewer = await openTestViewer(address, name, { cols: 200, rows: 20 });
    viewer.type(`{ ${line}; } > ${name}.out 2>&1; echo over >> ${name}.out\r`);
    const read = async () => {
      let text = "";
      for await (const chunk of await openContent(address, { path: `${name}.out` })) text += chunk.toString();
      return text;
    };
    await expect.poll(() => read().catch(() => ""), { timeout: 20_000 }).toContain("over\n");
    await viewer.close();
    return read();
  }

  test("a terminal is refused the master key, the home's list and the workspace's records", async () => {
    const { ref, address } = await startNew();
    const said = await inTerminal(
      address,
      `id -u; cat ${home}/master-key; ls ${home}; ls ${home}/workspaces ${folderOf(ref)}; cat ${folderOf(ref, "config.json")} ${folderOf(ref, "process.json")}; echo x > ${folderOf(ref, "workspaced.log")}; mv ${folderOf(ref, "state")} ${folderOf(ref, "moved")}; cat /proc/${process.pid}/environ`,
    );
    expect(said.split("\n")[0]).toBe(String(uid));
    expect(said.match(/[Pp]ermission denied/g)).toHaveLength(9);
    expect(said).not.toMatch(/master-key\n|lock\.|token/);
    await open().remove(ref, { keepData: false });
  });

  test("files, shells and agents are that user's, with its home", async () => {
    const { ref, address } = await startNew();
    const { home: userHome } = await userOf(uid);
    await writeContent(address, { path: "note.txt" }, Buffer.from("mine"), {});
    expect((await stat(folderOf(ref, "files", "note.txt"))).uid).toBe(uid);
    expect(await inTerminal(address, 'echo "$HOME"; touch ~/probe && rm ~/probe && echo written')).toBe(
      `${userHome}\nwritten\nover\n`,
    );
    const { pid } = await startAgent(address, "task-1", {});
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    expect(/^Uid:\s+(\d+)\s+(\d+)/m.exec(status)?.slice(1)).toEqual([String(uid), String(uid)]);
    expect(/^Groups:[ \t]*(.*)$/m.exec(status)?.[1]?.trim()).toBe("");
    await open().remove(ref, { keepData: false });
    expect((await open().observe(ref)).state).toBe("missing");
  });

  test("a workspace that was root's is ended and handed over at its next start, files with two names copied", async () => {
    const { ref, spec, address } = await startNew({ type: "empty" }, "root");
    const before = await readHealth(address);
    await inTerminal(address, "umask 077; mkdir -p deep/er; echo old > deep/er/file");
    const elsewhere = join(home, "elsewhere");
    await writeFile(elsewhere, "shared");
    await link(elsewhere, folderOf(ref, "files", "shared"));
    await run("ln", ["-s", elsewhere, folderOf(ref, "files", "link")]);

    await open().start(ref);
    const after = await readHealth(await addressOf(open(), spec));
    expect(after.pid).not.toBe(before.pid);
    for (const name of ["deep/er/file", "deep", "shared"])
      expect((await stat(folderOf(ref, "files", name))).uid, name).toBe(uid);
    expect((await stat(elsewhere)).uid, "what lies elsewhere is left alone").toBe(0);
    expect(await inTerminal(await addressOf(open(), spec), "cat deep/er/file shared")).toBe(
      "old\nsharedover\n",
    );

    await open().start(ref);
    expect((await readHealth(await addressOf(open(), spec))).pid).toBe(after.pid);
    await open().remove(ref, { keepData: false });
    await rm(elsewhere);
  });

  test("a folder's workspace runs as the folder's owner, and a folder of root's is refused untouched", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "lk-owned-")));
    try {
      await writeFile(join(folder, "mine.txt"), "mine");
      const source = { type: "folder", path: folder } as const;
      await expect(open().create(newSpec({ source }))).rejects.toMatchObject({
        publicMessage: expect.stringContaining("belongs to root"),
      });
      expect((await stat(folder)).uid).toBe(0);

      const owner = await userOf("daemon");
      await chown(folder, owner.uid, owner.gid);
      const { ref, address } = await startNew(source);
      expect(await inTerminal(address, "id -u")).toBe(`${owner.uid}\nover\n`);
      expect((await stat(join(folder, "mine.txt"))).uid, "nothing in it is handed to anybody").toBe(0);
      await open().remove(ref, { keepData: false });
      expect(await readdir(folder)).toContain("mine.txt");
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  test("it clones from and pushes to a repository of root's that it may write, and is told where it may not", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "lk-origin-")));
    const origin = join(folder, "origin.git");
    const inOrigin = async (...args: string[]) => (await run("git", ["-C", origin, ...args])).stdout.trim();
    const { ref, address } = await startNew({ type: "git" });
    try {
      await run("git", ["init", "--quiet", "--bare", "--initial-branch=main", origin]);
      const last = async () => {
        let line: unknown;
        for await (line of cloneRepository(address, { url: origin })) if (!line) return line;
        return line;
      };
      expect(await last()).toMatchObject({
        reason: "no_access",
        message: expect.stringMatching(/may not read/),
      });

      await run("chmod", ["-R", "a+rwX", folder]);
      expect(await last()).toMatchObject({ type: "done" });
      await writeContent(address, { path: "new.txt" }, Buffer.from("new"), {});
      const author = { name: "Ada", email: "ada@example.test" };
      const { commit } = await commitEverything(address, { message: "By its user", author });
      expect(await pushBranch(address, { branch: "main" })).toMatchObject({ pushed: true });
      expect(await inOrigin("rev-parse", "main")).toBe(commit);

      await run("chmod", ["-R", "go-w", folder]);
      await writeContent(address, { path: "more.txt" }, Buffer.from("more"), {});
      await commitEverything(address, { message: "More", author });
      expect(await pushBranch(address, { branch: "main" })).toMatchObject({ refused: true });
      expect(await inOrigin("rev-parse", "main")).toBe(commit);
    } finally {
      await open().remove(ref, { keepData: false });
      await rm(folder, { recursive: true });
    }
  });

  test("what the user cannot reach is named, with what to do", async () => {
    const closed = await mkdtemp(join(tmpdir(), "lk-closed-"));
    await mkdir(join(closed, "home"));
    await chmod(closed, 0o700);
    const runtime = createLocalRuntime({ home: join(closed, "home"), mode: "test", log });
    await expect(runtime.create(newSpec())).rejects.toMatchObject({
      publicMessage: expect.stringMatching(
        /cannot reach .*workspaces\. Put Lockkeeper and its LOCKKEEPER_HOME/,
      ),
    });
    await rm(closed, { recursive: true });
  });

  test("an unknown user, and the database's, are refused by name", async () => {
    await expect(open("no-such-user").create(newSpec())).rejects.toThrow(/no user no-such-user/);
    if (await userOf("lockkeeper-db").catch(() => null))
      await expect(open("lockkeeper-db").create(newSpec())).rejects.toThrow(/Nothing but the database/);
  });
});

test("another user cannot be chosen where the server is not root", async () => {
  const asked = `import { ensureWorkspaceUser } from "#lib/providers/runtimes/local/workspace-user.ts";
    await ensureWorkspaceUser("root").then(() => console.log("taken"), ({ publicMessage }) => console.log(publicMessage));`;
  const person = isRoot() ? { uid: 65_534, gid: 65_534 } : {};
  const options = { ...person, cwd: process.cwd(), timeout: 30_000 };
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", asked], options);
  expect(stdout).toMatch(/^Only a server that runs as root/);
});

async function userOf(key: string | number): Promise<{ uid: number; gid: number; home: string }> {
  const { stdout } = await run("getent", ["passwd", String(key)]);
  const [, , found = "", gid = "", , userHome = ""] = stdout.trim().split(":");
  return { uid: Number(found), gid: Number(gid), home: userHome };
}
