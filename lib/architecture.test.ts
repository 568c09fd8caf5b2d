import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { fileRules } from "#scripts/architecture/file-rules.ts";
import { importRules } from "#scripts/architecture/import-rules.ts";
import { parseSource, readSources } from "#scripts/architecture/read-sources.ts";
import { findBreaches } from "#scripts/architecture/rule.ts";

const root = dirname(import.meta.dirname);
const rules = [...importRules, ...fileRules];

/** A file set of one file that takes one import, or holds the given text. */
const file = (path: string, text: string) => ({ path, text });
const taking = (path: string, specifier: string) => file(path, `import { x } from "${specifier}";\n`);

const breachesOf = (...files: { path: string; text: string }[]) =>
  findBreaches(
    rules,
    files.map(({ path, text }) => parseSource(path, text)),
  );

test("the tree keeps every rule", async () => {
  const sources = await readSources(root);
  expect(sources.length).toBeGreaterThan(100);
  expect(findBreaches(rules, sources).join("\n")).toBe("");
});

/** A block of `lines` lines between its two ends. */
const long = (begin: string, lines: number, end: string) =>
  `${begin}\n${"  go();\n".repeat(lines - 1)}${end}\n`;

describe("a breach is found and told with its rule and its mend:", () => {
  const verb = "lib/modules/tasks/move-task.ts";
  const declared = (target: string) =>
    file(verb, `import { x } from "${target}";\n\nexport const moveTask = command({});\n`);

  const cases: readonly (readonly [rule: string, ...files: { path: string; text: string }[]])[] = [
    ["arrows point down", taking("lib/operations/submit.ts", "#lib/modules/tasks/move-task.ts")],
    ["arrows point down", taking("lib/protection/decide.ts", "#lib/platform/log.ts")],
    ["arrows point down", taking("lib/kernel/ids.ts", "#lib/platform/log.ts")],
    ["arrows point down", taking("lib/platform/log.ts", "#lib/operations/run.ts")],
    ["arrows point down", taking("lib/providers/dns/port.ts", "#lib/operations/run.ts")],
    ["arrows point down", taking("components/tasks/board.tsx", "#lib/platform/log.ts")],
    ["arrows point down", taking("components/tasks/board.tsx", "#lib/modules/tasks/move-task.ts")],
    ["arrows point down", taking("lib/client/fetcher.ts", "#lib/operations/run.ts")],
    ["arrows point down", taking("app/page.tsx", "#lib/providers/runtimes/registry.ts")],
    ["arrows point down", taking("lib/modules/tasks/schema.ts", "./move-task.ts")],
    ["arrows point down", taking("lib/modules/tasks/queries.ts", "#lib/platform/log.ts")],
    ["arrows point down", taking("workspaced/app.ts", "#lib/kernel/ids.ts")],
    ["arrows point down", taking("cli/http.ts", "#lib/operations/schema.ts")],
    ["arrows point down", taking("cli/http.ts", "#lib/modules/tasks/schema.ts")],
    ["arrows point down", taking("lib/http/app.ts", "#components/ui/button.tsx")],
    ["arrows point down", taking("lib/http/metrics.ts", "#drizzle/schema/operations.ts")],
    ["arrows point down", taking("lib/worker/main.ts", "#drizzle/schema/workers.ts")],
    ["arrows point down", taking("lib/http/tls-files.ts", "#lib/worker/keep-audit.ts")],
    ["arrows point down", taking(verb, "#e2e/fixtures/lockkeeper.ts")],
    [
      "in a circle",
      file("lib/kernel/ids.ts", 'import type { X } from "./text.ts";\n'),
      taking("lib/kernel/text.ts", "./secret.ts"),
      taking("lib/kernel/secret.ts", "#lib/kernel/ids.ts"),
    ],
    ["are pure", taking("lib/kernel/ids.ts", "node:crypto")],
    ["are pure", taking("lib/protection/decide.ts", "drizzle-orm")],
    ["are pure", taking("lib/modules/tasks/rules.ts", "@tanstack/react-query")],
    ["store.ts is private", taking(verb, "#lib/modules/runs/store.ts")],
    ["store.ts is private", taking("lib/worker/main.ts", "#lib/modules/runs/store.ts")],
    ["SQL stands in its store.ts", taking(verb, "drizzle-orm")],
    ["SQL stands in its store.ts", taking(verb, "#drizzle/schema/projects.ts")],
    ["job files are named by the worker only", taking(verb, "./run-task.job.ts")],
    ["asks no outside system", declared("#lib/providers/runtimes/registry.ts")],
    ["only drivers import an engine's client", taking("lib/providers/runtimes/registry.ts", "dockerode")],
    [
      "only drivers import an engine's client",
      taking("lib/modules/runs/stop.job.ts", "@kubernetes/client-node"),
    ],
    ["only a port's registry.ts", taking("lib/worker/main.ts", "#lib/providers/runtimes/local/driver.ts")],
    ["only a port's registry.ts", taking("lib/providers/runtimes/local/driver.ts", "../docker/map.ts")],
    ["imports nothing of Node", taking("components/tasks/board.tsx", "node:fs")],
    [
      "Node runs .ts files",
      taking("server.ts", "#lib/http/app.ts"),
      taking("lib/http/app.ts", "./page.tsx"),
      file("lib/http/page.tsx", ""),
    ],
    ["no index.ts barrels", file("lib/kernel/index.ts", "")],
    ["kebab-case", file("lib/kernel/someThing.ts", "")],
    ["kebab-case", file("components/Tasks/board.tsx", "")],
    ["at most 400 lines", file("lib/kernel/ids.ts", "\n".repeat(401))],
    ["at most 100 lines", file("lib/kernel/ids.ts", long("export function first() {", 100, "}"))],
    ["at most 100 lines", file("lib/kernel/ids.ts", long("const first = (a: string) => {", 100, "};"))],
    ["a view 150", file("components/tasks/board.tsx", long("export function Board() {", 150, "}"))],
    ["never through a shell", file("lib/platform/run.ts", 'import { exec } from "node:child_process";\n')],
    ["never through a shell", file("lib/platform/run.ts", "spawn(name, { shell: true });\n")],
    ["never through a shell", file("lib/platform/run.ts", 'spawn("sh", ["-c", text]);\n')],
    ["read and checked in one place", file("lib/platform/log.ts", "process.env.LOG_LEVEL;\n")],
  ];

  test.each(cases.map(([rule, ...files]) => [`${rule}: ${files[0]?.path}`, rule, files] as const))(
    "%s",
    (_name, rule, files) => {
      const found = breachesOf(...files);
      expect(found.some((line) => line.includes(rule))).toBe(true);
      expect(found.every((line) => line.includes("rule: ") && line.includes("mend: "))).toBe(true);
    },
  );
});

