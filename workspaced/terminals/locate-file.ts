import { realpath, stat } from "node:fs/promises";
import { isAbsolute, relative, resolve } from "node:path";

/**
 * The file inside of `root` that a printed path means, as a path below the root: from the folder that the terminal is
 * in, else from the root, as builds run by a tool print it. Null where there is none, or where it leads out.
 */
export async function locateFile(
  root: string,
  folder: string | null,
  printed: string,
): Promise<string | null> {
  // What git prints of the two sides of a change.
  const plain = printed.replace(/^[ab]\//, "");
  const tries = [printed, ...(plain === printed ? [] : [plain])].flatMap((path) => [
    ...(folder === null ? [] : [resolve(folder, path)]),
    resolve(root, path),
  ]);
  for (const path of tries) {
    const found = await fileInside(root, path);
    if (found !== null) return found;
  }
  return null;
}

async function fileInside(root: string, path: string): Promise<string | null> {
  try {
    const real = await realpath(path);
    const below = relative(root, real);
    const isInside = below !== "" && below !== ".." && !below.startsWith("../") && !isAbsolute(below);
    return isInside && (await stat(real)).isFile() ? below : null;
  } catch {
    return null;
  }
}
