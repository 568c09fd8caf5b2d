import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Everything the built product is made of. Tests are not part of it: changing one must not cost a build.
const sources = [
  "app",
  "components",
  "drizzle/schema",
  "lib",
  "public",
  "workspaced",
  "next.config.ts",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "scripts/build.mjs",
  "scripts/build-workspaced.mjs",
  "tsconfig.json",
];

const products = [".next/BUILD_ID", "dist/workspaced.mjs"];
const stamp = ".next/lockkeeper-build";

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const names = readdirSync(path).sort();
  return names.filter((name) => !/\.test\.tsx?$/.test(name)).flatMap((name) => filesUnder(join(path, name)));
}

/** The sources in the current folder as one hash of their names and contents. @returns {string} */
export function hashSources() {
  const hash = createHash("sha256");
  for (const path of sources.flatMap(filesUnder))
    hash.update(`${path}\0`).update(readFileSync(path)).update("\0");
  return hash.digest("hex");
}

/** Why the product must be built (half a sentence), or undefined when what is there was built from these sources. */
export function reasonToBuild() {
  if (!existsSync(stamp) || !products.every((path) => existsSync(path))) return "it was not built yet";
  return readFileSync(stamp, "utf8") === hashSources() ? undefined : "its sources changed";
}

/** Forgets the last build, so that one that fails half way is never taken for whole. */
export function clearStamp() {
  rmSync(stamp, { force: true });
}

/** Records that the product was built from the sources with this hash. @param {string} hash */
export function writeStamp(hash) {
  writeFileSync(stamp, hash);
}
