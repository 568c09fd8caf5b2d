import { setTimeout as wait } from "node:timers/promises";
import type { Secret } from "#lib/kernel/secret.ts";
import type { RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { mendConfig } from "./create.ts";
import { ensureNetwork, onNetwork } from "./ensure-network.ts";
import { dockerError, isMissing, messageOf, unlessSo } from "./failures.ts";
import { type Container, findContainer, noSuchWorkspace } from "./find-container.ts";
import { readLogs } from "./logs.ts";
import { labels } from "./names.ts";
import { askWorkspaced } from "./observe.ts";
import { endProgram, replaceProgram } from "./replace-program.ts";
import { wanted } from "./restart-policies.ts";
import { updateContainer } from "./update.ts";

/** It answers some 100 ms after its start; a question costs less than a millisecond. */
const pollMs = 20;
const asksPerLook = 25;
/** How long a workspaced that lives but does not answer may still be busy, and how long it may take to come up. */
const silenceMaxMs = 10_000;
const bootMaxMs = 30_000;
/** How often the container may end while it comes up, before nobody waits for it any longer. */
const endsMax = 3;

export async function startWorkspace(
  context: DockerContext,
  ref: RuntimeRef,
  { token, signal }: { token: Secret | undefined; signal: AbortSignal },
): Promise<void> {
  const found = await findContainer(context, ref, signal);
  if (found === null) throw noSuchWorkspace();
  if (token !== undefined) await mendConfig(context, found, token, signal);
  await bringUp(context, found, signal);
  const isNew = found.State.Status !== "running";
  const seen = await untilAnswering(context, ref, isNew ? bootMaxMs : silenceMaxMs, signal);
  const { version } = context.program;
  if (seen.version === version) return;
  context.log.warn({ workspaceId: ref, version: seen.version }, "workspaced is replaced");
  if (seen.version === null && seen.container.State.Status !== "running") {
    throw await neverUp(context, ref, seen.said, signal);
  }
  if (seen.version === null) await endProgram(context, seen.container, signal);
  else await replaceProgram(context, seen.container, signal);
  await untilReplaced(context, ref, signal);
}

/** The new one has the whole time of a boot; the old one may answer for a moment longer. */
async function untilReplaced(context: DockerContext, ref: RuntimeRef, signal: AbortSignal): Promise<void> {
  for (let isReplacing = false; ; await wait(pollMs, undefined, { signal })) {
    const { version, said, container } = await untilAnswering(context, ref, bootMaxMs, signal);
    if (version === context.program.version) return;
    if (version === null) {
      throw await neverUp(context, ref, said, signal);
    }
    // It hung, and so could not say before that it is an old one.
    if (!isReplacing) await replaceProgram(context, container, signal);
    isReplacing = true;
  }
}

async function bringUp(context: DockerContext, container: Container, signal: AbortSignal): Promise<void> {
  context.stopped.delete(container.Id);
  const asked = context.engine.getContainer(container.Id);
  const { Status } = container.State;
  if (Status === "removing" || Status === "dead") {
    throw dockerError("Docker is removing this workspace.", { isRetryable: true });
  }
  if (container.HostConfig.RestartPolicy.Name !== wanted.Name) {
    await updateContainer(context, container.Id, { RestartPolicy: wanted }, signal);
  }
  if (Status === "paused") return void (await asked.unpause({ abortSignal: signal }));
  if (Status === "running" || Status === "restarting") return;
  try {
    await startContainer(context, container, signal);
  } catch (error) {
    // The last other workspace of the project took the network with it.
    if (!isMissing(error) || !/network/i.test(messageOf(error))) throw error;
    await ensureNetwork(context, container.Config.Labels[labels.project] ?? "", signal);
    await startContainer(context, container, signal);
  }
}

const startContainer = ({ engine }: DockerContext, { Id }: Container, signal: AbortSignal): Promise<void> =>
  onNetwork(() => unlessSo(engine.getContainer(Id).start({ abortSignal: signal })), signal);

interface Answering {
  /** Null where it did not answer in time. */
  version: string | null;
  said: string;
  container: Container;
}

/** The engine is asked again now and then: a port changes when a container starts again. */
async function untilAnswering(
  context: DockerContext,
  ref: RuntimeRef,
  patienceMs: number,
  signal: AbortSignal,
): Promise<Answering> {
  const giveUpAt = performance.now() + patienceMs;
  let endsBefore: number | undefined;
  for (let said = "it is not running"; ; ) {
    const container = await findContainer(context, ref, signal);
    if (container === null) throw noSuchWorkspace();
    const { RestartCount, State } = container;
    endsBefore ??= RestartCount;
    const keepsEnding = RestartCount - endsBefore >= endsMax;
    if (keepsEnding && State.Status !== "running") return { version: null, said, container };
    for (let asks = 0; asks < asksPerLook; asks += 1) {
      if (container.State.Status === "running") {
        const answer = await askWorkspaced(context, container, signal);
        if (answer.state === "running") return { version: answer.version, said, container };
        said = answer.reason;
      }
      if (performance.now() > giveUpAt) return { version: null, said, container };
      await wait(pollMs, undefined, { signal });
    }
  }
}

/** Its last words say more than its silence. */
async function neverUp(
  context: DockerContext,
  ref: RuntimeRef,
  said: string,
  signal: AbortSignal,
): Promise<Error> {
  let told = said;
  for await (const { text } of readLogs(context, ref, { signal })) told = text;
  return dockerError(`The workspace's program does not come up: ${told.slice(0, 500)}`, {
    isRetryable: true,
  });
}
