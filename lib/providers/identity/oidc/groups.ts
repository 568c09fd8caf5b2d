import { z } from "zod";

const groupsMax = 1_000;
const Group = z.string().trim().min(1).max(200);

/** The groups at a claim, whose name may be a path with dots; a claim that is called so as a whole goes before. */
export function groupsIn(claims: Record<string, unknown>, claim: string): string[] {
  const found = Object.hasOwn(claims, claim) ? claims[claim] : atPath(claims, claim.split("."));
  const listed = Array.isArray(found) ? found : [found];
  return listed.slice(0, groupsMax).flatMap((group) => Group.safeParse(group).data ?? []);
}

function atPath(value: unknown, path: readonly string[]): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  return atPath((value as Record<string, unknown>)[name], rest);
}
