import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

export type ToolName = "pg_dump" | "pg_restore";

export interface Tool {
  readonly path: string;
  readonly major: number;
}

const run = promisify(execFile);
const askDeadlineMs = 10_000;
const debianFolder = "/usr/lib/postgresql";

/**
 * The newest of PostgreSQL's own programs on this machine, on the PATH or where Debian puts them. Throws one sentence
 * where there is none, or only one that is older than the server: that one would refuse, or leave out what it does not know.
 */
export async function findTool(name: ToolName, serverMajor: number, programsPath: string): Promise<Tool> {
  const found = (await Promise.all((await candidates(name, programsPath)).map(asTool))).flatMap(
    (tool) => tool ?? [],
  );
  const [newest] = found.sort((left, right) => right.major - left.major);
  const mend = `install the client programs of PostgreSQL ${serverMajor} (on Debian: apt-get install postgresql-client-${serverMajor})`;
  if (!newest) throw new ArchiveError(`There is no ${name} on this machine; ${mend}, and try again.`);
  if (newest.major < serverMajor) {
    throw new ArchiveError(
      `The ${name} of this machine is of PostgreSQL ${newest.major}, and the server is of PostgreSQL ${serverMajor}; ${mend}, and try again.`,
    );
  }
  // Of several the server's own version is the surest.
  return found.find(({ major }) => major === serverMajor) ?? newest;
}

async function candidates(name: ToolName, programsPath: string): Promise<string[]> {
  const onPath = programsPath.split(":").filter((folder) => folder.startsWith("/"));
  const ofDebian = ((await unlessMissing(readdir(debianFolder))) ?? [])
    .filter((version) => /^\d+$/.test(version))
    .map((version) => join(debianFolder, version, "bin"));
  return [...new Set([...onPath, ...ofDebian])].map((folder) => join(folder, name));
}

async function asTool(path: string): Promise<Tool | undefined> {
  try {
    const { stdout } = await run(path, ["--version"], { timeout: askDeadlineMs });
    const major = Number(/\(PostgreSQL\) (\d+)/.exec(stdout)?.[1]);
    return major > 0 ? { path, major } : undefined;
  } catch {
    return undefined;
  }
}

/** How the programs reach a database: by variables, so that no argument shows a password. */
export function toolEnvironment(url: string): NodeJS.ProcessEnv {
  const parsed = new URL(url.replace(/^(\w+:\/\/[^/?]*)@\//, "$1@localhost/"));
  const host = parsed.searchParams.get("host") ?? decodeURIComponent(parsed.hostname);
  const optional = {
    PGPORT: parsed.port,
    PGUSER: decodeURIComponent(parsed.username),
    PGPASSWORD: decodeURIComponent(parsed.password),
    PGDATABASE: decodeURIComponent(parsed.pathname.slice(1)),
    PGSSLMODE: parsed.searchParams.get("sslmode") ?? "",
    PGSSLROOTCERT: parsed.searchParams.get("sslrootcert") ?? "",
  };
  const given = Object.entries(optional).filter(([, value]) => value !== "");
  return {
    PATH: "/usr/bin:/bin",
    LC_ALL: "C",
    PGHOST: host,
    PGCONNECT_TIMEOUT: "10",
    ...Object.fromEntries(given),
  } as Partial<NodeJS.ProcessEnv> as NodeJS.ProcessEnv;
}
