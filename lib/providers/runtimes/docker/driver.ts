import { inTurn } from "#workspaced/in-turn.ts";
import type { Observed, Runtime, RuntimeCallOptions, RuntimeRef } from "../port.ts";
import { listBelongings, listRefs, removeBelonging } from "./belongings.ts";
import { dockerCapabilities } from "./capabilities.ts";
import { followChanges } from "./changes.ts";
import { createDockerContext, type DockerContext, type DockerRuntimeOptions } from "./context.ts";
import { createWorkspace } from "./create.ts";
import { removeWorkspace, stopWorkspace } from "./end.ts";
import { findNetworks } from "./ensure-network.ts";
import { awayReason, explained, unlessAborted, withDeadline } from "./failures.ts";
import { findContainer, noSuchWorkspace } from "./find-container.ts";
import { readLogs } from "./logs.ts";
import { labels } from "./names.ts";
import { observeWorkspace } from "./observe.ts";
import { joinNetwork } from "./own-container.ts";
import { toResources } from "./spec.ts";
import { startWorkspace } from "./start.ts";
import { sampleStats } from "./stats.ts";
import { listSubnets } from "./subnets.ts";
import { updateContainer } from "./update.ts";

const failures = {
  prepare: { deadlineMs: 30 * 60_000, failure: "The image could not be prepared" },
  create: { deadlineMs: 60_000, failure: "The workspace could not be created" },
  start: { deadlineMs: 60_000, failure: "The workspace could not be started" },
  stop: { deadlineMs: 60_000, failure: "The workspace could not be stopped" },
  remove: { deadlineMs: 2 * 60_000, failure: "The workspace could not be removed" },
  observe: { deadlineMs: 10_000, failure: "The workspace could not be observed" },
  update: { deadlineMs: 30_000, failure: "The limits could not be changed" },
  list: { deadlineMs: 30_000, failure: "Docker's things could not be listed" },
  removeBelonging: { deadlineMs: 2 * 60_000, failure: "It could not be removed" },
  logs: "The log could not be read",
  stats: "The figures could not be read",
};

/** Workspaces as containers, each with a volume, on a network of their project. Podman's service does as well. */
export function createDockerRuntime(options: DockerRuntimeOptions): Runtime {
  const context = createDockerContext(options);
  const within = <Result>(
    call: RuntimeCallOptions | undefined,
    defaults: { deadlineMs: number; failure: string },
    work: (signal: AbortSignal) => Promise<Result>,
  ) => withDeadline(context.socketPath, call, defaults, work);
  /** Calls that change one workspace take turns; between servers the engine decides who is first. */
  const inTurnOf = <Result>(ref: RuntimeRef, signal: AbortSignal, work: () => Promise<Result>) => {
    const begin = () => {
      signal.throwIfAborted();
      // The next one waits for nothing that was given up.
      return unlessAborted(work(), signal);
    };
    return unlessAborted(inTurn(`${context.socketPath}:${ref}`, begin), signal);
  };
  return {
    kind: "docker",
    capabilities: dockerCapabilities,
    prepare: (spec, call) =>
      within(call, failures.prepare, (signal) => context.images.ensure(spec, { ...call, signal })),
    create: (spec, call) =>
      within(call, failures.create, async (signal) => {
        await inTurnOf(spec.workspaceId, signal, () => createWorkspace(context, spec, signal));
        return spec.workspaceId;
      }),
    start: (ref, call) =>
      within(call, failures.start, (signal) =>
        inTurnOf(ref, signal, () => startWorkspace(context, ref, { token: call?.token, signal })),
      ),
    stop: (ref, call) =>
      within(call, failures.stop, (signal) =>
        inTurnOf(ref, signal, () => stopWorkspace(context, ref, signal)),
      ),
    remove: (ref, { keepData, ...call }) =>
      within(call, failures.remove, (signal) =>
        inTurnOf(ref, signal, () => removeWorkspace(context, ref, { keepData }, signal)),
      ),
    observe: (ref, call) => observe(context, ref, call),
    list: (call) =>
      within(call, failures.list, async (signal) => {
        const refs = await listRefs(context, signal);
        const all = await Promise.all(refs.map((ref) => observe(context, ref, { signal })));
        return all.filter(({ state }) => state !== "missing");
      }),
    update: (ref, limits, call) =>
      within(call, failures.update, async (signal) => {
        const found = await findContainer(context, ref, signal);
        if (found === null) throw noSuchWorkspace();
        const resources = toResources(limits, await context.machine(signal));
        await updateContainer(context, found.Id, resources, signal);
        context.memoryLimits.set(ref, resources.Memory);
      }),
    listBelongings: (call) => within(call, failures.list, (signal) => listBelongings(context, signal)),
    removeBelonging: (belonging, call) =>
      within(call, failures.removeBelonging, (signal) => removeBelonging(context, belonging, signal)),
    changes: (signal) => followChanges(context, signal),
    findWayBack: (ref, call) =>
      within(call, failures.observe, async (signal) => {
        const found = await findContainer(context, ref, signal);
        const project = found?.Config.Labels[labels.project];
        // In a container itself the server is at home on the project's network.
        const own = project === undefined ? null : await joinNetwork(context, project, signal);
        if (own !== null) return { host: own, listenOn: null };
        const [network] = project === undefined ? [] : await findNetworks(context, project, signal);
        const gateway = network?.IPAM?.Config?.[0]?.Gateway;
        return gateway === undefined ? null : { host: gateway, listenOn: gateway };
      }),
    listSubnets: (call) => within(call, failures.list, (signal) => listSubnets(context, signal)),
    logs: (ref, call) => explained(context.socketPath, failures.logs, readLogs(context, ref, call)),
    stats: (ref, call) => explained(context.socketPath, failures.stats, sampleStats(context, ref, call)),
  };
}

/** An engine that does not answer is something to tell of the workspace, not a failure of the question. */
async function observe(
  context: DockerContext,
  ref: RuntimeRef,
  call: RuntimeCallOptions | undefined,
): Promise<Observed> {
  const { deadlineMs = failures.observe.deadlineMs, signal } = call ?? {};
  signal?.throwIfAborted();
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
    return await unlessAborted(observeWorkspace(context, ref, either), either);
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    const late = deadline.aborted
      ? `Docker is unreachable: it did not answer within ${deadlineMs / 1000} s.`
      : null;
    const reason = late ?? awayReason(error, context.socketPath);
    if (reason !== null) return { ref, state: "unreachable", isRuntimeAway: true, reason };
    context.log.warn({ err: error, workspaceId: ref }, "a workspace could not be observed");
    return { ref, state: "unreachable", reason: "Docker could not tell its state; the log says why." };
  }
}
