import { createHash, randomUUID } from "node:crypto";
import { createReadStream, type Stats } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { conflict, invalid, notFound, unavailable } from "../errors.ts";
import { inTurn } from "../in-turn.ts";
import { StartUploadInput, type UploadAnswer, type WriteAnswer } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { unlessMissing } from "../unless-missing.ts";
import { appendBytes } from "./append-bytes.ts";
import { onPath, splitPath } from "./paths.ts";
import { checkPlace, placeFile } from "./place-file.ts";

/**
 * Uploads that survive a cut connection and a restart: stateDir/uploads/<id> holds a manifest and the bytes that came,
 * and the size of those is where the next ones begin. Nothing is seen in the tree until `finish` puts the whole file
 * into its place. One that nobody touched for a day is removed.
 */
const Manifest = StartUploadInput.extend({ startedAt: z.string() });
type Manifest = z.infer<typeof Manifest>;

const chunkBytes = 1024 * 1024;
const fileBytesMax = 64 * 1024 ** 3;
const uploadsMax = 1000;
const keptMs = 24 * 3_600_000;

export interface Uploads {
  start(root: Root, input: StartUploadInput): Promise<UploadAnswer>;
  list(): Promise<UploadAnswer[]>;
  read(uploadId: string): Promise<UploadAnswer>;
  /** Appends what comes; an append of the same upload that still runs, as over a dead connection, is ended first. */
  append(uploadId: string, offset: number, body: Readable): Promise<UploadAnswer>;
  finish(uploadId: string, ifMatch: string | undefined): Promise<WriteAnswer>;
  abandon(uploadId: string): Promise<void>;
  /** Removes what nobody touched for a day. */
  sweep(): Promise<void>;
}

export function openUploads(stateDir: string, findRoot: (name: string) => Promise<Root>): Uploads {
  const folder = join(stateDir, "uploads");
  const pathsOf = (uploadId: string) => ({
    place: join(folder, uploadId),
    data: join(folder, uploadId, "data"),
    manifest: join(folder, uploadId, "upload.json"),
  });
  const running = new Map<string, { controller: AbortController; ended: Promise<unknown> }>();

  const readManifest = async (uploadId: string): Promise<Manifest> => {
    const text = await readFile(pathsOf(uploadId).manifest, "utf8").catch(() => {
      throw isGone();
    });
    return Manifest.parse(JSON.parse(text));
  };
  const read = async (uploadId: string): Promise<UploadAnswer> => {
    const { root, path, sizeBytes = null, startedAt } = await readManifest(uploadId);
    const { size, mtimeMs } = await statOf(pathsOf(uploadId).data);
    const expiresAt = new Date(mtimeMs + keptMs).toISOString();
    return { uploadId, root, path, offset: size, sizeBytes, startedAt, expiresAt };
  };
  const interrupt = async (uploadId: string) => {
    const earlier = running.get(uploadId);
    earlier?.controller.abort();
    await earlier?.ended;
  };
  return {
    read,
    sweep: () => removeOld(folder, (uploadId) => running.has(uploadId)),
    async start(root, input) {
      splitPath(input.path);
      await checkPlace(root, input.path, { ifMatch: input.ifMatch });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      if ((await readdir(folder)).length >= uploadsMax) {
        throw conflict(`There are ${uploadsMax} unfinished uploads. Finish or give up some of them first.`);
      }
      await refuseWithoutRoom(folder, input.sizeBytes ?? 0);
      const uploadId = randomUUID();
      const { place, data, manifest } = pathsOf(uploadId);
      const kept: Manifest = { ...input, startedAt: new Date().toISOString() };
      await onPath(async () => {
        try {
          await mkdir(place, { mode: 0o700 });
          await writeFile(data, "", { mode: 0o600 });
          await writeFile(manifest, JSON.stringify(kept), { mode: 0o600 });
        } catch (error) {
          await rm(place, { recursive: true, force: true });
          throw error;
        }
      });
      return read(uploadId);
    },
    async list() {
      const found = await Promise.all(
        (await readdir(folder).catch(() => [])).map((uploadId) => read(uploadId).catch(() => null)),
      );
      return found.filter((upload) => upload !== null).sort((a, b) => (a.startedAt < b.startedAt ? 1 : -1));
    },
    async append(uploadId, offset, body) {
      await interrupt(uploadId);
      const endMax = (await readManifest(uploadId)).sizeBytes ?? fileBytesMax;
      const controller = new AbortController();
      const ended = inTurn(`upload ${uploadId}`, () =>
        onPath(() =>
          appendBytes(pathsOf(uploadId).data, { offset, body, endMax, signal: controller.signal }),
        ),
      );
      running.set(uploadId, { controller, ended: ended.catch(() => undefined) });
      try {
        await ended;
      } finally {
        if (running.get(uploadId)?.controller === controller) running.delete(uploadId);
      }
      return read(uploadId);
    },
    async finish(uploadId, ifMatch) {
      if (running.has(uploadId)) throw conflict("Bytes of this upload are still coming.");
      return inTurn(`upload ${uploadId}`, async () => {
        const manifest = await readManifest(uploadId);
        const { data, place } = pathsOf(uploadId);
        await checkWhole(data, manifest);
        const condition = { ifMatch: ifMatch ?? manifest.ifMatch };
        const placing = { stateDir, root: await findRoot(manifest.root), path: manifest.path, condition };
        const written = await placeFile(placing, data);
        await rm(place, { recursive: true, force: true });
        return written;
      });
    },
    async abandon(uploadId) {
      await interrupt(uploadId);
      await rm(pathsOf(uploadId).place, { recursive: true, force: true });
    },
  };
}

const isGone = () => notFound("upload: it is finished, was given up, or nothing came for a day");

async function statOf(data: string): Promise<Stats> {
  const stats = await unlessMissing(stat(data));
  if (stats === null) throw isGone();
  return stats;
}

async function removeOld(folder: string, isRunning: (uploadId: string) => boolean): Promise<void> {
  for (const uploadId of await readdir(folder).catch(() => [])) {
    const place = join(folder, uploadId);
    const touched = await stat(join(place, "data")).catch(() => stat(place).catch(() => null));
    if (touched === null || Date.now() - touched.mtimeMs <= keptMs || isRunning(uploadId)) continue;
    await rm(place, { recursive: true, force: true });
  }
}

async function checkWhole(data: string, { sizeBytes, sha256 }: Manifest): Promise<void> {
  const { size } = await statOf(data);
  if (sizeBytes !== undefined && size !== sizeBytes) {
    throw conflict(`Only ${size} of ${sizeBytes} bytes have come. Go on from details.offset.`, {
      offset: size,
    });
  }
  if (sha256 === undefined) return;
  const hash = createHash("sha256");
  await pipeline(createReadStream(data, { highWaterMark: chunkBytes }), hash);
  if (hash.digest("hex") !== sha256) {
    throw invalid(
      "sha256",
      "is not that of the bytes that came: give this upload up and send the file again",
    );
  }
}

/** Said before an hour of sending, not after it. */
async function refuseWithoutRoom(folder: string, sizeBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (sizeBytes > bavail * bsize) {
    throw unavailable(
      `The workspace's disk has ${Math.floor((bavail * bsize) / 1e6)} MB left, and the file has ${Math.ceil(sizeBytes / 1e6)} MB.`,
    );
  }
}
