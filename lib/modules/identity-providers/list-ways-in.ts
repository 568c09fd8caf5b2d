import { flowCookieName } from "#lib/modules/identity-providers/auth-options.ts";
import { openDisabledNote } from "#lib/modules/identity-providers/disabled-note.ts";
import type { RefusalCode } from "#lib/modules/identity-providers/rules.ts";
import { refusalIn, refusalWords } from "#lib/modules/identity-providers/rules.ts";
import type { IdentityKind } from "#lib/modules/identity-providers/schema.ts";
import { findProvider, listEnabled } from "#lib/modules/identity-providers/store.ts";
import { whyDisabled } from "#lib/modules/people/why-disabled.ts";
import type { Platform } from "#lib/platform/platform.ts";

export interface WayIn {
  id: string;
  name: string;
  kind: IdentityKind;
}

/** Where anybody may sign in: what stands on the buttons of the sign-in page. */
export const listWaysIn = ({ database }: Platform): Promise<WayIn[]> => listEnabled(database.orm);

/**
 * What a person reads who was refused. The address brings a code and an id, and nothing of it is shown: a code that we
 * do not know says nothing, and the name is the one that stands in the database. Why somebody is disabled is told at the
 * one browser at which they have just proved who they are.
 */
export async function readRefusal(
  platform: Platform,
  given: { refused: unknown; provider: unknown; cookieNamed: (name: string) => string | undefined },
): Promise<{ code: RefusalCode; title: string; text: string } | null> {
  const { database, masterKey } = platform;
  const code = refusalIn(given.refused);
  if (!code) return null;
  const id = typeof given.provider === "string" ? given.provider : "";
  const name = (await findProvider(database.orm, id))?.name ?? null;
  const words = { code, ...refusalWords(code, name) };
  if (code !== "disabled") return words;
  const note = given.cookieNamed(flowCookieName(platform, "disabled"));
  const userId = note ? openDisabledNote(masterKey, note, Date.now()) : null;
  const why = userId && (await whyDisabled(database.orm, userId));
  return why ? { ...words, text: why } : words;
}
