import type { z } from "zod";
import { CheckAnswer, type CheckInput } from "#workspaced/protocol/checks.ts";
import { type CallOptions, call, type WorkspacedAddress } from "./request.ts";

/** What ending a command that will not end may take beyond its own deadline. */
const graceMs = 30_000;
const deadlineMsDefault = 10 * 60_000;

/** Runs a project's check command; a failing one is an answer. Aborting the signal ends it. */
export function runCheck(
  address: WorkspacedAddress,
  input: z.input<typeof CheckInput>,
  options?: CallOptions,
): Promise<CheckAnswer> {
  const request = { method: "POST", path: "/checks", json: input } as const;
  const deadlineMs = (input.deadlineMs ?? deadlineMsDefault) + graceMs;
  return call(address, request, CheckAnswer, { deadlineMs, ...options });
}
