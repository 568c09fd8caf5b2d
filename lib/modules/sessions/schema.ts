import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";

/** Left out: one's own. */
const OfPerson = z.object({ userId: Id.optional() });

export const ListSessionsInput = OfPerson;
export const SessionInput = z.object({ sessionId: Id });
export const RevokeOthersInput = OfPerson;

const methods = ["setup", "link", "invitation", "provider", "passkey"] as const;

export const SessionView = z.object({
  id: Id,
  /** Such as `Firefox on Linux`. */
  device: z.string(),
  /** Where it was used last; null where nobody saw. */
  ip: z.string().nullable(),
  /** Whether that lies in this network. */
  isNear: z.boolean(),
  method: z.enum(methods),
  /** The identity provider, by its name. */
  provider: z.string().nullable(),
  createdAt: z.iso.datetime(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime(),
  /** However much it is used. */
  endsAt: z.iso.datetime(),
  /** The one that asks. */
  isThisOne: z.boolean(),
});
export type SessionView = z.infer<typeof SessionView>;

export const SessionList = z.object({ items: z.array(SessionView) });

export const RevokedSessions = z.object({ count: z.number() });
export type RevokedSessions = z.infer<typeof RevokedSessions>;
