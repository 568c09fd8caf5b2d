import { implied, type KeyScope } from "#lib/modules/keys/schema.ts";

/** What a key may hold at the most: what its maker holds, or everything where that is a person in the browser. */
export interface MakerLimits {
  scopes: readonly KeyScope[] | null;
  projectId: string | null;
  expiresAt: Date | null;
}

export interface AskedKey {
  scopes: readonly KeyScope[];
  projectId: string | null;
  expiresAt: Date | null;
}

export type WiderThanMaker = { field: "scopes" | "projectId" | "expiresAt"; reason: string };

/** The key as it is to be made: what was left open is as narrow as its maker. */
export const narrowedTo = (asked: AskedKey, maker: MakerLimits): AskedKey => ({
  scopes: asked.scopes,
  projectId: asked.projectId ?? maker.projectId,
  expiresAt: asked.expiresAt ?? maker.expiresAt,
});

/** Where a key asks for more than its maker has, or for a time that is over; null where it does not. */
export function widerThan(asked: AskedKey, maker: MakerLimits, now: Date): WiderThanMaker | null {
  const { scopes, projectId, expiresAt } = asked;
  const own = maker.scopes && implied(maker.scopes);
  const beyond = own ? scopes.filter((scope) => !own.includes(scope)) : [];
  if (beyond.length > 0) {
    return { field: "scopes", reason: `the key you use does not have ${beyond.join(" and ")} itself` };
  }
  if (maker.projectId && projectId !== maker.projectId) {
    return { field: "projectId", reason: "the key you use reaches another project only" };
  }
  if (expiresAt && expiresAt <= now) return { field: "expiresAt", reason: "must lie in the future" };
  if (maker.expiresAt && (!expiresAt || expiresAt > maker.expiresAt)) {
    const reason = `the key you use is good until ${maker.expiresAt.toISOString()} itself`;
    return { field: "expiresAt", reason };
  }
  return null;
}
