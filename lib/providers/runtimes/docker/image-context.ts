import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { installedFolder } from "../workspaced-bundle.ts";
import { programName } from "./layout.ts";
import { packTar, type TarFile } from "./tar.ts";

const folder = join(installedFolder, "deploy", "workspace");

/** What the engine gets to build from. Both images of ours are made of the same files. */
export interface ImageContext {
  /** Of all files: the same files make the same image. */
  hash: string;
  archive: Buffer;
}

export async function readImageContext(readBundle: () => Promise<Buffer>): Promise<ImageContext> {
  const names = (await readdir(folder)).sort();
  const read = names.map(async (name) => toFile(name, await readFile(join(folder, name))));
  const files = [...(await Promise.all(read)), toFile(programName, await readBundle())];
  const hash = createHash("sha256");
  for (const { name, content } of files) hash.update(`${name}\0${content.length}\0`).update(content);
  return { hash: hash.digest("hex"), archive: packTar(files) };
}

const toFile = (name: string, content: Buffer): TarFile => ({ name, content, mode: 0o644, ownerId: 0 });
