import { AppError } from "#lib/kernel/errors.ts";
import type { AnyCommand } from "#lib/operations/command.ts";
import { rememberSecret } from "#lib/platform/known-secrets.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { sealRecord, unsealRecord } from "#lib/platform/secrets/seal.ts";

/** What is kept of an input: a part that may be shown and, where that leaves something out, the whole, encrypted. */
export interface InputRecord {
  shown: Record<string, unknown>;
  sealed: string | null;
}

const place = (operationId: string) => placeIn("operations", { id: operationId });

/**
 * Keeps an input with its operation. `keepsWhole`: it will be needed again later, by a job or after a consent. What
 * somebody gives who `isDenied` is no secret of ours: it would take words of their choice out of what others read.
 */
export function recordInput(
  masterKey: MasterKey,
  command: AnyCommand,
  operation: Pick<StoredInput, "id" | "personId"> & {
    input: unknown;
    keepsWhole: boolean;
    isDenied: boolean;
  },
): InputRecord {
  const input = asRecord(operation.input);
  const hidden = new Map<string, string>();
  if (!operation.isDenied) rememberSecrets(command, input, operation.personId);
  for (const field of command.secrets ?? []) if (input[field] !== undefined) hidden.set(field, "[secret]");
  for (const field of command.bulky ?? []) hidden.set(field, describeBulk(input[field]));
  if (hidden.size === 0) return { shown: input, sealed: null };
  const sealed = operation.keepsWhole
    ? sealRecord(masterKey, place(operation.id), JSON.stringify(input))
    : null;
  return { shown: { ...input, ...Object.fromEntries(hidden) }, sealed };
}

/** What is kept of a command's result: what is shown once stands in its answer only. */
export function recordResult({ shownOnce = [] }: AnyCommand, result: unknown): unknown {
  if (shownOnce.length === 0 || result === null || typeof result !== "object") return result;
  const hidden = shownOnce.filter((field) => Reflect.get(result, field) != null);
  return { ...result, ...Object.fromEntries(hidden.map((field) => [field, "[secret]"])) };
}

interface StoredInput {
  id: string;
  input: Record<string, unknown>;
  sealedInput: string | null;
  /** Who asked, or the person behind. */
  personId: string | null;
}

/** The whole input of an operation, as its schema gave it when it was asked for. */
export function restoreInput(masterKey: MasterKey, operation: StoredInput): unknown {
  if (!operation.sealedInput) return operation.input;
  return JSON.parse(unsealRecord(masterKey, place(operation.id), operation.sealedInput));
}

/** The same by the schema of today; throws `unreadableInput` where another version of the product wrote it. */
export function readInput(masterKey: MasterKey, command: AnyCommand, operation: StoredInput): unknown {
  try {
    const input = restoreInput(masterKey, operation);
    rememberSecrets(command, asRecord(input), operation.personId);
    return command.input.parse(input);
  } catch (cause) {
    throw unreadableInput(cause);
  }
}

function rememberSecrets(
  { secrets = [] }: AnyCommand,
  input: Record<string, unknown>,
  personId: string | null,
): void {
  for (const field of secrets) {
    const value = input[field];
    if (typeof value === "string") rememberSecret(`given by ${personId}`, value);
  }
}

const unreadableInput = (cause: unknown): AppError =>
  new AppError(
    "CONFLICT",
    "This version of the server can no longer read what was asked for. Ask for it again.",
    {
      cause,
    },
  );

function asRecord(input: unknown): Record<string, unknown> {
  return input !== null && typeof input === "object" ? { ...input } : {};
}

const describeBulk = (value: unknown): string =>
  typeof value === "string" ? `[${Buffer.byteLength(value)} bytes]` : "[left out]";
