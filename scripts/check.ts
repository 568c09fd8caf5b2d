import { spawnSync } from "node:child_process";
import { askAudit } from "#scripts/ask-audit.ts";
import { judgeAudit } from "#scripts/judge-audit.ts";

const tools: readonly (readonly [name: string, program: string, ...args: string[]])[] = [
  ["next typegen", "node_modules/next/dist/bin/next", "typegen"],
  ["biome check", "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
  ["tsc", "node_modules/typescript/bin/tsc", "--noEmit"],
  ["architecture", "node_modules/vitest/vitest.mjs", "run", "lib/architecture.test.ts"],
  ["knip", "node_modules/knip/bin/knip.js"],
];

// Every tool runs, so that one call shows everything there is to mend.
const failed: string[] = [];
for (const [name, program, ...args] of tools) {
  console.log(`— ${name}`);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1" };
  const { status } = spawnSync(process.execPath, [program, ...args], { stdio: "inherit", env });
  if (status !== 0) failed.push(name);
}

const verdict = judgeAudit(await askAudit({ folder: process.cwd() }));
console.log(`— npm audit: ${verdict.sentence}`);
if (verdict.isBad) failed.push("npm audit");

console.log(failed.length > 0 ? `Failed: ${failed.join(", ")}` : "All checks passed.");
process.exitCode = failed.length > 0 ? 1 : 0;
