import { parseArgs } from "node:util";
import { anchorAudit } from "#lib/platform/audit/seal.ts";
import { type ChainVerdict, walkChain } from "#lib/platform/audit/walk.ts";
import { borrowDatabase } from "#lib/platform/db/borrow-database.ts";
import { openDatabase } from "#lib/platform/db/database.ts";
import { readEnvironment } from "#lib/platform/env.ts";
import { createLogger } from "#lib/platform/log.ts";
import { masterKeyOf } from "#lib/platform/platform.ts";
import { keepReplacedKeys } from "#lib/platform/secrets/key-record.ts";

/** Checks the audit log with the database and the master key alone, whether the server runs or not. */
const usage = `Usage: npm run audit-verify -- [--anchor]
Ends with 0 where the log is what was written to it, and with 1 where it is not.
--anchor takes the newest sealed entry as the link in the home, after a database was restored on purpose.`;

const faults = {
  changed: "is not what was written",
  removed: "does not follow the one before it: an entry was taken out",
  reordered: "is not in its place",
  cut: "is missing, and with it the end of the log",
} as const;

try {
  const { anchor, help } = parseArgs({
    options: { anchor: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  }).values;
  if (help) console.log(usage);
  else await verify(anchor ?? false);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function verify(isToAnchor: boolean): Promise<void> {
  const environment = readEnvironment();
  const log = createLogger({ ...environment, logLevel: "warn" });
  const borrowed = await borrowDatabase(environment, log);
  const database = openDatabase(borrowed.url, 1);
  try {
    const masterKey = await masterKeyOf(environment);
    await keepReplacedKeys(database.orm, masterKey);
    const platform = { environment, database, masterKey };
    if (isToAnchor) {
      const id = await anchorAudit(platform);
      console.log(id === null ? "Nothing is sealed yet." : `The newest link is now entry ${id}.`);
    }
    const sinceMs = performance.now();
    const verdict = await walkChain(platform);
    console.log(wordsOf(verdict, performance.now() - sinceMs));
    if (!verdict.isWhole) process.exitCode = 1;
  } finally {
    await database.close();
    await borrowed.giveBack();
  }
}

function wordsOf({ rows, unsealed, isAnchored, broken }: ChainVerdict, tookMs: number): string {
  const lines = [
    broken
      ? `BROKEN: entry ${broken.id} ${faults[broken.why]}. ${rows} entries before it hold.`
      : `Whole: ${rows} sealed entries hold, and none is missing.`,
  ];
  if (unsealed > 0) lines.push(`${unsealed} wait for their seal.`);
  if (!isAnchored && rows > 0) lines.push("This home has no link of its own: a cut end could not be told.");
  lines.push(`Checked in ${(tookMs / 1000).toFixed(1)} s.`);
  return lines.join("\n");
}
