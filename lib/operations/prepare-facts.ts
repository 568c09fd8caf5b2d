import type { AnyCommand } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

const deadlineMs = 3000;

/** Lets a command look at the outside before its facts are loaded. Never throws and never takes longer than 3 s. */
export async function prepareFacts(
  platform: Platform,
  command: AnyCommand,
  input: unknown,
  actor: Actor,
): Promise<void> {
  if (!command.prepare) return;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, deadlineMs);
  });
  const looked = command.prepare(platform, input, actor).catch((error: unknown) => {
    platform.log.warn({ err: error, command: command.name }, "the facts of a command could not be refreshed");
  });
  await Promise.race([looked, deadline]);
  clearTimeout(timer);
}
