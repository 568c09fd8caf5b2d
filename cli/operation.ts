import { z } from "zod";
import { send } from "#cli/http.ts";
import type { Login } from "#cli/logins.ts";
import { ConfirmToken } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";

/** What the command line reads of an operation; a server may tell more. */

const Need = z.looseObject({ requirement: z.string(), met: z.boolean(), how: z.string() });
const Loss = z.looseObject({ kind: z.string(), name: z.string(), sizeBytes: z.number().nullish() });
const Step = z.looseObject({ name: z.string(), state: z.string(), error: z.string().nullish() });

// Loose and without defaults: with `--json` it is printed as it came.
export const Operation = z.looseObject({
  id: z.string(),
  command: z.string(),
  state: z.string(),
  level: DangerLevel.optional(),
  warning: z.string().optional(),
  sentence: z.string().optional(),
  target: z.looseObject({ kind: z.string(), name: z.string() }).optional(),
  needs: z.array(Need).optional(),
  losses: z.array(Loss).optional(),
  dependants: z.array(z.looseObject({ kind: z.string(), name: z.string(), note: z.string() })).optional(),
  changes: z
    .array(z.looseObject({ what: z.string(), from: z.string().nullable(), to: z.string() }))
    .optional(),
  lastBackup: z.looseObject({ takenAt: z.string(), verifiedAt: z.string().nullish() }).nullish(),
  raised: z.looseObject({ from: DangerLevel, by: z.string() }).nullish(),
  typedName: z.boolean().optional(),
  notBefore: z.string().nullish(),
  expiresAt: z.string().nullish(),
  steps: z.array(Step).optional(),
  error: z.looseObject({ type: z.string(), message: z.string() }).nullish(),
});
export type Operation = z.infer<typeof Operation>;

export const CommandBody = z.looseObject({
  operation: Operation.optional(),
  confirm: ConfirmToken.nullish(),
});
export type CommandBody = z.infer<typeof CommandBody>;

const path = (id: string) => `/api/operations/${encodeURIComponent(id)}`;

export async function readOperation(login: Login, id: string): Promise<Operation> {
  return Operation.parse((await send(login, { method: "GET", path: path(id) })).body);
}

/** The operation as it is now, with a new confirm token where this key may use one. */
export async function askForToken(login: Login, id: string): Promise<CommandBody> {
  const { body } = await send(login, { method: "POST", path: `${path(id)}/confirm-token`, body: {} });
  return CommandBody.parse(body);
}

export async function cancelOperation(login: Login, id: string): Promise<void> {
  await send(login, { method: "POST", path: `${path(id)}/cancel`, body: {} });
}

/** The page where a person sees it: what is held, in the queue, where it is answered. */
export const linkOf = (
  { address }: Pick<Login, "address">,
  { id, state }: Pick<Operation, "id" | "state">,
): string => `${address}/${state === "held" ? "approvals" : "operations"}/${encodeURIComponent(id)}`;
