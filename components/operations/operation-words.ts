import { phaseOf } from "#lib/client/held-operation.ts";
import { type HeldOperation, type OperationView, openStates } from "#lib/kernel/answer.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";

const ways: Record<OperationView["via"], string> = {
  dashboard: "in the dashboard",
  api: "over the API",
  cli: "from the CLI",
  mcp: "over MCP",
  schedule: "on schedule",
  webhook: "by a webhook",
  system: "by the system",
};

/** `in the dashboard`, `over MCP`. */
export const wayOf = (operation: OperationView): string => ways[operation.via];

export const isOpen = (operation: OperationView): boolean => openStates.includes(operation.state);

/** A held operation in the shape in which the confirm dialog asks about it. */
export const heldOf = (operation: OperationView): HeldOperation => ({
  ...operation,
  warning: operation.sentence,
});

/** What stands between a held operation and its work, in a few words. */
export function missingOf(operation: OperationView, nowMs: number): string {
  const phase = phaseOf(heldOf(operation), nowMs);
  if (phase === "cooling") return "Cooling down";
  const open = operation.needs.filter((need) => !need.met && !/cooldown/i.test(need.requirement));
  const words = open.map((need) => need.requirement.replace("user_", "").replaceAll("_", " "));
  return words.length === 0 ? "Waits" : `Needs ${words.join(", ")}`;
}

/** The second line of a row: what is the matter with it now, else the plain sentence of its command. */
export function noteOf(operation: OperationView): string {
  if (operation.error) return operation.error.message;
  if (operation.state !== "running") return operation.sentence;
  if (operation.isCancelAsked) return "Stops at its next step and is undone.";
  const step = operation.steps.find((candidate) => candidate.state === "running");
  return operation.progress?.text || step?.name || operation.sentence;
}

export const titleOf = (operation: OperationView): string => labelOfCommand(operation.command);
