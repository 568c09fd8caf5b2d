import type { Sql, TransactionSql } from "postgres";
import type { TableSum } from "#lib/platform/backup/manifest.ts";

type Asked = Sql | TransactionSql;

interface TableName {
  schema: string;
  name: string;
}

/** Every table of the product and of what it brings along, in a fixed order. */
export async function listTables(sql: Asked): Promise<TableName[]> {
  return sql<TableName[]>`
    select schemaname as schema, tablename as name from pg_tables
    where schemaname not in ('pg_catalog', 'information_schema') and schemaname not like 'pg\\_%'
    order by schemaname, tablename`;
}

/**
 * How many rows each table has and what they come to. Equal sums in two databases of one major version mean equal
 * rows: each row as text is hashed to 64 bits, and the hashes are added up.
 */
export async function sumTables(sql: Asked, tables: readonly TableName[]): Promise<TableSum[]> {
  await sql`
    select set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO, YMD', false),
      set_config('intervalstyle', 'postgres', false), set_config('extra_float_digits', '1', false),
      set_config('bytea_output', 'hex', false)`;
  const sums: TableSum[] = [];
  for (const { schema, name } of tables) {
    const [row] = await sql<{ rows: string; sum: string }[]>`
      select count(*)::text as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as sum
      from ${sql(schema)}.${sql(name)} as t`;
    sums.push({ table: `${schema}.${name}`, rows: Number(row?.rows ?? 0), sum: row?.sum ?? "0" });
  }
  return sums;
}

/** The first table in which two lists differ, as a sentence; undefined where they are equal. */
export function differenceOf(before: readonly TableSum[], after: readonly TableSum[]): string | undefined {
  const found = new Map(after.map((sum) => [sum.table, sum]));
  for (const { table, rows, sum } of before) {
    const other = found.get(table);
    if (!other) return `the table ${table} is missing`;
    if (other.rows !== rows) return `the table ${table} has ${other.rows} rows, not ${rows}`;
    if (other.sum !== sum) return `rows of the table ${table} are not what they were`;
  }
  const known = new Set(before.map(({ table }) => table));
  const added = after.find(({ table }) => !known.has(table));
  return added ? `there is a table ${added.table} that was not backed up` : undefined;
}
