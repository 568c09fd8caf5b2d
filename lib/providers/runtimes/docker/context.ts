import { z } from "zod";
import type { Logger } from "#lib/platform/log.ts";
import type { WorkspacedConfig } from "#workspaced/config.ts";
import type { PrepareOptions, PrepareSpec, RuntimeRef } from "../port.ts";
import { type Engine, openEngine } from "./engine.ts";
import { unlessAborted } from "./failures.ts";

export interface DockerRuntimeOptions {
  socketPath: string;
  /** Two installations on one engine never see each other's things. */
  installation: string;
  log: Logger;
  images: Images;
  program: WorkspacedProgram;
}

/** Where images come from. */
export interface Images {
  /** Makes sure that it is there: looks, builds or pulls. */
  ensure(spec: PrepareSpec, options?: PrepareOptions): Promise<void>;
  tagFor(spec: PrepareSpec, signal?: AbortSignal): Promise<string>;
}

/** The workspaced of this server; a running one that says another version is replaced at the next start. */
export interface WorkspacedProgram {
  version: string;
  readBundle(): Promise<Buffer>;
}

export interface DockerContext extends DockerRuntimeOptions {
  engine: Engine;
  /** What was put into a container, by the container's id: it never changes while that lives. */
  configs: Map<string, WorkspacedConfig>;
  /** Containers that this process stopped, by id: what engine could not be told. */
  stopped: Set<string>;
  /** When a program in a workspace was killed for its memory, where the container itself went on. */
  outOfMemory: Map<RuntimeRef, Date>;
  /** Limits of memory that were changed, in bytes: Podman 4 goes on telling the one of the creation. */
  memoryLimits: Map<RuntimeRef, number>;
  /** Podman 4 cannot change the restart policy of a container, and has a call of its own for its limits. */
  isPodman(signal: AbortSignal): Promise<boolean>;
  /** What the engine's machine has: nobody is given more. */
  machine(signal: AbortSignal): Promise<Machine>;
}

export interface Machine {
  cpus: number;
  memoryBytes: number;
}

export function createDockerContext(options: DockerRuntimeOptions): DockerContext {
  const engine = openEngine(options.socketPath);
  return {
    ...options,
    engine,
    configs: new Map(),
    stopped: new Set(),
    outOfMemory: new Map(),
    memoryLimits: new Map(),
    isPodman: rememberKind(engine),
    machine: rememberMachine(engine),
  };
}

/** What listens at one socket does not change under a server; an engine that was away is asked again. */
export function rememberKind(engine: Engine): DockerContext["isPodman"] {
  let known: boolean | undefined;
  return async (signal) => {
    if (known === undefined) {
      const { Components = [] } = EngineVersion.parse(await unlessAborted(engine.version(), signal));
      known = Components.some(({ Name }) => Name.startsWith("Podman"));
    }
    return known;
  };
}

function rememberMachine(engine: Engine): DockerContext["machine"] {
  let known: Machine | undefined;
  return async (signal) => {
    if (known === undefined) {
      const { NCPU, MemTotal } = EngineInfo.parse(await unlessAborted(engine.info(), signal));
      known = { cpus: NCPU, memoryBytes: MemTotal };
    }
    return known;
  };
}

const EngineInfo = z.object({ NCPU: z.number().positive(), MemTotal: z.number().positive() });
const EngineVersion = z.object({ Components: z.array(z.object({ Name: z.string() })).optional() });
