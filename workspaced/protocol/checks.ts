import { z } from "zod";
import { RootName } from "./service.ts";

/** `command` is a line of a person for their shell, as in a terminal; it comes from a project's settings and no agent. */
export const CheckInput = z.object({
  root: RootName,
  command: z
    .string()
    .min(1)
    .max(4000)
    .refine((command) => !command.includes("\0"), { message: "must not contain NUL" }),
  deadlineMs: z
    .number()
    .int()
    .min(100)
    .max(60 * 60_000)
    .default(10 * 60_000),
});

/** `output` holds both outputs as they came, cut in the middle. */
export const CheckAnswer = z.object({
  exitCode: z.number().int().nullable(),
  isTimedOut: z.boolean(),
  output: z.string(),
  isOutputCut: z.boolean(),
  durationMs: z.number().int(),
});
export type CheckAnswer = z.infer<typeof CheckAnswer>;
