import { recordEntry } from "#lib/modules/people/record-entry.ts";
import type { RequestOrigin } from "#lib/platform/auth/actor.ts";
import { deleteSession } from "#lib/platform/auth/sessions.ts";
import { transact } from "#lib/platform/db/transact.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Ends the session of this cookie for good; one that has ended already is fine. */
export async function endSession(
  { database }: Pick<Platform, "database">,
  token: string,
  origin: RequestOrigin,
): Promise<void> {
  await transact(database, async (tx) => {
    const person = await deleteSession(tx, token);
    if (person) recordEntry(tx, { what: "session.ended", person, origin });
  });
}
