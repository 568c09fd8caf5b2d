import { z } from "zod";
import { openSigned, signText } from "#lib/modules/identity-providers/signed-text.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

/**
 * That a person who is signed in left in order to link an account. It travels in a cookie of that browser, belongs to
 * the one departure whose `state` it names, and nobody can write one.
 */
const Intent = z.object({ userId: z.string(), providerId: z.string(), state: z.string(), until: z.number() });
type Intent = z.infer<typeof Intent>;

export const linkMinutes = 15;

export const sealIntent = (masterKey: MasterKey, intent: Omit<Intent, "until">, nowMs: number): string =>
  signText(masterKey, "link", { ...intent, until: nowMs + linkMinutes * 60_000 });

/** Who meant to link; null where the cookie is not ours, of another departure, or too old. */
export function openIntent(
  masterKey: MasterKey,
  cookie: string,
  { providerId, state }: Pick<Intent, "providerId" | "state">,
  nowMs: number,
): string | null {
  const { data: intent } = Intent.safeParse(openSigned(masterKey, "link", cookie));
  if (!intent) return null;
  const isThis = intent.providerId === providerId && intent.state === state && intent.until > nowMs;
  return isThis ? intent.userId : null;
}
