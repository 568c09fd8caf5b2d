import { disabledWords } from "#lib/modules/people/rules.ts";

/** Where passkeys work: browsers tie each to the name of one site, and offer them to pages nobody could have changed on the way. */

export const passkeysMax = 20;
export const challengeMinutes = 5;

interface Page {
  /** Where the page, or its request, comes from: `https://lock.example.org`. */
  origin: string;
  /** LOCKKEEPER_URL; null where it is not set. */
  address: string | null;
}

/** Why there can be no passkeys at a page, and what to do; null where there can. */
export function passkeyFault({ origin, address }: Page): string | null {
  const url = URL.parse(origin);
  if (!url) return "Open this page in a browser: a passkey belongs to the address of a page.";
  if (address !== null && address !== origin)
    return `A passkey belongs to one address, and here that is ${address}. Open this page there.`;
  const { hostname, port, protocol } = url;
  const isLoopback = /^127\.|^\[::1\]$/.test(hostname);
  if (isLoopback)
    return `A passkey belongs to a name, not to a number. Open this page at http://localhost${port ? `:${port}` : ""} and sign in there.`;
  if (/^\d+(\.\d+){3}$|^\[/.test(hostname))
    return "A passkey belongs to a name, not to a number. Give this server a name, reach it over https, and set LOCKKEEPER_URL to that address.";
  const isLocal = hostname === "localhost" || hostname.endsWith(".localhost");
  if (protocol !== "https:" && !isLocal)
    return "Browsers offer passkeys over https only. Reach this server over https, and set LOCKKEEPER_URL to that address.";
  return null;
}

/** The name that passkeys of a page belong to. */
export const relyingPartyOf = (origin: string): string => new URL(origin).hostname;

export type PasskeyFault = "unknown" | "late" | "refused" | "copied" | "disabled";

/** What a person reads whose passkey did not sign them in. */
export const passkeyRefusals: Record<PasskeyFault, string> = {
  unknown:
    "This passkey opens nothing here: it was removed, or its person may no longer sign in. Use another way, or ask an owner.",
  late: `This took longer than ${challengeMinutes} minutes, or was tried twice. Try again.`,
  refused: "This passkey could not be verified. Try again, or use another way to sign in.",
  copied:
    "This passkey has been used elsewhere in the meantime, as a copy of it would be. Sign in another way and remove it.",
  disabled: disabledWords(null),
};
