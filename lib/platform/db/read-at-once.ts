import type { Database, Tx } from "#lib/platform/db/database.ts";

/**
 * Reads what has to agree, by several statements, as it stood in one moment. It takes a connection until `read` ends:
 * nothing is waited for in there but the database.
 */
export const readAtOnce = <Result>(
  { orm }: Pick<Database, "orm">,
  read: (tx: Tx) => Promise<Result>,
): Promise<Result> => orm.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" });
