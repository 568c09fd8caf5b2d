#!/usr/bin/env node
// The command line runs on whatever Node the machine has (20.9 or newer): one that cannot run TypeScript hands over to
// the Node 24 that came with the packages.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import nodeModule from "node:module";
import { fileURLToPath } from "node:url";

const pathOf = (path) => fileURLToPath(new URL(path, import.meta.url));

if (Number.parseInt(process.versions.node, 10) >= 24) {
  nodeModule.enableCompileCache(pathOf("../node_modules/.cache/compiled"));
  await import("./main.ts");
} else {
  const packaged = pathOf(`../node_modules/node/bin/node${process.platform === "win32" ? ".exe" : ""}`);
  if (existsSync(packaged)) handOver(packaged);
  else {
    process.stderr.write(
      `lockkeeper runs on Node 24 and this is ${process.version}. Its packages bring one: run \`npm ci\` in ${pathOf("..")}.\n`,
    );
    process.exitCode = 1;
  }
}

function handOver(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // Ctrl-C reaches the child by itself, for it is of the same group; what is sent to this process alone is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    process.stderr.write(`lockkeeper could not start ${node}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 1);
  });
}
