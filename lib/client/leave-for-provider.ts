import { getJson, postJson } from "#lib/client/fetcher.ts";
import { CsrfAnswer, LeaveAnswer } from "#lib/modules/identity-providers/schema.ts";

interface Leaving {
  providerId: string;
  /** Where to go after the sign-in. */
  next: string;
  /** To link an account, rather than to sign in. */
  isToLink: boolean;
  /** Whoever is signed in at the provider is refused here: it shall ask. */
  isAgain: boolean;
}

/** Leaves this page for an identity provider; where that is not possible, for a page of ours that says why. */
export async function leaveForProvider({ providerId, ...leaving }: Leaving): Promise<void> {
  const { csrfToken } = await getJson("/api/auth/csrf", CsrfAnswer);
  const path = `/api/auth/signin/${encodeURIComponent(providerId)}`;
  const { url } = await postJson(path, { csrfToken, ...leaving }, LeaveAnswer);
  window.location.assign(url);
}
