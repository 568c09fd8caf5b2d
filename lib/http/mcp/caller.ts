import type { Actor, RequestOrigin } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Whoever sent a request of the protocol, and what they are answered with. */
export interface Caller {
  platform: Platform;
  actor: Actor;
  origin: RequestOrigin;
  /** The areas of tools that the address names; null: the default. */
  areas: string | null;
  /** Aborts when the caller has gone. */
  signal: AbortSignal;
  /** Where a person answers an operation in the dashboard. */
  linkTo(operationId: string): string;
}
