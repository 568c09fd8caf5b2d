import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { addressOf } from "#cli/address.ts";
import type { CliEnvironment } from "#cli/environment.ts";
import { failed, usageFailure } from "#cli/failure.ts";
import { didYouMean } from "#cli/suggest.ts";
import { type Secret, secret } from "#lib/kernel/secret.ts";

/** The file of stored logins: one for each server, the keys in it for this user's eyes alone. */

const StoredLogin = z.object({
  address: z.url(),
  key: z.string(),
  /** The slug of the project that is meant where none is named. */
  project: z.string().optional(),
});
const StoredLogins = z.object({ current: z.string().nullable(), servers: z.record(z.string(), StoredLogin) });
export type StoredLogins = z.infer<typeof StoredLogins>;

/** A server, and whose key it is asked with. */
export interface Login {
  /** Null where it came from the variables. */
  name: string | null;
  address: string;
  key: Secret;
  project: string | null;
}

type Place = Pick<CliEnvironment, "configFolder">;

export const loginsPath = ({ configFolder }: Place): string => join(configFolder, "logins.json");

export async function readLogins(place: Place): Promise<StoredLogins> {
  const path = loginsPath(place);
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw failed(`${path} cannot be read: ${error.message}`);
  });
  if (text === null) return { current: null, servers: {} };
  await closeToOthers(path);
  try {
    return StoredLogins.parse(JSON.parse(text));
  } catch {
    throw failed(`${path} is not a file of logins any more.`, "Remove it and log in again.");
  }
}

/** Whole beside it, then in its place: a key is never in a file that others may read, and never half written. */
export async function writeLogins(place: Place, logins: StoredLogins): Promise<void> {
  await mkdir(place.configFolder, { recursive: true, mode: 0o700 });
  await chmod(place.configFolder, 0o700);
  const path = loginsPath(place);
  const beside = `${path}.${process.pid}`;
  try {
    await writeFile(beside, `${JSON.stringify(logins, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function closeToOthers(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const { mode } = await stat(path);
  if ((mode & 0o077) !== 0) await chmod(path, 0o600);
}

/** The login that is meant: the one named, the one of the variables, or the current one. */
export async function chooseLogin(environment: CliEnvironment, name: string | undefined): Promise<Login> {
  if (name === undefined && environment.login) {
    return { name: null, ...environment.login, project: environment.project };
  }
  const logins = await readLogins(environment);
  const chosen = name ?? logins.current;
  const known = Object.keys(logins.servers);
  const found = chosen === null ? undefined : logins.servers[chosen];
  if (chosen === null || !found) {
    if (name !== undefined) throw usageFailure(`No login is called "${name}".${didYouMean(name, known)}`);
    throw usageFailure(
      "You are not logged in.",
      "Log in with `lockkeeper login <address>`, or set LOCKKEEPER_URL and LOCKKEEPER_KEY.",
    );
  }
  const { address, key, project } = found;
  return {
    name: chosen,
    address: addressOf(address),
    key: secret(key),
    project: environment.project ?? project ?? null,
  };
}
