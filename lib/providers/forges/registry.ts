import type { Resolve } from "#lib/platform/outgoing-address.ts";
import { openGithub } from "#lib/providers/forges/github/pull-requests.ts";
import { githubRepository } from "#lib/providers/forges/github/repository.ts";
import type { Forge, ForgeRepository, ForgeTarget } from "#lib/providers/forges/port.ts";

/** Where each forge answers: `https://github.com`, or a GitHub of one's own. */
export interface ForgeAddresses {
  githubUrl: string;
}

interface OpenOptions {
  /** In the place of DNS. */
  resolve?: Resolve;
}

/** The repository that a remote's address, or that of one of its pages, means; null where no forge is known to be there. */
export const findRepository = (url: string, { githubUrl }: ForgeAddresses): ForgeRepository | null =>
  githubRepository(url, githubUrl);

/** The driver for a repository; it calls nobody yet. */
export const openForge = (target: ForgeTarget, options: OpenOptions = {}): Forge =>
  openGithub(target, options);
