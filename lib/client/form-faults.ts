import { z } from "zod";
import type { ErrorShape } from "#lib/kernel/answer.ts";

const Issues = z.array(z.object({ field: z.string(), reason: z.string() }));

const lineOf = (index: number): string => `Line ${index + 1}`;

/**
 * What the server says about one field of a form, with a capital letter; null where it says nothing about it. Where it
 * is about one entry of a list, `entryOf` says which, by its index.
 */
export function faultOf(error: ErrorShape | null, field: string, entryOf = lineOf): string | null {
  const found = error && issuesOf(error).find((issue) => isAbout(issue.field, field));
  if (!found) return null;
  if (found.field !== field)
    return `${entryOf(Number(found.field.slice(field.length + 1)))}: ${found.reason}`;
  return `${found.reason.charAt(0).toUpperCase()}${found.reason.slice(1)}`;
}

/** The field itself, or an entry of its list: `privateHosts.0`. */
const isAbout = (path: string, field: string): boolean =>
  path === field || (path.startsWith(`${field}.`) && /^\d+$/.test(path.slice(field.length + 1)));

/** The error in one sentence: what is said about its field, where it names one. */
export function sentenceOf({ details, message }: ErrorShape): string {
  const { reason } = details;
  if (typeof reason !== "string") return message;
  return `It ${reason}${reason.endsWith(".") ? "" : "."}`;
}

/** What a form has to say that stands at none of its fields; null where every fault does. */
export function restOf(error: ErrorShape | null, fields: readonly string[]): string | null {
  if (!error) return null;
  const issues = issuesOf(error);
  const left = issues.filter(({ field }) => !fields.some((known) => isAbout(field, known)));
  if (left.length === issues.length) return error.message;
  return left[0] ? `${left[0].field} ${left[0].reason}` : null;
}

/** An input that does not fit its schema names every field; any other error at most one. */
function issuesOf({ details, message }: ErrorShape): z.infer<typeof Issues> {
  const issues = Issues.safeParse(details.issues).data;
  if (issues) return issues;
  if (typeof details.field !== "string") return [];
  return [{ field: details.field, reason: typeof details.reason === "string" ? details.reason : message }];
}
