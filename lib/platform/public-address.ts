import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "#lib/platform/env.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** The address people reach this installation at: LOCKKEEPER_URL, else what it listens on. */
export function publicAddress({ url, host, port }: Pick<Environment, "url" | "host" | "port">): string {
  if (url) return url;
  const isEverywhere = host === "0.0.0.0" || /^[0:]+$/.test(host);
  const name = isEverywhere ? "127.0.0.1" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

const pathIn = (home: string): string => join(home, "address");

/** Leaves in the home where its server answers: a script started beside it knows none of its PORT and HOST. */
export async function rememberAddress(home: string, address: string): Promise<void> {
  const path = pathIn(home);
  await writeFile(`${path}.new`, `${address}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Where links lead: LOCKKEEPER_URL, else where the home's latest server answered, else where one would. */
export async function addressForLinks(
  environment: Pick<Environment, "url" | "host" | "port" | "home">,
): Promise<string> {
  if (environment.url) return environment.url;
  const remembered = (await unlessMissing(readFile(pathIn(environment.home), "utf8")))?.trim();
  return remembered || publicAddress(environment);
}
