import type { Secret } from "#lib/kernel/secret.ts";

/**
 * Where people prove who they are. Every call ends by its deadline and reads a bounded answer. What the other side
 * refuses is a PROVIDER_ERROR; one that may answer differently later, because it is away, says so (`isRetryable`).
 */
export interface IdentityDriver {
  /** Where people are sent; asks the provider where it describes itself. */
  describe(signal: AbortSignal): Promise<Entrance>;
  /** Whether it knows our client and its secret; throws where it does not. */
  tryClient(redirectUri: string, signal: AbortSignal): Promise<void>;
  /** What it says of the person who came back with this code; good once. */
  exchange(asked: Exchange, signal: AbortSignal): Promise<Proof>;
  /** What it says of them now, by the token it gave; null where it takes the token no more, or gives no such answer. */
  askAgain: ((token: Secret, signal: AbortSignal) => Promise<Proof | null>) | null;
}

export interface IdentityTarget {
  kind: "github" | "oidc";
  /** The issuer of OpenID Connect, or the address of a GitHub; without a slash at the end. */
  issuer: string;
  clientId: string;
  clientSecret: Secret | null;
  groupClaim: string | null;
  /** Groups that are asked for one by one: teams, as `acme/operators`. */
  teams: readonly string[];
  /** Whether it is asked for the groups of a person. */
  wantsGroups: boolean;
}

export interface Entrance {
  issuer: string;
  authorizationUrl: string;
}

/** What came back, with what was kept when the person left. */
export interface Exchange {
  code: string;
  redirectUri: string;
  verifier: string;
  nonce: string | null;
  /** The issuer that the answer names (RFC 9207); null where it names none. */
  answeredBy: string | null;
}

/** What a provider says of a person. */
export interface Proof {
  /** For good; names and addresses change. */
  id: string;
  login: string | null;
  name: string;
  /** In lower case. */
  email: string | null;
  isEmailVerified: boolean;
  groups: readonly string[];
  /** When they showed there who they are, which may be long before they came; null where it does not say. */
  signedInAt: Date | null;
  /** What it can be asked with again, without the person. */
  token: Secret | null;
}
