#!/usr/bin/env node
// The command line runs on whatever Node the machine has (20.9 or newer): one that cannot run TypeScript hands over to
// the Node 24 that comes with the packages, which are installed first where a fresh clone has none.
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

/** @param {string} path */
const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));

const packaged = pathOf(`../node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`);

if (!existsSync(packaged)) install();
if (Number.parseInt(process.versions.node, 10) >= 24) {
  nodeModule.enableCompileCache(pathOf("../node_modules/.cache/compiled"));
  await import("./main.ts");
} else {
  handOver();
}

/** What is said meanwhile goes to stderr: stdout is for the answer. */
function install() {
  const { status } = spawnSync(process.execPath, [pathOf("../scripts/prepare.mjs")], {
    stdio: ["ignore", 2, 2],
  });
  if (status === 0 && existsSync(packaged)) return;
  process.stderr.write(`lockkeeper needs its packages: run \`npm ci\` in ${pathOf("..")}.\n`);
  process.exit(1);
}

function handOver() {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  const child = spawn(packaged, args, { stdio: "inherit" });
  // Ctrl-C reaches the child by itself, for it is of the same group; what is sent to this process alone is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`lockkeeper could not start ${packaged}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
