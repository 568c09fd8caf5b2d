import { z } from "zod";
import type { Secret } from "#lib/kernel/secret.ts";
import { ask, checked } from "../ask.ts";
import type { Check } from "../port.ts";

interface Place {
  /** Where Cloudflare's API answers; another one in tests. */
  url?: string;
  signal: AbortSignal;
}

// https://developers.cloudflare.com/api/resources/user/subresources/tokens/methods/verify/
const Verified = z.object({ success: z.literal(true), result: z.object({ status: z.string() }) });

/** Asks Cloudflare whether the token is one, and active. */
export const checkCloudflareToken = (
  { url = "https://api.cloudflare.com/client/v4", signal }: Place,
  token: Secret,
): Promise<Check> =>
  checked("Cloudflare", signal, async () => {
    const isElsewhere = !url.startsWith("https://api.cloudflare.com/");
    const { status, body } = await ask({
      url: `${url}/user/tokens/verify`,
      headers: { authorization: `Bearer ${token.reveal()}` },
      rule: { allowPrivate: isElsewhere },
      signal,
    });
    const verified = Verified.safeParse(body);
    if (status === 200 && verified.success) {
      const isActive = verified.data.result.status === "active";
      return isActive
        ? { isGood: true, sentence: "Cloudflare knows the token, and it is active." }
        : { isGood: false, sentence: "Cloudflare knows the token, but it is disabled or has expired." };
    }
    if (status === 400 || status === 401 || status === 403)
      return { isGood: false, sentence: `Cloudflare refused the token (${status}).` };
    return { isGood: false, sentence: `Cloudflare answered ${status}. Try again later.` };
  });
