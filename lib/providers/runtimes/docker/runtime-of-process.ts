import { readEnvironment } from "#lib/platform/env.ts";
import { installationOfProcess } from "#lib/platform/installation.ts";
import { createLogger } from "#lib/platform/log.ts";
import { version } from "#workspaced/version.ts";
import type { Runtime } from "../port.ts";
import { readWorkspacedBundle } from "../workspaced-bundle.ts";
import { createDockerRuntime } from "./driver.ts";
import { openEngine } from "./engine.ts";
import { createImages } from "./images.ts";

let runtime: Promise<Runtime> | undefined;

/** One per process, set up by the process's own variables. */
export function dockerRuntimeOfProcess(): Promise<Runtime> {
  runtime ??= open().catch((error: unknown) => {
    runtime = undefined;
    throw error;
  });
  return runtime;
}

async function open(): Promise<Runtime> {
  const environment = readEnvironment();
  const { dockerSocket, mode } = environment;
  return createDockerRuntime({
    socketPath: dockerSocket,
    installation: await installationOfProcess(environment),
    log: createLogger(environment),
    images: createImages({ ...environment, engine: openEngine(dockerSocket) }),
    program: { version, readBundle: () => readWorkspacedBundle(mode) },
  });
}
