import { execFile } from "node:child_process";
import { access } from "node:fs/promises";
import { delimiter, join, sep } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { newMachine } from "#cli/fixtures/run-cli.ts";
import { productVersion } from "#lib/kernel/version.ts";

/** The Node of this machine rather than the one that the packages bring; the test's own where there is no other. */
async function machinesNode(): Promise<string> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  for (const folder of folders.filter((each) => !each.includes(`node_modules${sep}.bin`))) {
    const path = join(folder, "node");
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return process.execPath;
}

test("it starts on the machine's own Node, from any folder, and keeps its codes", async () => {
  const machine = await newMachine();
  const node = await machinesNode();
  expect(await machine.run(["--version"], { node })).toMatchObject({
    code: 0,
    stdout: `${productVersion}\n`,
  });
  expect((await machine.run(["projects", "list"], { node })).code).toBe(2);
  await machine.drop();
});

test("a reader that has seen enough ends it without an error", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    "-e",
    `const { spawn } = require("node:child_process");
     const child = spawn(process.execPath, [${JSON.stringify(join(import.meta.dirname, "lockkeeper.mjs"))}, "--help"]);
     child.stdout.destroy();
     let said = "";
     child.stderr.on("data", (text) => { said += text; });
     child.on("close", (code) => console.log(JSON.stringify({ code, said })));`,
  ]);
  expect(JSON.parse(stdout)).toEqual({ code: 0, said: "" });
});
