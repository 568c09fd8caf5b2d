import type { Sql } from "postgres";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import { connect } from "#lib/platform/db/connect.ts";

interface DatabaseNames {
  restored: string;
  live: string;
  aside: string;
}

/** A connection to another database of the same server. */
export function connectBeside(url: string, name: string): Sql {
  const parsed = new URL(url.replace(/^(\w+:\/\/[^/?]*)@\//, "$1@localhost/"));
  return connect(Object.assign(parsed, { pathname: `/${encodeURIComponent(name)}` }).href, {
    max: 1,
    fetch_types: false,
  });
}

export const databaseNameOf = (url: string): string =>
  decodeURIComponent(new URL(url.replace(/^(\w+:\/\/[^/?]*)@\//, "$1@localhost/")).pathname.slice(1));

/** The restored database takes the name of the live one, in one transaction; does nothing once that is so. */
export async function swapDatabases(url: string | undefined, names: DatabaseNames): Promise<void> {
  if (!url)
    throw new ArchiveError(
      "A restore of the database of DATABASE_URL was begun; set DATABASE_URL as it was.",
    );
  const sql = connectBeside(url, "postgres");
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${names.restored}`;
    if (!found) return;
    await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname in (${names.live}, ${names.restored}) and pid <> pg_backend_pid()`;
    await sql.begin(async (tx) => {
      await tx`alter database ${tx(names.live)} rename to ${tx(names.aside)}`;
      await tx`alter database ${tx(names.restored)} rename to ${tx(names.live)}`;
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}
