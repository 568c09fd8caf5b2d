import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";

export const SecretsView = z.object({
  /** Of the master key in force: the first 8 hex digits of its SHA-256. */
  keyId: z.string(),
  since: z.iso.datetime(),
  /** Where it lies: in a file of the home, or given by a variable. */
  holder: z.object({ kind: z.enum(["file", "given"]), where: z.string() }),
  /** Secrets that it wraps. */
  secrets: z.number(),
  /** Secrets that still wait to be wrapped by it. */
  waiting: z.number(),
  /** A key before it that still opens what waits. */
  previousKeyId: z.string().nullable(),
  /** The rotation that is asked for or goes on. */
  rotationId: Id.nullable(),
});
export type SecretsView = z.infer<typeof SecretsView>;

export const RotateMasterKeyInput = z.object({
  leaveDamaged: z
    .boolean()
    .default(false)
    .describe("Go on although some secrets cannot be opened by any key: they are damaged and stay so."),
});

export const RotatedMasterKey = z.object({
  keyId: z.string(),
  secrets: z.number(),
  /** Where damaged secrets were left behind. */
  damaged: z.array(z.string()),
});
