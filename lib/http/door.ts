import type { Door } from "#lib/http/app.ts";
import { createRateLimits } from "#lib/http/rate-limit.ts";
import { followSettings } from "#lib/modules/settings/live-settings.ts";
import { runLeased } from "#lib/operations/run.ts";
import type { DirectRunner } from "#lib/operations/submit.ts";
import { type EventHub, openEventHub } from "#lib/platform/events/hub.ts";
import { type Platform, platformOfProcess } from "#lib/platform/platform.ts";
import { findHandler } from "#lib/worker/handlers.ts";

/** Runs direct commands in the process that was asked. */
export const directRunner =
  (platform: Platform): DirectRunner =>
  (command, operation, input) => {
    const handler = findHandler(command.name);
    if (!handler) throw new Error(`No handler is listed for ${command.name}.`);
    return runLeased(platform, handler, operation, input);
  };

export function createDoor(platform: Platform, hub: EventHub): Door {
  const settings = followSettings(platform, hub);
  return {
    platform,
    hub,
    settings,
    limits: createRateLimits({ current: () => settings.current("limits") }),
    runDirect: directRunner(platform),
  };
}

let opened: Promise<Door> | undefined;

/** The door of this module graph, for what Next calls (see `platformOfProcess`). */
export function doorOfProcess(): Promise<Door> {
  opened ??= openDoor();
  return opened;
}

async function openDoor(): Promise<Door> {
  const platform = await platformOfProcess();
  const door = createDoor(platform, await openEventHub(platform.database, platform.log));
  await door.settings.ready;
  return door;
}
