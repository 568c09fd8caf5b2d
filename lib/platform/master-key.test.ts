import { execFile } from "node:child_process";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect, promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";
import { secret } from "#lib/kernel/secret.ts";
import { deriveKey, loadMasterKey } from "#lib/platform/master-key.ts";

const run = promisify(execFile);
let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "lockkeeper-key-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

test("the first start makes a key of mode 600 and the next reads the same one", async () => {
  const first = await loadMasterKey({ home });
  const second = await loadMasterKey({ home });
  expect(second.id).toBe(first.id);
  expect(first.id).toMatch(/^[0-9a-f]{8}$/);
  expect((await stat(join(home, "master-key"))).mode & 0o777).toBe(0o600);
  expect(await readdir(home)).toEqual(["master-key"]);
});

test("processes that start at once get the same key", async () => {
  const program = `import { loadMasterKey } from "#lib/platform/master-key.ts";
    const keys = await Promise.all(Array.from({ length: 8 }, () => loadMasterKey({ home: process.env.KEY_HOME })));
    console.log(keys.map((key) => key.id).join("\\n"));`;
  const outputs = await Promise.all(
    Array.from({ length: 4 }, () =>
      run(process.execPath, ["--input-type=module", "-e", program], {
        env: { ...process.env, KEY_HOME: home },
      }),
    ),
  );
  const ids = outputs.flatMap(({ stdout }) => stdout.trim().split("\n"));
  expect(ids).toHaveLength(32);
  expect(new Set(ids).size).toBe(1);
});

test("a given key wins and does not touch the home", async () => {
  const given = Buffer.from(Array.from({ length: 32 }, (_, index) => (index * index * 7 + 131) % 256));
  const key = await loadMasterKey({ home, given: secret(given.toString("base64")) });
  expect(key.bytes.reveal()).toEqual(given);
  expect(await readdir(home)).toEqual([]);
});

test("a key file that others can read, or that is damaged, stops with a sentence without the key", async () => {
  await loadMasterKey({ home });
  const path = join(home, "master-key");
  const text = (await readFile(path, "utf8")).trim();
  await chmod(path, 0o644);
  await expect(loadMasterKey({ home })).rejects.toThrow(/can be read by others; run: chmod 600/);
  await chmod(path, 0o600);
  await writeFile(path, text.slice(0, 20));
  const failure = await loadMasterKey({ home }).catch((error: Error) => error);
  expect(String(failure)).toMatch(/must be 32 bytes in base64/);
  expect(String(failure)).not.toContain(text.slice(0, 20));
});

test("each purpose has its own stable sub-key of 32 bytes, and the master key does not print", async () => {
  const key = await loadMasterKey({ home });
  const subKeys = (["secrets", "audit", "sessions"] as const).map((purpose) => deriveKey(key, purpose));
  expect(new Set(subKeys.map((subKey) => subKey.toString("hex"))).size).toBe(3);
  expect(subKeys.every((subKey) => subKey.length === 32)).toBe(true);
  expect(deriveKey(await loadMasterKey({ home }), "audit")).toEqual(subKeys[1]);
  const printed = inspect(key, { depth: 9, showHidden: true }) + JSON.stringify(key);
  expect(printed).not.toContain(key.bytes.reveal().toString("base64"));
  expect(printed).not.toContain(inspect(key.bytes.reveal()));
});
