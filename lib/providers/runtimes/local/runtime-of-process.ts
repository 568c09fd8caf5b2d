import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import type { Runtime } from "../port.ts";
import { createLocalRuntime } from "./driver.ts";

let runtime: Runtime | undefined;

/** One per process, set up by the process's own variables. */
export function localRuntimeOfProcess(): Runtime {
  if (runtime === undefined) {
    const environment = readEnvironment();
    const { home, mode } = environment;
    runtime = createLocalRuntime({ home, mode, log: createLogger(environment) });
  }
  return runtime;
}
