import type { Source } from "#scripts/architecture/read-sources.ts";
import { driverOf, isTest, moduleOf, type Room, roomOf } from "#scripts/architecture/rooms.ts";
import { importRule, type Rule } from "#scripts/architecture/rule.ts";

const pure: readonly Room[] = ["kernel", "schema", "rules", "wire", "protocol"];
const server: readonly Room[] = ["operations", "wire", "platform", "protection", "kernel", "protocol"];
const verbs: readonly Room[] = ["verb", "live", "store", "schema", "rules"];

/** What a room may import besides itself: arrows point down only. */
const arrows: Record<Exclude<Room, "outside">, readonly Room[]> = {
  app: [
    "components",
    "client",
    "commands",
    "http",
    "verb",
    "live",
    "queries",
    ...pure,
    "operations",
    "platform",
  ],
  components: ["client", "queries", ...pure],
  client: ["queries", ...pure],
  commands: ["verb", "live", "operations", "handlers", "kernel"],
  // The reference says of each verb how the command line calls it.
  http: ["cli", "commands", "handlers", "verb", "live", "schema", "rules", "providers", ...server],
  handlers: ["job", "operations"],
  worker: ["commands", "handlers", "job", "verb", "live", "schema", "rules", "providers", ...server],
  schema: ["kernel", "protocol"],
  rules: ["schema", "kernel", "protocol"],
  queries: ["schema", "rules", "client", "kernel"],
  store: ["schema", "rules", "platform", "tables", "kernel"],
  verb: [...verbs, "providers", ...server],
  live: [...verbs, "providers", ...server],
  job: [...verbs, "providers", ...server],
  operations: ["wire", "protection", "platform", "tables", "kernel"],
  wire: ["kernel"],
  protection: ["kernel"],
  providers: ["platform", "kernel", "protocol"],
  platform: ["tables", "kernel"],
  kernel: [],
  tables: ["kernel"],
  protocol: [],
  workspaced: ["protocol"],
  // A client of the REST door: it knows the server by what the server says of itself, and shares words and formats.
  cli: ["client", "kernel"],
};

const isCode = ({ path }: Source) => !isTest(path);
const engineClients = ["dockerode", "@kubernetes/client-node", "ssh2"];
const browserRooms: readonly Room[] = ["components", "client", "queries", "schema", "rules", "wire"];
const declaration = /^export const \w+(?::[^=]+)? = (?:command|query)\(/m;

function isAgainstTheArrows(from: Room, to: Room, isType: boolean): boolean {
  if (from === "outside" || from === to) return false;
  // A type costs nothing at run time: what platform keeps on record, it may call by its name.
  if (isType && from === "platform" && to === "protection") return false;
  return !arrows[from].includes(to);
}

/** The imports by which files come back to themselves, types and what is imported when asked for among them. */
function importsInCircles(sources: readonly Source[]): string[] {
  const left = new Map(sources.map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  // A file that imports none of the others, or that none of them imports, is part of no circle: without it, ask again.
  for (let before = 0; before !== left.size; ) {
    before = left.size;
    const imported = new Set([...left.values()].flat());
    for (const [path, targets] of left) {
      if (!imported.has(path) || !targets.some((target) => left.has(target))) left.delete(path);
    }
  }
  return [...left].flatMap(([path, targets]) =>
    targets.filter((target) => left.has(target)).map((target) => `${path} imports ${target}`),
  );
}

export const importRules: readonly Rule[] = [
  importRule(
    "arrows point down only (ARCHITECTURE.md, The rooms)",
    "move the shared part to a lower room, or call it through the room between",
    (source, { target, isPackage, isType }) => {
      if (isPackage || !isCode(source) || target === "package.json") return false;
      const to = roomOf(target);
      // A driver of workspaces starts workspaced, so it knows its settings; nothing else looks inside.
      if (to === "workspaced" && driverOf(source.path)?.port === "runtimes") return false;
      return to === "outside"
        ? roomOf(source.path) !== "outside"
        : isAgainstTheArrows(roomOf(source.path), to, isType);
    },
  ),
  {
    name: "files do not import each other in a circle",
    mend: "move what both need, often a type, into a file of its own",
    breaches: importsInCircles,
  },
  importRule(
    "kernel, protection, schemas, rules and the protocol are pure: of all packages they import zod alone",
    "pass in what you need as an argument; do the work in platform or in the caller",
    (source, { target, isPackage }) =>
      isPackage &&
      isCode(source) &&
      target !== "zod" &&
      [...pure, "protection"].includes(roomOf(source.path)),
  ),
  importRule(
    "store.ts is private to its module",
    "import the verb that reads or changes it, or add one",
    (source, { target }) =>
      isCode(source) && roomOf(target) === "store" && moduleOf(target) !== moduleOf(source.path),
  ),
  importRule(
    "a module's SQL stands in its store.ts",
    "move the statement into store.ts and call it",
    (source, { target, isPackage, isType }) =>
      isCode(source) &&
      !isType &&
      ["verb", "live", "job"].includes(roomOf(source.path)) &&
      (isPackage ? target === "drizzle-orm" : roomOf(target) === "tables"),
  ),
  importRule(
    "job files are named by the worker only, and work happens there only",
    "enter the handler in lib/worker/handlers.ts; submit the command instead of calling its job",
    (source, { target }) =>
      isCode(source) && roomOf(target) === "job" && !["handlers", "worker"].includes(roomOf(source.path)),
  ),
  importRule(
    "a declared command or query asks no outside system: requests must not wait for one inside a transaction",
    "do it in the command's .job.ts, or name the query's file .live.ts",
    (source, { target, isType }) =>
      isCode(source) &&
      !isType &&
      roomOf(source.path) === "verb" &&
      declaration.test(source.text) &&
      roomOf(target) === "providers",
  ),
  importRule(
    "only drivers import an engine's client",
    "add what you need to the port and implement it in the driver",
    (source, { target, isPackage }) =>
      isPackage && isCode(source) && engineClients.includes(target) && driverOf(source.path) === undefined,
  ),
  importRule(
    "only a port's registry.ts chooses a driver",
    "ask the registry, and type what you get by port.ts",
    ({ path }, { target, isPackage }) => {
      const there = isPackage ? undefined : driverOf(target);
      if (!there || isTest(path) || path === `lib/providers/${there.port}/registry.ts`) return false;
      const here = driverOf(path);
      return here?.port !== there.port || here.driver !== there.driver;
    },
  ),
  importRule(
    "what a browser loads imports nothing of Node",
    "put the server's part behind a verb and ask for it through lib/client/fetcher.ts",
    (source, { target, isPackage, isType }) =>
      isPackage &&
      isCode(source) &&
      !isType &&
      target.startsWith("node:") &&
      browserRooms.includes(roomOf(source.path)),
  ),
];
