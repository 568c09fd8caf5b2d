import { setTimeout as wait } from "node:timers/promises";
import { shutDown } from "#lib/providers/workspaced/terminals.ts";
import type { RuntimeRef } from "../port.ts";
import type { DockerContext } from "./context.ts";
import { ensureNetwork } from "./ensure-network.ts";
import { dockerError, isMissing, messageOf, unlessSo } from "./failures.ts";
import { type Container, findContainer, noSuchWorkspace } from "./find-container.ts";
import { programFolder, programName } from "./layout.ts";
import { labels } from "./names.ts";
import { askWorkspaced } from "./observe.ts";
import { wanted } from "./restart-policies.ts";
import { packTar } from "./tar.ts";
import { updateContainer } from "./update.ts";

/** It answers 100 to 300 ms after its start: looked for often at first. */
const pollMs = 15;
const pollMaxMs = 250;
/** How long a workspaced that lives but does not answer may still be starting, or busy. */
const silenceMaxMs = 10_000;

export async function startWorkspace(
  context: DockerContext,
  ref: RuntimeRef,
  signal: AbortSignal,
): Promise<void> {
  const found = await findContainer(context, ref, signal);
  if (found === null) throw noSuchWorkspace();
  await bringUp(context, found, signal);
  const { version } = context.program;
  const seen = await untilAnswering(context, ref, signal);
  if (seen === version) return;
  context.log.warn({ workspaceId: ref, version: seen }, "workspaced is replaced");
  await replaceProgram(context, ref, signal);
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
  unlessSo(engine.getContainer(Id).start({ abortSignal: signal }));

/** The version that answers. The container is looked at anew each time: its port changes when it starts again. */
async function untilAnswering(context: DockerContext, ref: RuntimeRef, signal: AbortSignal): Promise<string> {
  let container = await findContainer(context, ref, signal);
  const giveUpAt = performance.now() + silenceMaxMs;
  for (let delayMs = pollMs; ; delayMs = Math.min(pollMaxMs, delayMs * 1.2)) {
    if (container === null) throw noSuchWorkspace();
    if (container.State.Status === "running") {
      const answer = await askWorkspaced(context, container, signal);
      if (answer.state === "running") return answer.version;
    }
    if (performance.now() > giveUpAt) throw dockerError("silent", { isRetryable: true });
    await wait(delayMs, undefined, { signal });
    if (delayMs > 100) container = await findContainer(context, ref, signal);
  }
}

/** The new program is laid over the old one, which then ends and is started again by its entrypoint. */
async function replaceProgram(context: DockerContext, ref: RuntimeRef, signal: AbortSignal): Promise<void> {
  const container = await findContainer(context, ref, signal);
  if (container === null) throw noSuchWorkspace();
  const content = await context.program.readBundle();
  const archive = packTar([{ name: programName, content, mode: 0o644, ownerId: 0 }]);
  const path = programFolder;
  await context.engine.getContainer(container.Id).putArchive(archive, { path, abortSignal: signal });
  const answer = await askWorkspaced(context, container, signal);
  if (answer.state === "running") await shutDown(answer.address, { endTerminals: false }, { signal });
  const { version } = context.program;
  while ((await untilAnswering(context, ref, signal)) !== version) {
    await wait(pollMaxMs, undefined, { signal });
  }
}
