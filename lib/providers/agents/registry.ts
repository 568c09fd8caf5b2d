import type { AgentDriver } from "./port.ts";

export const agentKinds = ["opencode"] as const;
export type AgentKind = (typeof agentKinds)[number];

const loaders: Record<AgentKind, () => Promise<AgentDriver>> = {
  opencode: async () => (await import("./opencode/driver.ts")).openCode,
};

/** The driver of a kind of agent, loaded when first asked for. */
export function agentDriver(kind: AgentKind): Promise<AgentDriver> {
  return loaders[kind]();
}
