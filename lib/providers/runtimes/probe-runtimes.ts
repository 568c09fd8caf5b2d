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
const dockerDeadlineMs = 1000;
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

const DockerVersion = z.object({ Version: z.string().max(100) });

async function findDocker(socketPath: string): Promise<FoundRuntime> {
  const version = await dockerVersion(socketPath).catch((error: NodeJS.ErrnoException) => error);
  const detail =
    typeof version === "string"
      ? `Docker ${version} was found; workspaces in containers come with a later version.`
      : dockerTrouble(version);
  return { kind: "docker", isAvailable: false, detail };
}

function dockerTrouble({ code }: NodeJS.ErrnoException): string {
  if (code === "ENOENT" || code === "ECONNREFUSED") return "No Docker was found on this machine.";
  if (code === "EACCES") return "Docker was found, but the server may not use its socket.";
  return "Docker was found, but did not answer.";
}

function dockerVersion(socketPath: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(dockerDeadlineMs);
    const asking = request(
      { socketPath, path: "/version", headers: { host: "docker" }, signal },
      (answer) => {
        let body = "";
        answer.setEncoding("utf8");
        answer.on("data", (chunk: string) => {
          body += chunk;
          if (body.length > dockerAnswerBytesMax) answer.destroy(new Error("Docker's answer is too large."));
        });
        answer.once("error", reject);
        answer.once("end", () => {
          try {
            resolve(DockerVersion.parse(JSON.parse(body)).Version);
          } catch (error) {
            reject(error);
          }
        });
      },
    );
    asking.once("error", reject);
    asking.end();
  });
}
