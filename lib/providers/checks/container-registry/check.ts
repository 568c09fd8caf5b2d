import { z } from "zod";
import type { Secret } from "#lib/kernel/secret.ts";
import { ask, checked } from "../ask.ts";
import type { Check } from "../port.ts";

export interface RegistryLogin {
  host: string;
  user: string;
  password: Secret;
}

interface Place {
  /** Whether this registry may stand in the private network. */
  allowPrivate: boolean;
  signal: AbortSignal;
}

/** What Docker's own hub is called in names of images, and where it answers. */
const hubNames = new Set(["docker.io", "index.docker.io", "registry-1.docker.io"]);
const apiHostOf = (host: string): string => (hubNames.has(host) ? "registry-1.docker.io" : host);

/** As engines do it: over TLS, but to this machine without. */
const schemeOf = (host: string): string =>
  /^(?:localhost|127\.0\.0\.1)(?::\d+)?$/.test(host) ? "http" : "https";

/**
 * Logs in as an engine does before it pulls: asks the registry, and where it sends to a server of tokens, asks that one.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export const checkRegistryLogin = ({ allowPrivate, signal }: Place, login: RegistryLogin): Promise<Check> =>
  checked(login.host, signal, async () => {
    const { host, user, password } = login;
    const rule = { allowPrivate };
    const basic = `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString("base64")}`;
    const scheme = schemeOf(apiHostOf(host));
    const url = `${scheme}://${apiHostOf(host)}/v2/`;
    const asked = await ask({ url, headers: {}, rule, signal });
    const challenge = String(asked.headers["www-authenticate"] ?? "");
    if (asked.status === 200) return good(`${host} answers, and asks for no login.`);
    if (asked.status !== 401) return bad(`${host} answered ${asked.status}, and not as a registry does.`);
    if (/^basic\b/i.test(challenge)) {
      const { status } = await ask({ url, headers: { authorization: basic }, rule, signal });
      return outcome(host, user, status === 200, status);
    }
    const tokens = tokenAddress(challenge, scheme);
    if (!tokens) return bad(`${host} asks for a login of a kind that is not known here.`);
    tokens.searchParams.set("account", user);
    const given = await ask({ url: tokens.href, headers: { authorization: basic }, rule, signal });
    const isGood = given.status === 200 && Token.safeParse(given.body).success;
    return outcome(host, user, isGood, given.status);
  });

const Token = z.union([
  z.object({ token: z.string().min(1) }),
  z.object({ access_token: z.string().min(1) }),
]);

/** Where a registry sends for a token; a password is never sent without TLS to where the registry has it. */
function tokenAddress(challenge: string, scheme: string): URL | null {
  if (!/^bearer\b/i.test(challenge)) return null;
  const parameter = (name: string) => new RegExp(`${name}="([^"]{1,2000})"`, "i").exec(challenge)?.[1];
  const url = URL.parse(parameter("realm") ?? "");
  if (!url || !/^https?:$/.test(url.protocol) || (scheme === "https" && url.protocol !== "https:"))
    return null;
  const service = parameter("service");
  if (service !== undefined) url.searchParams.set("service", service);
  return url;
}

const good = (sentence: string): Check => ({ isGood: true, sentence });
const bad = (sentence: string): Check => ({ isGood: false, sentence });

const outcome = (host: string, user: string, isGood: boolean, status: number): Check =>
  isGood ? good(`${host} let ${user} in.`) : bad(`${host} refused the login of ${user} (${status}).`);
