import { setTimeout as wait } from "node:timers/promises";
import { invalid } from "#lib/kernel/errors.ts";
import type { Secret } from "#lib/kernel/secret.ts";
import type { WorkspaceSpec } from "../port.ts";
import { checkContainer } from "./check-spec.ts";
import type { DockerContext } from "./context.ts";
import { ensureNetwork } from "./ensure-network.ts";
import { dockerError, isNameTaken, requireSafe } from "./failures.ts";
import { type Container, findContainer, readConfig } from "./find-container.ts";
import { configName, configOf, programFolder, workId } from "./layout.ts";
import { isRef, labels, nameOf, workspaceLabels } from "./names.ts";
import { toContainer } from "./spec.ts";
import { packTar } from "./tar.ts";

const lookMs = 100;
const looksMax = 50;

/**
 * Makes volume, network and container, and puts the configuration in. Each step finds what an earlier try left, so
 * that one that was cut short anywhere is gone on with; a volume that is there keeps its files.
 */
export async function createWorkspace(
  context: DockerContext,
  spec: WorkspaceSpec,
  signal: AbortSignal,
): Promise<void> {
  if (!isRef(spec.workspaceId)) throw invalid("workspaceId", "must be an id");
  if (spec.source.type === "folder") {
    throw invalid("source", "a folder of this machine cannot be in a container; choose the local runtime");
  }
  await context.images.ensure({ image: spec.image }, { signal });
  const image = await context.images.tagFor({ image: spec.image }, signal);
  await Promise.all([ensureVolume(context, spec, signal), ensureNetwork(context, spec.projectId, signal)]);
  // A name is taken before its container can be looked at: another server may be making it this moment.
  for (let looks = 0; looks < looksMax; looks += 1) {
    const id = await createContainer(context, spec, image, signal);
    if (id !== null) return putConfig(context, id, spec, signal);
    const found = await findContainer(context, spec.workspaceId, signal);
    if (found !== null) return takeOver(context, found, spec, signal);
    await wait(lookMs, undefined, { signal });
  }
  throw dockerError("Docker has something else under the name of this workspace.", { isRetryable: true });
}

async function ensureVolume(
  { engine, installation }: DockerContext,
  spec: WorkspaceSpec,
  signal: AbortSignal,
): Promise<void> {
  const Labels = workspaceLabels(installation, spec);
  await engine.createVolume({ Name: nameOf(spec.workspaceId), Labels, abortSignal: signal });
}

/** Null where one of its name exists: the engine decides who of several is first. */
async function createContainer(
  context: DockerContext,
  spec: WorkspaceSpec,
  image: string,
  signal: AbortSignal,
): Promise<string | null> {
  const { engine, installation } = context;
  const machine = await context.machine(signal);
  const options = toContainer({ installation, machine }, spec, image);
  requireSafe(checkContainer(options, machine));
  try {
    return (await engine.createContainer({ ...options, abortSignal: signal })).id;
  } catch (error) {
    if (isNameTaken(error)) return null;
    throw error;
  }
}

async function putConfig(
  { engine, configs }: DockerContext,
  id: string,
  spec: Pick<WorkspaceSpec, "token" | "slug">,
  signal: AbortSignal,
): Promise<void> {
  const config = configOf(spec);
  const content = Buffer.from(JSON.stringify(config));
  // Its programs read it and change nothing of it.
  const file = { name: configName, content, mode: 0o440, ownerId: 0, groupId: workId };
  const archive = packTar([file]);
  await engine.getContainer(id).putArchive(archive, { path: programFolder, abortSignal: signal });
  configs.set(id, config);
}

/** Puts what it was created with back into one whose configuration is gone, or asks for another token. */
export async function mendConfig(
  context: DockerContext,
  found: Container,
  token: Secret,
  signal: AbortSignal,
): Promise<void> {
  const config = await readConfig(context, found, signal);
  if (config?.token === token.reveal()) return;
  context.log.warn({ container: found.Id }, "the configuration of a workspace is put back");
  await putConfig(context, found.Id, { token, slug: found.Config.Labels[labels.slug] ?? "" }, signal);
}

/** One that is there is left as it is, and completed where its creation was cut short. */
async function takeOver(
  context: DockerContext,
  found: Container,
  spec: WorkspaceSpec,
  signal: AbortSignal,
): Promise<void> {
  const config = await readConfig(context, found, signal);
  if (config === null) return putConfig(context, found.Id, spec, signal);
  const isSame = config.token === spec.token.reveal() && sourceOf(found) === spec.source.type;
  if (!isSame) throw dockerError("This workspace exists already, with another source or token.");
}

const sourceOf = ({ Config }: Container): string | undefined => Config.Labels[labels.source];
