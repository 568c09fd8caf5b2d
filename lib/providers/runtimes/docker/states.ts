import type { Observed } from "../port.ts";
import type { Container } from "./find-container.ts";

type Told = Pick<Observed, "state" | "reason">;

/** Codes of a program that was asked to end and did. */
const askedCodes = [0, 130, 143];

/** What the engine says of a container that does not run; null of one that does. */
export function notRunning(container: Container, isAsked: boolean): Told | null {
  const { Status, Error: error } = container.State;
  switch (Status) {
    case "running":
      return null;
    // Podman says "configured" or "initialized" of what was never started.
    case "created":
    case "configured":
    case "initialized":
      return error === "" ? { state: "stopped" } : { state: "failed", reason: `Docker says "${error}".` };
    case "paused":
      return { state: "failed", reason: "It was paused outside of Lockkeeper." };
    case "restarting":
      return { state: "failed", reason: `${endOf(container)} Docker is starting it again.` };
    case "removing":
      return { state: "failed", reason: "Docker is removing it." };
    case "dead":
      return { state: "failed", reason: "Docker could not remove it; remove it again." };
    default:
      return isAsked ? { state: "stopped" } : ended(container);
  }
}

function ended(container: Container): Told {
  if (endedAsAsked(container)) {
    return { state: "stopped", reason: "It was stopped outside of Lockkeeper." };
  }
  return { state: "failed", reason: endOf(container) };
}

/** Whether what ran in it ended because it was told to, by whomever. */
export const endedAsAsked = ({ State }: Container): boolean =>
  askedCodes.includes(State.ExitCode) && !State.OOMKilled;

/** How it ended, in a sentence. */
function endOf({ State, HostConfig }: Container): string {
  if (State.OOMKilled) {
    return `It ran out of memory${limitOf(HostConfig.Memory)} and was killed.`;
  }
  if (State.Error !== "") return `It ended: Docker says "${State.Error}".`;
  if (State.ExitCode === 137) return "It was killed from outside.";
  return `It ended by itself with code ${State.ExitCode}.`;
}

/** Said of a container that goes on, where one of its programs did not. */
export const lostProgram = ({ HostConfig }: Container, at: Date): string =>
  `A program in it ran out of memory${limitOf(HostConfig.Memory)} and was killed at ${at.toISOString().slice(11, 16)} UTC.`;

const limitOf = (bytes: number): string => (bytes > 0 ? ` (limit ${toGigabytes(bytes)})` : "");

/** 4 GB as people set it: in powers of 1024, without needless decimals. */
function toGigabytes(bytes: number): string {
  const megabytes = bytes / 1024 ** 2;
  return megabytes < 1024 ? `${Math.round(megabytes)} MB` : `${Number((megabytes / 1024).toFixed(1))} GB`;
}
