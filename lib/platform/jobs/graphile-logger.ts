import { Logger as GraphileLogger } from "graphile-worker";
import type { Logger } from "#lib/platform/log.ts";

/** graphile-worker's log in ours; its chatter about each job is for debugging. */
export function graphileLogger(log: Logger): GraphileLogger {
  return new GraphileLogger((scope) => (level, message, meta) => {
    const details = { ...scope, ...meta };
    if (level === "error") log.error(details, message);
    else if (level === "warning") log.warn(details, message);
    else log.debug(details, message);
  });
}
