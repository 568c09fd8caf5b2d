import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "#lib/platform/db/connect.ts";
import { startEmbeddedPostgres } from "#lib/platform/db/embedded.ts";
import { findBinaries } from "#lib/platform/db/embedded-binaries.ts";
import { preparePlace, removePlace } from "#lib/platform/db/embedded-place.ts";
import { launchPostmaster, stopPostmaster } from "#lib/platform/db/embedded-postmaster.ts";
import { createLogger } from "#lib/platform/log.ts";
import type { Started } from "../processes.ts";

export interface BarePostgres {
  url: string;
  /** Starts the postmaster and asks it once: nothing of the product's care around it. */
  start(): Promise<Started>;
  remove(): Promise<void>;
}

/** An empty cluster with the product's settings, made once and started as often as wanted. */
export async function prepareBarePostgres(): Promise<BarePostgres> {
  const home = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  const log = createLogger({ logLevel: "fatal", mode: "production" });
  const made = await startEmbeddedPostgres({ home, log });
  await made.stop();
  const place = await preparePlace(home, log);
  const binaries = await findBinaries(place.binariesFolder, place.runAs !== undefined);
  return {
    url: made.url,
    async start() {
      const postmaster = await launchPostmaster(place, binaries);
      const sql = connect(made.url, { max: 1 });
      await sql`select 1`;
      await sql.end();
      return { pid: postmaster.pid, stop: () => stopPostmaster(postmaster) };
    },
    async remove() {
      await removePlace(home);
      await rm(home, { recursive: true, force: true });
    },
  };
}
