/** What a person reads who comes with a link that does not open, and the way on. */

export const setupLinkMinutes = 60;
export const signInLinkMinutes = 15;

export type LinkFault = "unknown" | "used" | "expired";

export const setupRefusals: Record<LinkFault, string> = {
  unknown:
    "This setup link is not valid. Each start of the server prints a new one and ends those before it: take the newest, or restart the server.",
  used: "This installation has an owner already, and a setup link works once. To sign in, run `npm run sign-in-link` on the server and open the link it prints.",
  expired: `This setup link has expired: it is valid for ${setupLinkMinutes} minutes. Restart the server; it prints a new one.`,
};

const another = "Run `npm run sign-in-link` on the server for a new one, or ask an owner to.";

export const signInRefusals: Record<LinkFault, string> = {
  unknown: `This sign-in link is not valid. ${another}`,
  used: `This sign-in link has been used, and it works once. ${another}`,
  expired: `This sign-in link has expired: it is valid for ${signInLinkMinutes} minutes. ${another}`,
};

/** What is wrong with a link as it was found; null when it opens. */
export function linkFault(found: { isUsed: boolean; isExpired: boolean } | undefined): LinkFault | null {
  if (!found) return "unknown";
  if (found.isUsed) return "used";
  return found.isExpired ? "expired" : null;
}

/** What somebody who is disabled reads, once they have proved who they are: never a stranger. */
export const disabledWords = (because: string | null): string =>
  because === null
    ? "An admin has disabled your account. Ask an owner or admin why, and to enable it again."
    : `An admin has disabled your account, and says why: “${because}”. Where that is not right, ask an owner or admin to enable it again.`;

/** `next` when it is a path of ours; else the projects. A browser reads `//host` and `/\\host` as another site. */
export function safeNextPath(next: unknown): string {
  const fallback = "/projects";
  if (typeof next !== "string" || !/^\/(?![/\\])[\x21-\x7e]*$/.test(next)) return fallback;
  const base = "http://localhost";
  const url = URL.parse(next, base);
  // What dots leave behind may be another site's name, as of `/..//host`.
  if (!url || url.origin !== base || !/^\/(?!\/)/.test(url.pathname)) return fallback;
  if (/^\/(sign-in|setup|api)(\/|$)/.test(url.pathname)) return fallback;
  return url.pathname + url.search + url.hash;
}

/** The path of ours that a pasted setup or sign-in link leads to; null when it is none. A bare token signs in. */
export function pathOfLink(pasted: string): string | null {
  const text = pasted.trim();
  if (/^[\w-]{24,200}$/.test(text)) return `/sign-in?token=${text}`;
  const url = URL.parse(text);
  const token = url?.searchParams.get("token");
  if (!url || !token || !/^\/(sign-in|setup)$/.test(url.pathname)) return null;
  return `${url.pathname}?${new URLSearchParams({ token })}`;
}
