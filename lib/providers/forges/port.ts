import type { Secret } from "#lib/kernel/secret.ts";
import type { GithubApp } from "#lib/providers/github.ts";

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
  access: ForgeAccess;
}

/** As whom a repository is reached: by a token, of the project or of the whole installation, or as an App. */
export type ForgeAccess = { of: "project" | "installation"; token: Secret } | { of: "app"; app: GithubApp };

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
