import { chown, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addressUrl, chooseAddress } from "#lib/platform/db/embedded.ts";
import { findBinaries } from "#lib/platform/db/embedded-binaries.ts";
import { writeConfiguration } from "#lib/platform/db/embedded-cluster.ts";
import { giveToPostgres, type Place } from "#lib/platform/db/embedded-place.ts";
import {
  clearRemains,
  findPostmaster,
  launchPostmaster,
  stopPostmaster,
} from "#lib/platform/db/embedded-postmaster.ts";

/** A place beside the cluster's own, on the same disk, in which a copy is brought up to be looked at. */
export const recoveryPlaceOf = (place: Place): Place => {
  const folder = join(place.folder, "restoring");
  return {
    ...place,
    folder,
    data: join(folder, "data"),
    sockets: join(folder, "s"),
    passwordFile: join(folder, "password"),
    logFile: join(place.home, "postgres-restore.log"),
  };
};

/** The empty folders of such a place. */
export async function prepareRecoveryPlace(place: Place): Promise<void> {
  await mkdir(place.folder, { mode: 0o750 });
  if (place.runAs) await chown(place.folder, 0, place.runAs.gid);
  for (const folder of [place.data, place.sockets]) {
    await mkdir(folder, { mode: 0o700 });
    await giveToPostgres(place, folder);
  }
}

/** The major version of the PostgreSQL that the product brings. */
export async function embeddedMajor(place: Place): Promise<number> {
  return (await findBinaries(place.binariesFolder, place.runAs !== undefined)).major;
}

/**
 * Replays the log of a copied cluster up to the moment `target`, runs `work` on it, and leaves it stopped in good order,
 * so that it can be put into place as it is.
 */
export async function recoverCluster<T>(
  place: Place,
  target: string,
  work: (url: string) => Promise<T>,
): Promise<T> {
  const binaries = await findBinaries(place.binariesFolder, place.runAs !== undefined);
  const signal = join(place.data, "recovery.signal");
  await writeFile(signal, "");
  await giveToPostgres(place, signal);
  const address = await chooseAddress(place);
  await writeConfiguration(place, address, true, {
    // Nothing is fetched: all of the log that is needed lies in the copy.
    restore_command: "exit 1",
    recovery_target_name: target,
    recovery_target_action: "promote",
    recovery_target_timeline: "current",
    hot_standby: "off",
  });
  const postmaster = await launchPostmaster(place, binaries);
  try {
    return await work(addressUrl(address));
  } finally {
    await stopPostmaster(postmaster);
  }
}

/** Ends the PostgreSQL that a server which died left running. The home must be locked. */
export async function endLeftPostmaster(place: Place): Promise<void> {
  const left = await findPostmaster(place);
  if (left) await stopPostmaster(left);
  await clearRemains(place);
}
