import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { removePlace } from "#lib/platform/db/embedded-place.ts";
import { createLogger } from "#lib/platform/log.ts";

// The program that holds the PostgreSQL of a test run: it says the address and lasts until its input closes, which the
// system does even when the run is killed. A Ctrl-C is for the run, not for it.
process.on("SIGINT", () => {});
const home = await mkdtemp(join(tmpdir(), "lockkeeper-tests-"));
try {
  const log = createLogger({ logLevel: "fatal", mode: "test" });
  const database = await startEmbeddedPostgres({ home, log, isDurable: false });
  process.stdout.on("error", () => {});
  process.stdout.write(`${database.url}\n`);
  process.stdin.resume();
  await once(process.stdin, "close");
  await database.stop();
} finally {
  await removePlace(home);
  await rm(home, { recursive: true, force: true });
}
process.exit();
