import { refusalIn, refusalWords } from "#lib/modules/identity-providers/rules.ts";
import { disabledWords } from "#lib/modules/people/rules.ts";
import type { EndedSession } from "#lib/platform/auth/sessions.ts";

interface Notice {
  kind: "failed" | "plain";
  title: string;
  text: string;
}

/** What a person reads whose browser was signed out before its time, and the way on; null where nobody did that. */
export function signedOutWords(ended: EndedSession): Notice | null {
  const { because, provider } = ended;
  if (because === "expired") return null;
  if (because === "disabled")
    return {
      kind: "failed",
      title: "You may not sign in here",
      text: disabledWords(ended.disabledBecause),
    };
  const words = wordsByEnd(provider ?? "a provider")[because];
  if (words) return words;
  // A rule of the provider, in the words of who is refused by it.
  const code = refusalIn(because);
  if (!code) return null;
  const { title, text } = refusalWords(code, provider);
  return {
    kind: "failed",
    title,
    text: `You came by ${provider ?? "a provider"}, and were signed out. ${text}`,
  };
}

const wordsByEnd = (provider: string): Partial<Record<EndedSession["because"], Notice>> => ({
  reused: {
    kind: "failed",
    title: "Your session was ended to protect you",
    text: "Its cookie was used twice, as when somebody has copied it. Whoever else had it is out as well. Sign in again, and look at your account for what you do not know.",
  },
  revoked: {
    kind: "plain",
    title: "This browser was signed out",
    text: "You did that from another browser. If it was not you, sign in again and look at your account for what you do not know.",
  },
  revoked_by_admin: {
    kind: "plain",
    title: "An admin signed this browser out",
    text: "Sign in again. To know why, ask an owner or admin.",
  },
  provider_changed: {
    kind: "plain",
    title: `How people sign in by ${provider} has changed`,
    text: "An admin changed it, so who came by it was signed out. Sign in again; where that does not work any more, take another way, or ask an admin.",
  },
  token_refused: {
    kind: "plain",
    title: `Sign in by ${provider} again`,
    text: `You came by ${provider}, and it no longer answers whether you may: the permission was taken back there, by you or by an organisation. Signing in again asks for it anew.`,
  },
  provider_away_too_long: {
    kind: "plain",
    title: `${provider} has not answered for three days`,
    text: "So nobody can tell whether who came by it still may. Sign in again once it answers, or take another way in.",
  },
});
