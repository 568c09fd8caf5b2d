import { chown, type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ArchiveError } from "#lib/platform/backup/archive-error.ts";
import type { EntrySink } from "#lib/platform/backup/entries.ts";
import type { Place } from "#lib/platform/db/embedded-place.ts";

/** Where the parts of an archive go while they are looked at. */
export interface Staging {
  /** Holds `home/`, `given/` and a dump. */
  folder: string;
  /** Of the embedded PostgreSQL; undefined where the archive has none. */
  place: Place | undefined;
}

/** Takes each entry of an archive to its place in the staging; every file of the home is on the disk when it ends. */
export function stagingSinks({ folder, place }: Staging) {
  const owner = place?.runAs ? { uid: place.runAs.uid, gid: place.runAs.gid } : undefined;
  return async ({ path, kind }: { path: string; kind: "file" | "folder" }): Promise<EntrySink> => {
    const isOfCluster = path.startsWith("cluster/");
    if (isOfCluster || path === "postgres/password") {
      if (!place) throw new ArchiveError("The archive holds a cluster that its header does not speak of.");
      const target = isOfCluster ? join(place.data, path.slice("cluster/".length)) : place.passwordFile;
      if (kind === "folder") return makeFolder(target, owner);
      // PostgreSQL syncs its own folder before it replays the log.
      return writeTo(target, { owner: isOfCluster ? owner : undefined, isSynced: !isOfCluster });
    }
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    return kind === "folder"
      ? makeFolder(target, undefined)
      : writeTo(target, { owner: undefined, isSynced: true });
  };
}

type Owner = { uid: number; gid: number } | undefined;

async function makeFolder(path: string, owner: Owner): Promise<EntrySink> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  if (owner) await chown(path, owner.uid, owner.gid);
  return { async write() {}, async end() {} };
}

async function writeTo(
  path: string,
  { owner, isSynced }: { owner: Owner; isSynced: boolean },
): Promise<EntrySink> {
  const file: FileHandle = await open(path, "wx", 0o600);
  if (owner) await file.chown(owner.uid, owner.gid);
  return {
    async write(block) {
      try {
        await file.writeFile(block);
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    async end() {
      if (isSynced) await file.sync();
      await file.close();
    },
  };
}
