import type { Environment } from "#lib/platform/env.ts";

/** The address people reach this installation at: LOCKKEEPER_URL, else what it listens on. */
export function publicAddress({ url, host, port }: Pick<Environment, "url" | "host" | "port">): string {
  if (url) return url;
  const isEverywhere = host === "0.0.0.0" || /^[0:]+$/.test(host);
  const name = isEverywhere ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
