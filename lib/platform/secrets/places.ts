/** A column whose values are sealed. */
export interface SealedColumn {
  table: string;
  column: string;
  /** What tells its rows apart. */
  key: readonly string[];
  /** Names whom the secret belongs to, where a row is another one with each secret. */
  owner?: string;
  /** What is sealed there are secrets among other things. */
  isRecord?: boolean;
}

/**
 * Everything in the database that the master key opens. A rotation wraps all of it anew and a backup may hold all of
 * it, so a column that is missing here would be lost with the old key: a test compares this list with the schema.
 */
export const sealedColumns = [
  { table: "accounts", column: "sealed_token", key: ["provider", "provider_account_id"] },
  { table: "channels", column: "sealed_secret", key: ["id"] },
  { table: "git_credentials", column: "sealed_secret", key: ["id"], owner: "project_id" },
  { table: "identity_providers", column: "sealed_secret", key: ["id"] },
  { table: "llm_providers", column: "sealed_key", key: ["id"] },
  { table: "master_keys", column: "sealed_kept", key: ["id"], isRecord: true },
  { table: "operations", column: "sealed_input", key: ["id"], isRecord: true },
  { table: "setting_secrets", column: "sealed", key: ["key", "field", "origin"] },
  { table: "workspaces", column: "access_token", key: ["id"] },
] as const satisfies readonly SealedColumn[];

/** What `seal` is given for one row of a column. */
export const sealedPlace = ({ table, column, key }: SealedColumn, row: Record<string, unknown>): string =>
  [table, ...key.map((name) => String(row[name])), column].join(":");

type Registered = (typeof sealedColumns)[number];

/** The same by the name of the table, for the module that seals there. */
export function placeIn<Table extends Registered["table"]>(
  table: Table,
  row: Record<Extract<Registered, { table: Table }>["key"][number], string>,
): string {
  const column = sealedColumns.find((one) => one.table === table);
  if (!column) throw new Error(`${table} holds nothing that is sealed.`);
  return sealedPlace(column, row);
}

/** Whose secret it is: what `unseal` is told, and whose others it may push out of what is known. */
export const ownerOf = (place: SealedColumn, row: Record<string, unknown>): string =>
  place.owner === undefined ? sealedPlace(place, row) : `${place.table}:${String(row[place.owner])}`;
