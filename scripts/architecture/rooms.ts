/** The rooms of the house, told from a path alone. A module's files are rooms of their own. */
export type Room =
  | "app"
  | "components"
  | "client"
  | "commands"
  | "http"
  | "handlers"
  | "worker"
  | "schema"
  | "rules"
  | "queries"
  | "store"
  | "verb"
  | "live"
  | "job"
  | "operations"
  | "wire"
  | "protection"
  | "providers"
  | "platform"
  | "kernel"
  | "tables"
  | "protocol"
  | "workspaced"
  | "cli"
  | "outside";

const folders: readonly (readonly [prefix: string, room: Room])[] = [
  ["app/", "app"],
  ["components/", "components"],
  ["lib/client/", "client"],
  ["lib/commands.ts", "commands"],
  ["lib/http/", "http"],
  // Which work carries out which command: also a door runs one while its caller waits.
  ["lib/worker/handlers.ts", "handlers"],
  ["lib/worker/", "worker"],
  // What operations look like to everyone: shapes alone, as a module's schema.
  ["lib/operations/schema.ts", "wire"],
  ["lib/operations/", "operations"],
  ["lib/protection/", "protection"],
  ["lib/providers/", "providers"],
  ["lib/platform/", "platform"],
  ["lib/kernel/", "kernel"],
  ["drizzle/", "tables"],
  ["workspaced/protocol/", "protocol"],
  ["workspaced/", "workspaced"],
  ["cli/", "cli"],
];

const moduleFiles: Record<string, Room> = {
  "schema.ts": "schema",
  "rules.ts": "rules",
  "queries.ts": "queries",
  "store.ts": "store",
};

/** `outside` is what uses the house: server.ts, scripts, bench, end-to-end tests, settings. */
export function roomOf(path: string): Room {
  if (moduleOf(path) === undefined) {
    return folders.find(([prefix]) => path.startsWith(prefix))?.[1] ?? "outside";
  }
  const name = path.split("/").at(-1) ?? "";
  if (name.endsWith(".job.ts")) return "job";
  if (name.endsWith(".live.ts")) return "live";
  return moduleFiles[name] ?? "verb";
}

/** `projects` of `lib/modules/projects/…`. */
export function moduleOf(path: string): string | undefined {
  return /^lib\/modules\/([^/]+)\//.exec(path)?.[1];
}

/** `runtimes` and `local` of `lib/providers/runtimes/local/…`; a port's own files have no driver. */
export function driverOf(path: string): { port: string; driver: string } | undefined {
  const [, port, driver] = /^lib\/providers\/([^/]+)\/([^/]+)\//.exec(path) ?? [];
  return port !== undefined && driver !== undefined ? { port, driver } : undefined;
}

/** Tests, measurements and what only they use: they may reach whatever their subject can, and more. */
export function isTest(path: string): boolean {
  return (
    /\.test\.tsx?$/.test(path) ||
    /(^|\/)(testing|test-[^/]+|testing-[^/]+|[^/]+-fixture|contract|contract-[^/]+)\.ts$/.test(path) ||
    /\/fixtures\//.test(path) ||
    /^(e2e|bench)\//.test(path)
  );
}
