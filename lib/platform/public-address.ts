import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Environment } from "#lib/platform/env.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** Whether people come over https: as their address says, else where the server has a certificate. */
export const isHttps = ({
  url,
  tls,
}: Pick<Environment, "url"> & Partial<Pick<Environment, "tls">>): boolean =>
  url?.startsWith("https://") ?? tls !== undefined;

type Listening = Pick<Environment, "url" | "host" | "port"> & Partial<Pick<Environment, "tls">>;

/**
 * The address people reach this installation at: LOCKKEEPER_URL, else what it listens on. On this machine that is
 * `localhost`: a passkey belongs to a name, never to a number.
 */
export function publicAddress({ url, host, port, tls }: Listening): string {
  if (url) return url;
  const isHere = /^(?:0\.0\.0\.0|127\.0\.0\.1|[0:]+1?)$/.test(host);
  const name = isHere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `${tls ? "https" : "http"}://${name}:${port}`;
}

const pathIn = (home: string): string => join(home, "address");

/** Leaves in the home where its server answers: a script started beside it knows none of its PORT and HOST. */
export async function rememberAddress(home: string, address: string): Promise<void> {
  const path = pathIn(home);
  await writeFile(`${path}.new`, `${address}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** Where links lead: LOCKKEEPER_URL, else where the home's latest server answered, else where one would. */
export async function addressForLinks(environment: Listening & Pick<Environment, "home">): Promise<string> {
  if (environment.url) return environment.url;
  const remembered = (await unlessMissing(readFile(pathIn(environment.home), "utf8")))?.trim();
  return remembered || publicAddress(environment);
}
