import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  deletePath,
  listTree,
  makeFolder,
  movePath,
  openContent,
  restorePath,
  writeContent,
} from "#lib/providers/workspaced/files.ts";
import { startTestWorkspace, type TestWorkspace } from "../test-workspace.ts";

let workspace: TestWorkspace;
let address: TestWorkspace["address"];
let folder: string;

beforeAll(async () => {
  workspace = await startTestWorkspace({ terminals: "pty" });
  ({ address, folder } = workspace);
  await mkdir(join(workspace.outside, "secrets"));
  await writeFile(join(workspace.outside, "secrets", "key"), "secret");
  await writeFile(join(folder, "file.txt"), "inside");
});
afterAll(() => workspace.close());

const body = Buffer.from("x");
const verbs: Record<string, (path: string) => Promise<unknown>> = {
  tree: (path) => listTree(address, { path }),
  content: (path) => openContent(address, { path }),
  write: (path) => writeContent(address, { path }, body, { ifMatch: "*" }),
  mkdir: (path) => makeFolder(address, { path }),
  "move from": (path) => movePath(address, { from: path, to: "somewhere" }),
  "move to": (path) => movePath(address, { from: "file.txt", to: path }),
  delete: (path) => deletePath(address, { path }),
};

test.each(Object.entries(verbs))(
  "%s refuses hostile paths with 400 and the field's name",
  async (verb, act) => {
    const field = { "move from": "from", "move to": "to" }[verb] ?? "path";
    for (const path of [
      "..",
      "../secrets/key",
      "a/../../secrets",
      "/etc/passwd",
      "a\0b",
      "x".repeat(300),
      "a/".repeat(3000),
    ]) {
      await expect(act(path)).rejects.toMatchObject({
        status: 400,
        type: "VALIDATION_ERROR",
        details: { field },
      });
    }
  },
);

test.each(Object.entries(verbs))("%s does not go through a link that leaves the root", async (verb, act) => {
  await symlink("../secrets", join(folder, "out")).catch(() => undefined);
  const field = { "move from": "from", "move to": "to" }[verb] ?? "path";
  await expect(act("out/key")).rejects.toMatchObject({ status: 400, details: { field } });
  expect(await readFile(join(workspace.outside, "secrets", "key"), "utf8")).toBe("secret");
});

test("silly but legal names are taken as they are", async () => {
  for (const path of [
    "$(reboot)",
    "a b",
    "--force",
    "emoji 🎉",
    "\u202eabc",
    "new\nline",
    "a\\b",
    ".gitignore",
  ]) {
    await writeContent(address, { path }, Buffer.from(path), {});
    expect(await readFile(join(folder, path), "utf8")).toBe(path);
  }
});

test("a link as the last part is not written, read or listed outside", async () => {
  await symlink("../secrets/key", join(folder, "key-link"));
  await symlink("../nowhere", join(folder, "dangling"));
  await symlink("loop", join(folder, "loop"));
  await expect(openContent(address, { path: "key-link" })).rejects.toMatchObject({ status: 400 });
  await expect(verbs.write?.("key-link")).rejects.toMatchObject({ status: 400 });
  await expect(verbs.write?.("dangling")).rejects.toMatchObject({ status: 400 });
  await expect(openContent(address, { path: "loop" })).rejects.toMatchObject({ status: 400 });
  expect(await readFile(join(workspace.outside, "secrets", "key"), "utf8")).toBe("secret");
});

test("nothing in .git is changed through files, reading it is fine", async () => {
  await mkdir(join(folder, ".git/hooks"), { recursive: true });
  await writeFile(join(folder, ".git/HEAD"), "ref");
  await symlink(".git", join(folder, "alias"));
  for (const path of [".git/hooks/pre-commit", ".GIT/hooks/x", "alias/hooks/pre-commit", "sub/.git"]) {
    for (const verb of ["write", "mkdir", "move to"]) {
      if (path.startsWith("sub")) await mkdir(join(folder, "sub"), { recursive: true });
      const attempt = verbs[verb]?.(path);
      await expect(attempt, `${verb} ${path}`).rejects.toMatchObject({
        status: path.startsWith(".GIT") ? expect.toBeOneOf([400, 404]) : 400,
      });
    }
  }
  for (const verb of ["delete", "move from"]) {
    await expect(verbs[verb]?.(".git/HEAD")).rejects.toMatchObject({ status: 400 });
    await expect(verbs[verb]?.(".git")).rejects.toMatchObject({ status: 400 });
  }
  expect((await openContent(address, { path: ".git/HEAD" })).statusCode).toBe(200);
});

test("while a folder is swapped for a link all the time, nothing outside is read or written", async () => {
  await mkdir(join(folder, "swap"));
  await writeFile(join(folder, "swap", "key"), "inside");
  await symlink("../secrets", join(folder, "evil"));
  let isDone = false;
  let swaps = 0;
  const swapper = (async () => {
    for (; !isDone; swaps += 1) {
      await rename(join(folder, "swap"), join(folder, "aside"));
      await rename(join(folder, "evil"), join(folder, "swap"));
      await rename(join(folder, "swap"), join(folder, "evil"));
      await rename(join(folder, "aside"), join(folder, "swap"));
    }
  })();
  const outcomes = new Map<string, number>();
  const count = (name: string) => outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
  const readKey = async () => {
    const response = await openContent(address, { path: "swap/key" });
    let text = "";
    for await (const chunk of response) text += chunk;
    expect(text).not.toContain("secret");
    count("read");
  };
  const refused = (error: { status?: number }) => {
    expect([400, 404]).toContain(error.status);
    count(`refused ${error.status}`);
  };
  // Without both kinds of outcome the race was not run; a busy machine takes longer to see them.
  const wasRun = () => swaps > 100 && outcomes.has("read") && outcomes.has("refused 400");
  const begin = Date.now();
  try {
    while (Date.now() - begin < 3000 || (!wasRun() && Date.now() - begin < 25_000)) {
      await Promise.all([
        readKey().catch(refused),
        writeContent(address, { path: "swap/key" }, Buffer.from("inside"), { ifMatch: "*" }).then(
          () => count("written"),
          refused,
        ),
        writeContent(address, { path: "swap/planted" }, body, { ifMatch: "*" }).then(
          () => count("planted"),
          refused,
        ),
        deletePath(address, { path: "swap/planted" }).then(() => count("deleted"), refused),
      ]);
    }
  } finally {
    isDone = true;
    await swapper;
  }
  expect(wasRun()).toBe(true);
  expect(await readFile(join(workspace.outside, "secrets", "key"), "utf8")).toBe("secret");
  expect(await readdir(join(workspace.outside, "secrets"))).toEqual(["key"]);
}, 40_000);

test("a worktree that is a link is no root", async () => {
  await mkdir(workspace.config.worktreesDir, { recursive: true });
  await symlink(join(workspace.outside, "secrets"), join(workspace.config.worktreesDir, "evil"));
  await expect(listTree(address, { root: "worktree:evil", path: "" })).rejects.toMatchObject({ status: 400 });
});

test("a restore does not leave the root either", async () => {
  await mkdir(join(folder, "was"));
  await writeFile(join(folder, "was", "item"), "x");
  const { trashId } = await deletePath(address, { path: "was/item" });
  await rm(join(folder, "was"), { recursive: true });
  await symlink("../secrets", join(folder, "was"));
  await expect(restorePath(address, { trashId })).rejects.toMatchObject({ status: 400 });
});
