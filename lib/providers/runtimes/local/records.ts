import { constants, writeFileSync } from "node:fs";
import { open, rename, rm, writeFile } from "node:fs/promises";
import { z } from "zod";
import { WorkspacedConfig } from "#workspaced/config.ts";
import { ServiceRecord } from "#workspaced/protocol/service.ts";
import type { WorkspaceFolders } from "./folders.ts";

/** workspace.json: what the workspace was created from, without its token. */
export const StoredSpec = z.object({
  workspaceId: z.string(),
  projectId: z.string(),
  slug: z.string(),
  source: z.union([
    z.object({ type: z.enum(["git", "empty"]) }),
    z.object({ type: z.literal("folder"), path: z.string() }),
  ]),
});
export type StoredSpec = z.infer<typeof StoredSpec>;

/** process.json: the run of workspaced that was started last; there is none once it was stopped on purpose. */
const StartedProcess = z.object({
  pid: z.number().int().positive(),
  startedAt: z.string(),
  realm: z.string(),
});
export type StartedProcess = z.infer<typeof StartedProcess>;

const sizeMaxBytes = 1024 * 1024;

export const readConfig = ({ configPath }: WorkspaceFolders) => readJson(configPath, WorkspacedConfig);
export const readSpec = ({ specPath }: WorkspaceFolders) => readJson(specPath, StoredSpec);
export const readProcess = ({ processPath }: WorkspaceFolders) => readJson(processPath, StartedProcess);
export const readRecord = ({ recordPath }: WorkspaceFolders) => readJson(recordPath, ServiceRecord);

/** Null where it is absent or was cut short by a crash. */
async function readJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  const text = await readRegular(path);
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** workspaced's record lies where programs of the workspace write: a link or a pipe in its place is no record. */
async function readRegular(path: string): Promise<string | null> {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ELOOP") return null;
    throw error;
  });
  if (file === null) return null;
  try {
    const found = await file.stat();
    return found.isFile() && found.size <= sizeMaxBytes ? await file.readFile("utf8") : null;
  } finally {
    await file.close();
  }
}

/** Whole or not at all, readable by us alone. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.tmp`, JSON.stringify(value), { mode: 0o600, flush: true });
  await rename(`${path}.tmp`, path);
}

/** At once: should we end in the next moment, the process is known. */
export function writeProcess({ processPath }: WorkspaceFolders, started: StartedProcess): void {
  writeFileSync(processPath, JSON.stringify(started), { mode: 0o600 });
}

export async function forgetProcess({ processPath, recordPath }: WorkspaceFolders): Promise<void> {
  await rm(recordPath, { force: true });
  await rm(processPath, { force: true });
}
