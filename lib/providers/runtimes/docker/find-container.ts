import { z } from "zod";
import { WorkspacedConfig } from "#workspaced/config.ts";
import type { RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { dockerError, unlessMissing } from "./failures.ts";
import { configName, programFolder } from "./layout.ts";
import { isRef, labels, nameOf } from "./names.ts";
import { readFirstFile } from "./tar.ts";

/** What we read of a container; Podman leaves out or nulls some of it. */
const Container = z.object({
  Id: z.string(),
  Created: z.string(),
  State: z.object({
    Status: z.string(),
    OOMKilled: z.boolean().catch(false),
    ExitCode: z.number().catch(0),
    Error: z.string().catch(""),
    StartedAt: z.string(),
  }),
  RestartCount: z.number().catch(0),
  HostConfig: z.object({
    Memory: z.number().catch(0),
    RestartPolicy: z.object({ Name: z.string().catch("") }).catch({ Name: "" }),
  }),
  Config: z.object({ Image: z.string().catch(""), Labels: z.record(z.string(), z.string()).catch({}) }),
  NetworkSettings: z.object({
    Ports: z
      .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable())
      .catch({}),
    Networks: z
      .record(z.string(), z.object({ NetworkID: z.string().catch(""), IPAddress: z.string().catch("") }))
      .catch({}),
  }),
});
export type Container = z.infer<typeof Container>;

/** The container of a workspace of this installation; null where there is none. */
export async function findContainer(
  { engine, installation }: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal,
): Promise<Container | null> {
  if (!isRef(ref)) return null;
  const found = await unlessMissing(engine.getContainer(nameOf(ref)).inspect({ abortSignal: signal }));
  if (found === undefined) return null;
  const container = Container.parse(found);
  return container.Config.Labels[labels.installation] === installation ? container : null;
}

export const noSuchWorkspace = () => dockerError("There is no such workspace on this Docker.");

const archiveBytesMax = 64 * 1024;

/** What was put into the container at its creation; null where it is ours no more, or that was cut short before it got there. */
export async function readConfig(
  context: DockerContext,
  { Id }: Pick<Container, "Id">,
  signal: AbortSignal,
): Promise<WorkspacedConfig | null> {
  const known = context.configs.get(Id);
  if (known !== undefined) return known;
  const path = `${programFolder}/${configName}`;
  const container = context.engine.getContainer(Id);
  const archive = await unlessMissing(container.getArchive({ path, abortSignal: signal }));
  const content = archive && (await readBounded(archive));
  const config = content ? parseConfig(content) : null;
  if (config !== null) context.configs.set(Id, config);
  return config;
}

/** Null of more than ours can be: what lies in a container may be anything. */
async function readBounded(archive: AsyncIterable<Buffer | string>): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of archive) {
    size += chunk.length;
    if (size > archiveBytesMax) return null;
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}

function parseConfig(archive: Buffer): WorkspacedConfig | null {
  try {
    return WorkspacedConfig.parse(JSON.parse(readFirstFile(archive).toString()));
  } catch {
    return null;
  }
}
