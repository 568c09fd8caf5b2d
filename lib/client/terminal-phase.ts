import { closeCodes } from "#lib/kernel/close-codes.ts";

/** How the connection to a terminal stands, as the pane says it. */
export type ConnectionPhase =
  | { state: "connecting" }
  | { state: "live" }
  | { state: "reconnecting"; attempt: number; reason: string | null; retryAtMs: number | null }
  /** The workspace does not run; it is looked at again now and then, which does not start it. */
  | { state: "stopped"; attempt: number; reason: string | null; retryAtMs: number | null }
  | { state: "ended"; code: number | null }
  | { state: "refused"; reason: string }
  | { state: "signed-out" };

/** What the REST door says of the terminal. */
export type ProbeAnswer =
  | { kind: "there" }
  | { kind: "stopped" }
  | { kind: "gone" }
  | { kind: "refused"; reason: string }
  | { kind: "signed-out" }
  | { kind: "unknown" };
export type Probe = () => Promise<ProbeAnswer>;

const delayMinMs = 500;
const delayMaxMs = 10_000;

/** 0.5 s doubling to 10 s; `random` from 0 to below 1 takes off up to a half, so that many do not come at once. */
export const reconnectDelayMs = (attempt: number, random: number): number =>
  Math.min(delayMaxMs, delayMinMs * 2 ** Math.min(attempt - 1, 10)) * (1 - random / 2);

/** What the end of an open socket means; null is "come back". */
export function closedPhase(code: number, reason: string): ConnectionPhase | null {
  if (code === closeCodes.signedOut) return { state: "signed-out" };
  if (code === closeCodes.refused) return { state: "refused", reason };
  if (code === closeCodes.gone) return { state: "ended", code: null };
  if (code === closeCodes.stopped) return { state: "stopped", attempt: 0, reason, retryAtMs: null };
  return null;
}

/** What a probe after a refused connection means; null is "come back". */
export function phaseOfProbe(answer: ProbeAnswer): ConnectionPhase | null {
  if (answer.kind === "signed-out") return { state: "signed-out" };
  if (answer.kind === "refused") return { state: "refused", reason: answer.reason };
  if (answer.kind === "gone") return { state: "ended", code: null };
  if (answer.kind === "stopped") return { state: "stopped", attempt: 0, reason: null, retryAtMs: null };
  return null;
}
