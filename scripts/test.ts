import { spawn } from "node:child_process";
import { mkdir, readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { addCounts, type Counts, countPlaywright, countVitest } from "#scripts/count-tests.ts";
import { type Failure, listPlaywrightFailures, listVitestFailures } from "#scripts/list-failures.ts";

interface Runner {
  readonly program: string;
  readonly args: readonly string[];
  readonly report: string;
  readonly count: (report: unknown, exitCode: number) => Counts;
  readonly failures: (report: unknown) => Failure[];
}

const folder = "test-results";
const runners: readonly Runner[] = [
  {
    program: "node_modules/vitest/vitest.mjs",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${folder}/vitest.json`],
    report: `${folder}/vitest.json`,
    count: countVitest,
    failures: listVitestFailures,
  },
  {
    program: "node_modules/@playwright/test/cli.js",
    args: ["test", "--reporter=list,json"],
    report: `${folder}/playwright.json`,
    count: countPlaywright,
    failures: listPlaywrightFailures,
  },
];

/** Runs a program of the packages on this Node; its exit code, 1 when a signal ended it. */
function run(program: string, args: readonly string[], env: Record<string, string>): Promise<number> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code ?? 1));
  });
}

// A runner that died before writing has no report, which counts as one failure.
async function readReport(path: string): Promise<unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(path, "utf8")));
  } catch {
    return undefined;
  }
}

// Before the tests, which would otherwise each build it at the same time. Those that need it say why they fail.
await run("lib/providers/runtimes/docker/fixtures/prepare-images-process.ts", [], {});

let total: Counts = { passed: 0, failed: 0, skipped: 0 };
const failed: Failure[] = [];
for (const { program, args, report, count, failures } of runners) {
  await mkdir(folder, { recursive: true });
  await rm(report, { force: true });
  const exitCode = await run(program, args, { PLAYWRIGHT_JSON_OUTPUT_NAME: report });
  const result = await readReport(report);
  total = addCounts(total, count(result, exitCode));
  failed.push(...failures(result));
}

// Once more at the end, where a reader of a long log looks first.
for (const { test, message } of failed) console.log(`\nFAILED ${test}\n${message}`);

const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : "";
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;
