import { z } from "zod";
import { openSigned, signText } from "#lib/modules/identity-providers/signed-text.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

/**
 * That the person at a browser has just proved who they are to a provider, and is disabled here. By it the page that
 * refuses them, and no other browser, is told why.
 */
const Note = z.object({ userId: z.uuid(), until: z.number() });

export const noteMinutes = 10;

export const sealDisabledNote = (masterKey: MasterKey, userId: string, nowMs: number): string =>
  signText(masterKey, "disabled", { userId, until: nowMs + noteMinutes * 60_000 });

/** Whom it is about; null where it is not ours, or too old. */
export function openDisabledNote(masterKey: MasterKey, cookie: string, nowMs: number): string | null {
  const { data: note } = Note.safeParse(openSigned(masterKey, "disabled", cookie));
  return note && note.until > nowMs ? note.userId : null;
}
