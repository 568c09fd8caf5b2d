import type { Source } from "#scripts/architecture/read-sources.ts";
import { isTest } from "#scripts/architecture/rooms.ts";
import { fileRule, type Rule } from "#scripts/architecture/rule.ts";

const linesMax = 400;
/** What a reader can still hold; about 50 is the aim. A view is mostly its markup, and may be longer. */
const functionLinesMax = 100;
const viewLinesMax = 150;
const programs = ["server.ts", "workspaced/main.ts", "cli/main.ts"];

// next-auth takes its address from a variable alone. next.config.ts and the scripts run before anything that could have read the variables for them; workspaced is a
// program of its own, and git and OpenCode are found the way the person's own shell would find them.
const readersOfVariables = [
  /^lib\/platform\/env\.ts$/,
  /^(next\.config|server)\.ts$/,
  /^(scripts|bench)\//,
  /^app\/api\/auth\//,
  /^cli\/environment\.ts$/,
  /^workspaced\/(main|environment|git\/(run-git|remote-access)|agents\/find-opencode)\.ts$/,
];

const segment =
  /^(?:[a-z0-9]+(?:-[a-z0-9]+)*|\([a-z0-9-]+\)|\[{1,2}(?:\.\.\.)?[a-zA-Z]+\]{1,2})(?:\.[a-z0-9-]+)*$/;

const isExemptFromSize = (path: string) =>
  isTest(path) || path.endsWith(".spec.ts") || path.startsWith("components/ui/");

/** The files that run when the programs run: types are erased and reach nothing. */
function reachableFrom(starts: readonly string[], sources: readonly Source[]): Set<string> {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const found = new Set<string>();
  const open = [...starts];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const source = byPath.get(path);
    if (!source || found.has(path)) continue;
    found.add(path);
    open.push(...source.imports.filter(({ isType }) => !isType).map(({ target }) => target));
  }
  return found;
}

const isView = (path: string) => /^(?:components|app)\//.test(path);
const beginning =
  /^(?:export )?(?:default )?(?:(?:async )?function\*? (\w+)|const (\w+)[^=]*= (?:async )?(?:\(|<|\w+ =>))/;

/** The functions at a file's top level that are longer than `max` lines. The formatter ends each at the line's start. */
function longFunctions(text: string, max: number): string[] {
  const lines = text.split("\n");
  return lines.flatMap((line, start) => {
    const [, name, arrow] = beginning.exec(line) ?? [];
    const length = lines.slice(start + 1).findIndex((later) => /^[)\]}]+[;,]*$/.test(later)) + 2;
    return (name ?? arrow) !== undefined && length > max ? [`${name ?? arrow} (${length} lines)`] : [];
  });
}

export const fileRules: readonly Rule[] = [
  {
    name: "Node runs .ts files as they are; a .tsx file in their graph would stop the server",
    mend: "move what the server needs out of the .tsx file",
    breaches: (sources) =>
      [...reachableFrom(programs, sources)]
        .filter((path) => path.endsWith(".tsx"))
        .map((path) => `${path} is reachable from ${programs.join(" or ")}`),
  },
  fileRule("no index.ts barrels", "import the file itself; name the file for what it holds", ({ path }) =>
    /(^|\/)index\.tsx?$/.test(path) ? "is a barrel" : undefined,
  ),
  fileRule("names are kebab-case", "rename it: lower case, words joined by hyphens", ({ path }) =>
    path.split("/").every((part) => segment.test(part)) ? undefined : "is not kebab-case",
  ),
  fileRule(
    `a file has at most ${linesMax} lines`,
    "split it by what its parts are about",
    ({ path, text }) => {
      const lines = text.split("\n").length - 1;
      return lines > linesMax && !isExemptFromSize(path) ? `has ${lines} lines` : undefined;
    },
  ),
  fileRule(
    `a function has at most ${functionLinesMax} lines, a view ${viewLinesMax}`,
    "give a part of it a name and a function, or a file, of its own",
    ({ path, text }) => {
      if (isExemptFromSize(path)) return undefined;
      const found = longFunctions(text, isView(path) ? viewLinesMax : functionLinesMax);
      return found.length > 0 ? `holds ${found.join(", ")}` : undefined;
    },
  ),
  fileRule(
    "programs start with argument arrays, never through a shell",
    "use spawn or execFile with an array",
    ({ path, text, imports }) => {
      if (isTest(path) || path.startsWith("scripts/architecture/")) return undefined;
      const takesExec =
        imports.some(({ target }) => target === "node:child_process") &&
        /\bimport\s*\{[^}]*\bexec(?:Sync)?\b[^}]*\}\s*from "node:child_process"/.test(text);
      if (takesExec) return "imports exec";
      if (/\bshell:\s*true\b/.test(text)) return "asks for shell: true";
      return /["'](?:ba|da)?sh["'],\s*\[\s*["']-l?c["']/.test(text) ? "calls a shell with -c" : undefined;
    },
  ),
  fileRule(
    "process variables are read and checked in one place",
    "take the value from readEnvironment() (lib/platform/env.ts) or as an argument",
    ({ path, text }) =>
      /\bprocess\.env\b/.test(text) &&
      !isTest(path) &&
      !readersOfVariables.some((reader) => reader.test(path))
        ? "reads process.env"
        : undefined,
  ),
];
