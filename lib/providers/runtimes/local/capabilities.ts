import type { RuntimeCapabilities } from "../port.ts";

export const localCapabilities: RuntimeCapabilities = {
  isIsolated: false,
  folderSources: true,
  resourceLimits: false,
  volumes: false,
  stats: process.platform === "linux",
  logs: true,
};
