// Runs before other scripts, on whatever Node the machine has (18 or newer) and without any package.
// It is a script of its own because `a && b` inside one npm script would keep running on that Node: the shell looks
// `node` up once, before the packages bring Node 24.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { reasonToBuild } from "./build-stamp.mjs";

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));

/** @param {string} path @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean }> | undefined} */
function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch {
    return undefined;
  }
}

// npm writes its own record last, so a broken installation has none. Compared by version, not by time: a checkout
// touches the lock file without changing it.
function reasonToInstall() {
  const locked = readPackages("package-lock.json");
  const installed = readPackages("node_modules/.package-lock.json");
  if (!locked) throw new Error("package-lock.json cannot be read: check it out again.");
  if (!installed || !existsSync("node_modules/.bin/node")) return "the packages are not installed yet";
  for (const [path, { version, optional, devOptional }] of Object.entries(locked)) {
    if (path === "" || ((optional || devOptional) && !installed[path])) continue;
    if (installed[path]?.version !== version) return "the packages are not those of package-lock.json";
  }
  return undefined;
}

/** @param {string[]} args */
function npm(args) {
  // Without the folder of the packages on the PATH: an installation removes the Node that lies there.
  const folders = (process.env.PATH ?? "").split(delimiter);
  const own = join("node_modules", ".bin");
  const path = folders.filter((folder) => !folder.endsWith(`${sep}${own}`)).join(delimiter);
  const { status, error } = spawnSync("npm", args, { stdio: "inherit", env: { ...process.env, PATH: path } });
  if (status === 0) return;
  console.error(`\`npm ${args.join(" ")}\` failed${error ? `: ${error.message}` : " (see above)"}.`);
  process.exit(status ?? 1);
}

const missing = reasonToInstall();
if (missing) {
  console.log(`Installing, because ${missing} (one to three minutes) …`);
  // Its warnings speak of the Node that npm runs on; the product runs on the one that is being installed.
  npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
}

await import("./build-monaco.mjs");

// Again, for an installation that is older than the mends.
await import("./mend-packages.mjs");

const outdated = process.argv.includes("--build") ? reasonToBuild() : undefined;
if (outdated) {
  console.log(`Building Lockkeeper, because ${outdated} (one to four minutes) …`);
  npm(["run", "--silent", "build"]);
}
