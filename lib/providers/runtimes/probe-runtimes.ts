import { execFile } from "node:child_process";
import { statfs } from "node:fs/promises";
import { request } from "node:http";
import { availableParallelism, totalmem } from "node:os";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";
import type { RuntimeKind } from "./port.ts";

const run = promisify(execFile);

export interface FoundRuntime {
  kind: RuntimeKind;
  /** Whether a project can be created on it now. */
  isAvailable: boolean;
  /** Sentences for the setup screen. */
  detail: string;
  /** Programs looked for, with the version found, or null. */
  tools?: FoundTool[];
  resources?: { cpus: number; memoryBytes: number; diskFreeBytes: number | null };
}

export interface FoundTool {
  name: "tmux" | "git" | "rg";
  version: string | null;
  /** What is worse without it. */
  need: string;
}

export interface ProbeOptions {
  /** Whose disk the workspaces will lie on. */
  home: string;
  dockerSocket?: string;
  /** Whom local workspaces run as, null for the server's own user; throws a sentence where they cannot run. */
  findUser?: () => Promise<string | null>;
}

const toolDeadlineMs = 2000;
const dockerDeadlineMs = 2000;
const dockerAnswerBytesMax = 64 * 1024;

const tools = [
  { name: "git", args: ["--version"], need: "projects from a Git URL, branches and runs need it" },
  { name: "tmux", args: ["-V"], need: "terminals end when the workspace's program restarts" },
  { name: "rg", args: ["--version"], need: "search is slower" },
] as const;

/** What this machine could run workspaces on. Takes 2 s at most, and what `findUser` takes. */
export async function probeRuntimes(options: ProbeOptions): Promise<FoundRuntime[]> {
  const { home, dockerSocket = "/var/run/docker.sock", findUser = async () => null } = options;
  return Promise.all([findLocal(home, findUser), findDocker(dockerSocket)]);
}

async function findLocal(home: string, findUser: () => Promise<string | null>): Promise<FoundRuntime> {
  const found = await Promise.all(
    tools.map(async ({ name, args, need }) => ({ name, need, version: await versionOf(name, args) })),
  );
  const resources = {
    cpus: availableParallelism(),
    memoryBytes: totalmem(),
    diskFreeBytes: await freeBytes(home),
  };
  const present = found.flatMap(({ name, version }) => (version === null ? [] : [`${name} ${version}`]));
  const missing = found.flatMap(({ name, version, need }) =>
    version === null ? [`${name} is missing: ${need}.`] : [],
  );
  const local = { kind: "local", tools: found, resources } as const;
  const user = await findUser().catch((error: unknown) => error);
  if (user instanceof AppError) return { ...local, isAvailable: false, detail: user.publicMessage };
  if (typeof user !== "string" && user !== null) throw user;
  const detail = [
    `Runs on this machine as the user ${user ?? "of the server"}, with ${present.join(", ") || "none of the usual tools"}.`,
    ...missing,
    user === null || user === "root"
      ? "It is no wall: what runs there could read this server's files."
      : "What runs there cannot read this server's files, but no wall parts the projects from each other.",
  ].join(" ");
  return { ...local, isAvailable: true, detail };
}

async function versionOf(name: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run(name, [...args], { timeout: toolDeadlineMs });
    return /\d+(\.\d+)+\w*/.exec(stdout)?.[0] ?? "of unknown version";
  } catch {
    return null;
  }
}

/** On the disk of the nearest folder that exists: before the first start the home does not. */
async function freeBytes(path: string): Promise<number | null> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return dirname(path) === path ? null : freeBytes(dirname(path));
  }
}

const DockerVersion = z.object({
  Version: z.string().max(100),
  ApiVersion: z.string().regex(/^\d+\.\d+$/),
  Components: z.array(z.object({ Name: z.string() })).nullish(),
});
const DockerInfo = z.object({ NCPU: z.number().int(), MemTotal: z.number() });

/** Of Docker 20.10, the oldest that the driver is tested with. */
const apiVersionMin = [1, 41] as const;

async function findDocker(socketPath: string): Promise<FoundRuntime> {
  const kind = "docker" as const;
  // For both questions together.
  const signal = AbortSignal.timeout(dockerDeadlineMs);
  try {
    const askedAtMs = performance.now();
    const { Version, ApiVersion, Components } = await ask(
      { socketPath, path: "/version", signal },
      DockerVersion,
    );
    const tookMs = Math.max(1, Math.round(performance.now() - askedAtMs));
    const isPodman = Components?.some(({ Name }) => Name === "Podman Engine") ?? false;
    const name = `${isPodman ? "Podman" : "Docker"} ${Version}`;
    if (isOlder(ApiVersion)) {
      return { kind, isAvailable: false, detail: `${name} was found, which is too old: 20.10 is the least.` };
    }
    const { NCPU, MemTotal } = await ask({ socketPath, path: "/info", signal }, DockerInfo);
    return {
      kind,
      isAvailable: true,
      detail: `${name} was found, and answers in ${tookMs} ms.`,
      resources: { cpus: NCPU, memoryBytes: MemTotal, diskFreeBytes: null },
    };
  } catch (error) {
    return { kind, isAvailable: false, detail: dockerTrouble(error) };
  }
}

function isOlder(apiVersion: string): boolean {
  const [major = 0, minor = 0] = apiVersion.split(".").map(Number);
  return major < apiVersionMin[0] || (major === apiVersionMin[0] && minor < apiVersionMin[1]);
}

function dockerTrouble(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === "ENOENT" || code === "ECONNREFUSED") return "No Docker was found on this machine.";
  if (code === "EACCES") return "Docker was found, but the server may not use its socket.";
  return "Docker was found, but did not answer.";
}

function ask<Schema extends z.ZodType>(
  question: { socketPath: string; path: string; signal: AbortSignal },
  schema: Schema,
): Promise<z.output<Schema>> {
  return new Promise((resolve, reject) => {
    // A connection of its own: a kept one would be that of an engine that has gone meanwhile.
    const asking = request({ ...question, agent: false, headers: { host: "docker" } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8");
      answer.on("data", (chunk: string) => {
        body += chunk;
        if (body.length > dockerAnswerBytesMax) answer.destroy(new Error("Docker's answer is too large."));
      });
      answer.once("error", reject);
      answer.once("end", () => {
        try {
          resolve(schema.parse(JSON.parse(body)));
        } catch (error) {
          reject(error);
        }
      });
    });
    asking.once("error", reject);
    asking.end();
  });
}
