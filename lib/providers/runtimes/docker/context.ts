import type { Logger } from "#lib/platform/log.ts";
import type { WorkspacedConfig } from "#workspaced/config.ts";
import type { PrepareOptions, PrepareSpec } from "../port.ts";
import { type Engine, openEngine } from "./engine.ts";

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
  tagFor(spec: PrepareSpec): Promise<string>;
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
}

export const createDockerContext = (options: DockerRuntimeOptions): DockerContext => ({
  ...options,
  engine: openEngine(options.socketPath),
  configs: new Map(),
});
