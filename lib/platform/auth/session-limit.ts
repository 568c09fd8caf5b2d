import { eq, type SQL, sql } from "drizzle-orm";
import { installationSettings } from "#drizzle/schema/spending.ts";
import { settingCatalogue } from "#lib/kernel/settings/catalogue.ts";

const { sessions } = settingCatalogue;

/**
 * A limit of sessions as an interval, read in the statement that uses it: no request asks twice, and what was set holds
 * at once, in every process.
 */
export function sessionLimit(name: keyof typeof sessions): SQL {
  const { value, fromEnvironment, key } = installationSettings;
  const set = sql`(select coalesce(${value} ->> ${name}::text, ${fromEnvironment} ->> ${name}::text)::int
    from ${installationSettings} where ${eq(key, "sessions")})`;
  const number = sql`coalesce(${set}, ${sessions[name].standard}::int)`;
  return name === "accessMinutes"
    ? sql`make_interval(mins => ${number})`
    : sql`make_interval(days => ${number})`;
}
