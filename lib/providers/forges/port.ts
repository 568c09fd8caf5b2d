import type { Secret } from "#lib/kernel/secret.ts";

/**
 * One repository at the place where its people meet. Every call ends by its deadline; what the other side refuses is a
 * PROVIDER_ERROR whose words say what to do, without our token. Opening twice opens once.
 */
export interface Forge {
  /** The one that is open for the branch, or was merged at this commit; else a new one. */
  openPullRequest(asked: NewPullRequest, signal: AbortSignal): Promise<PullRequest>;
  readPullRequest(number: number, signal: AbortSignal): Promise<PullRequest>;
}

/** Which repository it is, read from the address of a remote. */
export interface ForgeRepository {
  kind: "github";
  owner: string;
  name: string;
  /** As a token for it is kept: `https://github.com/acme/app`. */
  place: string;
}

export interface ForgeTarget {
  repository: ForgeRepository;
  token: Secret;
}

export interface NewPullRequest {
  /** A branch of the same repository, which has been pushed. */
  head: string;
  /** At which `head` stands. */
  commit: string;
  base: string;
  title: string;
  body: string;
}

export interface PullRequest {
  number: number;
  /** For people; always of the forge itself. */
  url: string;
  state: "open" | "merged" | "closed";
}

export const deadlineMs = 10_000;
