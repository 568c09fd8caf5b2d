import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { WorkspacedConfig } from "./config.ts";
import { type Log, logToStderr } from "./log.ts";
import type { AgentActivity } from "./protocol/service.ts";

/** Takes an authenticated upgrade it recognises and answers true; false hands it to the next one. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;

export interface WorkspacedContext {
  config: WorkspacedConfig;
  log: Log;
  /** Which routes this process serves. */
  mode: WorkspacedMode;
  /** Called by GET /activity; the agents' module adds itself here. */
  agentActivity: Array<() => Promise<AgentActivity[]>>;
  upgradeHandlers: UpgradeHandler[];
  /** Called once on shutdown, newest first; each has a few seconds. */
  onShutdown: Array<() => Promise<void> | void>;
  /** Ends the agents, gone is ended; null in a process that serves none. Set by the agents' module. */
  endAgents: (() => Promise<void>) | null;
  /** Ends this program soon, as SIGTERM does; set by whoever runs it. */
  requestExit: () => void;
}

export type WorkspacedMode = "files" | "sessions" | "all";

export function createContext(config: WorkspacedConfig, mode: WorkspacedMode = "all"): WorkspacedContext {
  return {
    config,
    log: logToStderr,
    mode,
    agentActivity: [],
    upgradeHandlers: [],
    onShutdown: [],
    endAgents: null,
    requestExit: () => undefined,
  };
}
