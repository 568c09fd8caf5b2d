import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDatabase } from "#lib/platform/db/database.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";
import { placeIn, sealedColumns } from "#lib/platform/secrets/places.ts";
import { readSources } from "#scripts/architecture/read-sources.ts";

/** A column that the registry forgets is a secret that the next rotation loses. */

let database: Awaited<ReturnType<typeof testDatabase>>;
let pool: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  database = await testDatabase();
  pool = openDatabase(database.url, 2);
});
afterAll(async () => {
  await pool?.close();
  await database?.drop();
});

const known: readonly string[] = sealedColumns.map(({ table, column }) => `${table}.${column}`);

test("every column whose name says that it is sealed is in the registry, with the key of its table", async () => {
  const columns = await pool.sql<{ name: string }[]>`
    select table_name || '.' || column_name as name from information_schema.columns
    where table_schema = 'public' and (column_name like '%sealed%' or column_name = 'access_token')`;
  expect(columns.map(({ name }) => name).sort()).toEqual([...known].sort());
  for (const { table, key } of sealedColumns) {
    const keys = await pool.sql<{ name: string }[]>`
      select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
      where i.indrelid = ${table}::regclass and i.indisprimary`;
    expect(keys.map(({ name }) => name).sort(), table).toEqual([...key].sort());
  }
});

test("the database refuses what a replaced key sealed, in every one of them", async () => {
  const triggers = await pool.sql<{ name: string }[]>`
    select c.relname || '.' || encode(t.tgargs, 'escape') as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
    where t.tgname = 'refuse_retired_master_key'`;
  expect(triggers.map(({ name }) => name.replace(/\\000$/, "")).sort()).toEqual([...known].sort());
});

const root = join(import.meta.dirname, "../../..");
/** Whether a text spells a place of the registry out, with as many parts as its table's key has. */
const writesPlace = (text: string): boolean =>
  sealedColumns.some(({ table, column, key }) =>
    new RegExp(`\`${table}:${key.map(() => "\\$\\{[^}`]+\\}").join(":")}:${column}\``).test(text),
  );

test("whoever calls seal() has its place from the registry, by itself or by a function that it imports", async () => {
  const sources = await readSources(root);
  const textOf = async (path: string) => readFile(join(root, path), "utf8");
  let found = 0;
  for (const { path } of sources) {
    if (!path.startsWith("lib/") || /\.test\.ts$|\/test|testing\.ts$|fixtures\//.test(path)) continue;
    const text = await textOf(path);
    if (!/import \{[^}]*\bseal(?:Record)?\b[^}]*\} from "#lib\/platform\/secrets\/seal\.ts"/.test(text))
      continue;
    found += 1;
    const imported = [...text.matchAll(/from "#(lib\/[^"]+)"/g)].map(([, file]) => file ?? "");
    const texts = [text, ...(await Promise.all(imported.map(textOf)))];
    const isRegistered = texts.some((one) => /\bplaceIn\("/.test(one) || writesPlace(one));
    expect(isRegistered, `${path} seals at a place of its own: take it from placeIn()`).toBe(true);
  }
  expect(found).toBeGreaterThan(4);
});

test("a place is the table, the row and the column", () => {
  expect(placeIn("operations", { id: "1" })).toBe("operations:1:sealed_input");
  expect(placeIn("setting_secrets", { key: "mail", field: "password", origin: "dashboard" })).toBe(
    "setting_secrets:mail:password:dashboard:sealed",
  );
});
