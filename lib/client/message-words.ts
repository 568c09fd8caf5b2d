import type { MessageMode } from "#lib/modules/messages/schema.ts";
import type { RunState } from "#lib/modules/runs/schema.ts";

/** When the agent hears of what waits for it, in the state its run is in: `Told when its turn ends`. */
export function whenTold(state: RunState, mode: MessageMode): string {
  if (state === "queued" || state === "starting") return "Told with its first prompt";
  if (mode === "interrupt") return "Being told now";
  if (state === "reviewing") return "Told when the review ends";
  if (state === "running" || state === "waiting") return "Told when its turn ends";
  return "Told when it goes on";
}

/** What is left to say of a field once `sent` was taken: what was typed behind it meanwhile, or the field as it was changed. */
export const withoutSent = (text: string, sent: string): string =>
  text.startsWith(sent) ? text.slice(sent.length).trimStart() : text;

/** What was taken back stands before what is being typed. */
export const joinedWords = (taken: string, typed: string): string =>
  [taken, typed].filter((part) => part !== "").join("\n\n");
