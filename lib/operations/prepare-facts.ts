import type { AnyCommand } from "#lib/operations/command.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Platform } from "#lib/platform/platform.ts";

const deadlineMs = 3000;

/**
 * Lets a command look at the outside before its facts are loaded; gives what it saw, undefined where it saw nothing.
 * Never throws and never takes longer than 3 s.
 */
export async function prepareFacts(
  platform: Platform,
  command: AnyCommand,
  input: unknown,
  actor: Actor,
): Promise<unknown> {
  if (!command.prepare) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, deadlineMs, undefined);
  });
  const looked = command.prepare(platform, input, actor).catch((error: unknown) => {
    platform.log.warn({ err: error, command: command.name }, "the facts of a command could not be refreshed");
  });
  const seen = await Promise.race([looked, deadline]);
  clearTimeout(timer);
  return seen;
}
