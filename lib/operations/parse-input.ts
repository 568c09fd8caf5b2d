import type { z } from "zod";
import { AppError, invalid } from "#lib/kernel/errors.ts";

/** The input by its schema; throws VALIDATION_ERROR naming the first field that is wrong, and all of them in `issues`. */
export function parseInput<Input>(schema: z.ZodType<Input>, raw: unknown): Input {
  const parsed = schema.safeParse(raw ?? {});
  if (parsed.success) {
    refuseHalfCharacters(parsed.data);
    return parsed.data;
  }
  const issues = parsed.error.issues.map((issue) => ({
    field: issue.path.join(".") || "input",
    reason: issue.message,
  }));
  const [first] = issues;
  throw new AppError("VALIDATION_ERROR", `${first?.field}: ${first?.reason}`, {
    details: { field: first?.field, reason: first?.reason, issues },
  });
}

/** JSON can name half of a surrogate pair, which is no text: neither the database nor a file could hold it. */
function refuseHalfCharacters(value: unknown, field = "input"): void {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw invalid(field, "holds half of a character (a lone surrogate)");
  } else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) {
      refuseHalfCharacters(part, field === "input" ? name : `${field}.${name}`);
    }
  }
}
