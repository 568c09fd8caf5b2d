import type { RuntimeCapabilities } from "../port.ts";

export const dockerCapabilities: RuntimeCapabilities = {
  isIsolated: true,
  folderSources: false,
  resourceLimits: true,
  volumes: true,
  stats: true,
  logs: true,
};
