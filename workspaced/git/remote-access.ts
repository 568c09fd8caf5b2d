import { AsyncLocalStorage } from "node:async_hooks";
import type { GitAccess } from "../protocol/git-access.ts";
import { type OpenAccess, type Opening, openAccess } from "./open-access.ts";

const given = new AsyncLocalStorage<GitAccess>();

/** What git does for `work`, however deep below, reaches remotes with this. */
export const withGitAccess = <Result>(access: GitAccess, work: () => Promise<Result>): Promise<Result> =>
  given.run(access, work);

/**
 * The one place that decides what git is given to reach a remote: what the call brought, and beside it the server's own
 * keys through ssh's agent. Close it when git has ended.
 */
export async function remoteAccess(opening: Opening): Promise<OpenAccess> {
  const { SSH_AUTH_SOCK } = process.env;
  const own: Record<string, string> = SSH_AUTH_SOCK ? { SSH_AUTH_SOCK } : {};
  const access = given.getStore();
  if (access === undefined) return { env: own, settings: [], inputs: [], close: async () => undefined };
  const open = await openAccess(access, opening);
  return { ...open, env: { ...own, ...open.env } };
}

/** Whether the call brought secrets: then nothing of the repository's own may run beside git, which could take them. */
export const hasGivenAccess = (): boolean => given.getStore() !== undefined;
