import postgres, { type Options, type Sql } from "postgres";
import { guardTransactions } from "#lib/platform/db/lost-transactions.ts";

/**
 * Opens a pool on `url`. The driver itself cannot read an address whose host is the folder of a unix socket
 * (`postgres://user@%2Ffolder/name` or `postgres://user@/name?host=/folder`); every connection is opened here, so that
 * both work. Defaults: 10 connections, 10 s to connect, no notices.
 */
export function connect(url: string, options: Options<Record<never, never>> = {}): Sql {
  const { address, host } = splitSocketHost(url);
  let lose: (connectionId: number) => void = () => {};
  const sql = postgres(address, {
    connect_timeout: 10,
    onnotice: () => {},
    ...(host ? { host } : {}),
    ...options,
    onclose(connectionId: number) {
      lose(connectionId);
      options.onclose?.(connectionId);
    },
  });
  lose = guardTransactions(sql);
  return sql;
}

/** Takes the folder of a unix socket out of an address; `host` is undefined for an address over TCP. */
export function splitSocketHost(url: string): { address: string; host: string | undefined } {
  // An empty host with a user does not parse as a URL, though libpq accepts it.
  const parsed = new URL(url.replace(/^(\w+:\/\/[^/?]*)@\//, "$1@localhost/"));
  const host = parsed.searchParams.get("host") ?? decodeURIComponent(parsed.hostname);
  if (!host.startsWith("/")) return { address: url, host: undefined };
  parsed.searchParams.delete("host");
  parsed.hostname = "localhost";
  return { address: parsed.href, host };
}
