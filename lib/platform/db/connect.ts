import postgres, { type Options, type Sql } from "postgres";

/**
 * Opens a pool on `url`. The driver itself cannot read an address whose host is the folder of a unix socket
 * (`postgres://user@%2Ffolder/name` or `postgres://user@/name?host=/folder`); every connection is opened here, so that
 * both work. Defaults: 10 connections, 10 s to connect, no notices.
 */
export function connect(url: string, options: Options<Record<never, never>> = {}): Sql {
  const { address, host } = splitSocketHost(url);
  const reserved = new Map<number, Connection>();
  const sql = postgres(address, {
    connect_timeout: 10,
    onnotice: () => {},
    ...(host ? { host } : {}),
    ...options,
    onclose(id: number) {
      reserved.get(id)?.terminate();
      options.onclose?.(id);
    },
  });
  collectReserved(sql, reserved);
  return sql;
}

interface Connection {
  readonly id: number;
  terminate(): void;
}

/**
 * A statement of a transaction whose connection is already gone makes the driver (3.4.9, porsager/postgres#1208) write
 * to a socket that is null, outside of every promise: the process would die with its database. A connection that was
 * told to terminate refuses such a statement properly, until it is opened anew. `begin` shows it through `onexecute`.
 */
function collectReserved(sql: Sql, reserved: Map<number, Connection>): void {
  const unsafe = sql.unsafe;
  sql.unsafe = (text, parameters, options: Parameters<typeof unsafe>[2] & { onexecute?: OnExecute } = {}) => {
    const { onexecute } = options;
    if (!onexecute) return unsafe(text, parameters, options);
    const collect: OnExecute = (connection) => {
      reserved.set(connection.id, connection);
      return onexecute(connection);
    };
    return unsafe(text, parameters, { ...options, ...{ onexecute: collect } });
  };
}

type OnExecute = (connection: Connection) => unknown;

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
