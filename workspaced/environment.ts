import { homedir, userInfo } from "node:os";
import { delimiter } from "node:path";

/**
 * Names the workspace's folder in the environment of everything that runs in it, so that whoever stops the workspace
 * finds also what left its terminal and its parent. Set by the local runtime; a container needs no such mark.
 */
export const workspaceMarker = "WORKSPACE_MARK";

const inherited = ["PATH", "HOME", "LANG", "TERM", "USER", "SHELL", "TMPDIR", workspaceMarker] as const;

/**
 * The environment of every child (shell, git, agent, search). An allow-list, because whatever the server was started
 * with (tokens, database addresses, provider keys) would otherwise be one `env` away from the agent.
 */
export function cleanEnvironment(additions: Record<string, string> = {}): NodeJS.ProcessEnv {
  const environment: Partial<Record<string, string>> = {};
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  environment.PATH = withoutPackageFolders(environment.PATH ?? "") || systemPath;
  environment.HOME ??= homedir();
  environment.LANG ??= "C.UTF-8";
  // The cast is for a host framework's typing, which calls NODE_ENV always present.
  return { ...environment, ...additions } as NodeJS.ProcessEnv;
}

const systemPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * npm puts the folders of programs of the package it runs, and of every folder above, in front of the PATH. Those are
 * the product's: in a workspace its versions of node and others would stand before the person's own.
 */
const withoutPackageFolders = (path: string): string =>
  path
    .split(delimiter)
    .filter((folder) => folder !== "" && !/[/\\](?:node_modules[/\\]\.bin|node-gyp-bin)[/\\]?$/.test(folder))
    .join(delimiter);

/** The person's own shell where it is set, else bash. */
export function userShell(): string {
  return process.env.SHELL || userInfo().shell || "/bin/bash";
}