describe("what is allowed is not taken for a breach:", () => {
  test.each([
    [
      "a module calls another's verb",
      taking("lib/modules/tasks/run-task.ts", "#lib/modules/runs/start-run.ts"),
    ],
    ["a job asks a registry", taking("lib/modules/tasks/run.job.ts", "#lib/providers/runtimes/registry.ts")],
    ["a view reads a schema", taking("components/tasks/board.tsx", "#lib/modules/tasks/schema.ts")],
    ["a driver takes its client", taking("lib/providers/engines/docker/client.ts", "dockerode")],
    ["a test takes a store", taking("lib/modules/runs/a.test.ts", "#lib/modules/tasks/store.ts")],
    ["routes have brackets", file("app/(console)/projects/[projectId]/page.tsx", "")],
    ["a regular expression's exec", file("lib/kernel/text.ts", "pattern.exec(text);\n")],
    ["a function of 100 lines", file("lib/kernel/ids.ts", long("function first() {", 99, "}"))],
    ["a long table", file("lib/kernel/ids.ts", long("export const table = {", 200, "};"))],
    ["a long test", file("lib/kernel/ids.test.ts", long("function first() {", 200, "}"))],
    ["a type of what is erased", file("server.ts", 'import type { X } from "./app/page.tsx";\n')],
  ])("%s", (_name, allowed) => {
    expect(breachesOf(allowed)).toEqual([]);
  });

  test("two files that take a third are no circle", () => {
    const takers = ["ids", "secret"].map((name) => taking(`lib/kernel/${name}.ts`, "./text.ts"));
    expect(breachesOf(...takers, taking("lib/kernel/text.ts", "zod"))).toEqual([]);
  });
});

test("every package that wants to run something at installation is decided in package.json", async () => {
  const read = async (name: string) => JSON.parse(await readFile(join(root, name), "utf8"));
  const Lock = z.object({
    packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })),
  });
  const Manifest = z.object({ allowScripts: z.record(z.string(), z.boolean()) });
  const { packages } = Lock.parse(await read("package-lock.json"));
  const { allowScripts } = Manifest.parse(await read("package.json"));
  const wanting = Object.entries(packages)
    .filter(([path, { hasInstallScript }]) => path !== "" && hasInstallScript)
    .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  expect([...new Set(wanting)].sort()).toEqual(Object.keys(allowScripts).sort());
});

test("the lock file knows every platform, so that `npm ci` accepts it wherever it was written", async () => {
  const Entry = z.object({ optionalDependencies: z.record(z.string(), z.string()).optional() });
  const Lock = z.object({ packages: z.record(z.string(), Entry) });
  const { packages } = Lock.parse(JSON.parse(await readFile(join(root, "package-lock.json"), "utf8")));
  const isKnown = (owner: string, name: string): boolean => {
    if (packages[`${owner === "" ? "" : `${owner}/`}node_modules/${name}`]) return true;
    return owner !== "" && isKnown(owner.slice(0, Math.max(0, owner.lastIndexOf("/node_modules/"))), name);
  };
  const missing = Object.entries(packages).flatMap(([owner, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isKnown(owner, name)),
  );
  expect(missing).toEqual([]);
});
