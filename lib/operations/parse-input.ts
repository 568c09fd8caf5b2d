import type { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";

/** The input by its schema; throws VALIDATION_ERROR naming the first field that is wrong, and all of them in `issues`. */
export function parseInput<Input>(schema: z.ZodType<Input>, raw: unknown): Input {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.join(".") || "input",
    reason: issue.message,
  }));
  const [first] = issues;
  throw new AppError("VALIDATION_ERROR", `${first?.field}: ${first?.reason}`, {
    details: { field: first?.field, reason: first?.reason, issues },
  });
}
