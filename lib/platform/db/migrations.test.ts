import { expect, test } from "vitest";
import { ask, quietLog } from "#lib/platform/db/embedded-fixture.ts";
import { migrate, rollback } from "#lib/platform/db/migrate.ts";
import {
  hasMigrations,
  migrationsFolder,
  readMigrations,
  readWayBack,
} from "#lib/platform/db/migration-files.ts";
import { testDatabase } from "#lib/platform/db/testing.ts";

const migrations = hasMigrations(migrationsFolder) ? await readMigrations(migrationsFolder) : [];

// Everything a migration can make: columns, constraints, indexes, types, functions and triggers of our schemas.
const picture = `
  with ours as (select oid from pg_namespace where nspname !~ '^(pg_|information_schema|drizzle)')
  select 'column ' || c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || a.attnotnull
    || coalesce(pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum where c.relnamespace in (select oid from ours)
  union all select 'constraint ' || conname || pg_get_constraintdef(oid) from pg_constraint
    where connamespace in (select oid from ours)
  union all select 'index ' || pg_get_indexdef(indexrelid) from pg_index join pg_class on oid = indexrelid
    where relnamespace in (select oid from ours)
  union all select 'type ' || typname || coalesce((select string_agg(enumlabel, ',' order by enumsortorder)
    from pg_enum where enumtypid = t.oid), '') from pg_type t where typnamespace in (select oid from ours)
  union all select 'function ' || pg_get_functiondef(oid) from pg_proc
    where pronamespace in (select oid from ours) and prokind in ('f', 'p')
  union all select 'trigger ' || pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
  order by 1`;

test("every migration has its way back", async () => {
  for (const { tag } of migrations) expect(await readWayBack(migrationsFolder, tag)).not.toEqual([]);
});

test("every migration undoes exactly what it did, and can be applied again", async () => {
  const database = await testDatabase({ isEmpty: true });
  const options = { url: database.url, log: quietLog };
  const pictures: unknown[][] = [];
  if (migrations.length > 0) await migrate(options);
  for (const _ of migrations) {
    pictures.push(await ask(database.url, picture));
    await rollback(options);
  }
  expect(await ask(database.url, picture)).toEqual([]);
  if (migrations.length > 0) {
    await migrate(options);
    expect(await ask(database.url, picture)).toEqual(pictures[0]);
  }
  await database.drop();
});
