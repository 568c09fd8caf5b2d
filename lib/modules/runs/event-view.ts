import { RunEvent } from "#lib/modules/runs/schema.ts";
import type { EventRow } from "#lib/modules/runs/store.ts";

/** A stored event as everybody reads it. */
export const eventView = ({ sequence, key, position, kind, data, at }: EventRow): RunEvent =>
  RunEvent.parse({ sequence, key, position, kind, data, at: at.toISOString() });
