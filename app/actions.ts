"use server";

import { headers } from "next/headers";
import { z } from "zod";
import type { CommandRequest } from "#lib/client/command-context.ts";
import { findCommand } from "#lib/commands.ts";
import { isSameOrigin, originOf } from "#lib/http/context.ts";
import { directRunner } from "#lib/http/door.ts";
import type { CommandAnswer } from "#lib/kernel/answer.ts";
import { AppError } from "#lib/kernel/errors.ts";
import { failureAnswer } from "#lib/operations/answers.ts";
import { submit } from "#lib/operations/submit.ts";
import { actorFromRequest } from "#lib/platform/auth/resolve-actor.ts";
import { platformOfProcess } from "#lib/platform/platform.ts";

const ActionRequest = z.object({
  name: z.string().max(100),
  input: z.unknown(),
  idempotencyKey: z.string().max(200),
  reason: z.string().max(2000).optional(),
});

/** The server action door: runs a command by name for the dashboard. Anybody can post here, so it trusts nothing. */
export async function runCommand(request: CommandRequest): Promise<CommandAnswer> {
  const platform = await platformOfProcess();
  const given = new Headers(await headers());
  const origin = originOf(given);
  try {
    const { name, input, idempotencyKey, reason } = ActionRequest.parse(request);
    const command = findCommand(name);
    if (!command) throw new AppError("NOT_FOUND", "There is no such command.");
    if (!isSameOrigin(platform, { headers: given })) {
      throw new AppError("FORBIDDEN", "A page of another origin may not do this with your session.");
    }
    const actor = await actorFromRequest(platform, { cookie: given.get("cookie"), via: "dashboard" });
    if (!actor) throw new AppError("UNAUTHORIZED", "Your session has ended. Sign in again.");
    return await submit(
      platform,
      command,
      input,
      { actor, origin, idempotencyKey, reason },
      directRunner(platform),
    );
  } catch (error) {
    return failureAnswer(platform, error, origin.requestId);
  }
}
