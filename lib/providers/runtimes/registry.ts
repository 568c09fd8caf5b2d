import { readEnvironment } from "#lib/platform/env.ts";
import { ProviderError } from "#lib/providers/errors.ts";
import { dockerCapabilities } from "./docker/capabilities.ts";
import { localCapabilities } from "./local/capabilities.ts";
import type { Runtime, RuntimeCapabilities, RuntimeKind } from "./port.ts";
import type { FoundRuntime } from "./probe-runtimes.ts";

/** The kinds this version has a driver for. */
export const availableRuntimeKinds = ["local", "docker"] as const satisfies RuntimeKind[];
export type AvailableRuntimeKind = (typeof availableRuntimeKinds)[number];

const loaders: Record<AvailableRuntimeKind, () => Promise<Runtime>> = {
  local: async () => (await import("./local/runtime-of-process.ts")).localRuntimeOfProcess(),
  docker: async () => (await import("./docker/runtime-of-process.ts")).dockerRuntimeOfProcess(),
};

export const isRuntimeAvailable = (kind: RuntimeKind): kind is AvailableRuntimeKind =>
  (availableRuntimeKinds as readonly RuntimeKind[]).includes(kind);

const capabilities: Record<AvailableRuntimeKind, RuntimeCapabilities> = {
  local: localCapabilities,
  docker: dockerCapabilities,
};

/** What a kind can do, known without its driver; null where this version has none. */
export const capabilitiesOfKind = (kind: RuntimeKind): RuntimeCapabilities | null =>
  isRuntimeAvailable(kind) ? capabilities[kind] : null;

/** The driver of a kind, loaded when first asked for. Throws a ProviderError where this version has none. */
export async function runtimeFor(kind: RuntimeKind): Promise<Runtime> {
  if (!isRuntimeAvailable(kind)) {
    throw new ProviderError(kind, `The ${kind} runtime is not available in this version.`);
  }
  return loaders[kind]();
}

const foundForMs = 10_000;
let latest: { untilMs: number; found: Promise<FoundRuntime[]> } | undefined;

/** What this machine could run workspaces on. Looking starts programs, so one look serves all askers of 10 s. */
export function findRuntimes(): Promise<FoundRuntime[]> {
  if (latest === undefined || performance.now() > latest.untilMs) {
    latest = { untilMs: performance.now() + foundForMs, found: look() };
  }
  return latest.found;
}

async function look(): Promise<FoundRuntime[]> {
  const { probeRuntimes } = await import("./probe-runtimes.ts");
  const { findLocalUser } = await import("./local/runtime-of-process.ts");
  const { home, dockerSocket } = readEnvironment();
  return probeRuntimes({ home, dockerSocket, findUser: findLocalUser });
}
