import { homedir } from "node:os";
import { join } from "node:path";
import { addressOf } from "#cli/address.ts";
import { usageFailure } from "#cli/failure.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";

/** What the command line takes from the process's variables, read once. */
export interface CliEnvironment {
  configFolder: string;
  cacheFolder: string;
  /** Both given, for scripts: they go before every stored login. */
  login: { address: string; key: Secret } | null;
  project: string | null;
  isColourWanted: boolean;
  /** What programs of the server on this machine are told: all but what is the command line's own. */
  ofServer: Readonly<Record<string, string | undefined>>;
}

type Variables = Readonly<Record<string, string | undefined>>;

export function readCliEnvironment(
  variables: Variables = process.env,
  platform: NodeJS.Platform = process.platform,
): CliEnvironment {
  const { LOCKKEEPER_URL: address, LOCKKEEPER_KEY: key, NO_COLOR, TERM } = variables;
  const { LOCKKEEPER_KEY: _key, LOCKKEEPER_PROJECT: _project, ...ofServer } = variables;
  if (key && !address) {
    throw usageFailure(
      "LOCKKEEPER_KEY is set without LOCKKEEPER_URL.",
      "Set both, so that the key is sent to nobody else.",
    );
  }
  return {
    ...foldersOf(variables, platform),
    login: address && key ? { address: addressOf(address), key: secret(key.trim()) } : null,
    project: variables.LOCKKEEPER_PROJECT || null,
    isColourWanted: !NO_COLOR && TERM !== "dumb",
    ofServer,
  };
}

/** Where each system wants a person's settings and what can be fetched again. */
function foldersOf(variables: Variables, platform: NodeJS.Platform) {
  const home = variables.HOME || homedir();
  const own = (folder: string) => join(folder, "lockkeeper");
  if (platform === "win32") {
    const roaming = variables.APPDATA || join(home, "AppData", "Roaming");
    const local = variables.LOCALAPPDATA || join(home, "AppData", "Local");
    return { configFolder: own(roaming), cacheFolder: join(own(local), "cache") };
  }
  const isMac = platform === "darwin";
  const config = isMac ? join(home, "Library", "Application Support") : join(home, ".config");
  const cache = isMac ? join(home, "Library", "Caches") : join(home, ".cache");
  return {
    configFolder: own(variables.XDG_CONFIG_HOME || config),
    cacheFolder: own(variables.XDG_CACHE_HOME || cache),
  };
}
