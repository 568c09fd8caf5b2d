import { newId } from "#lib/kernel/ids.ts";
import { moveActivity } from "#lib/modules/projects/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Farther back than a worker pauses between two rounds or is away for an update. */
const lookBackMs = 3_600_000;

/**
 * Brings the time that projects are sorted by up to what was done in them. Beside the commands and not in them: a
 * command that locked its project's row first would stand in the way of every other one.
 */
export const noteActivity = ({ database }: Pick<Platform, "database">): Promise<void> =>
  // Ids begin with their time.
  moveActivity(database.orm, newId(Date.now() - lookBackMs));
