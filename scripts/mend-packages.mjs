// Runs after every installation (`postinstall`). Mends what a package gets wrong and has not released a cure for.
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

// postgres 3.4.9: a connection that is lost while a statement waits to be written keeps the canceled timer of that
// write for ever. Opened anew it never sends a byte again, and the pool is left with a dead place. It also hands the
// error that ended the connection to the first statement after it. (porsager/postgres#1176, LanternOps/breeze#3225)
const connection = [
  ["    const x = socket.write(chunk, fn)\n", "    const x = socket === null || socket.write(chunk, fn)\n"],
  [
    "    clearImmediate(nextWriteTimer)\n    if (socket) {\n",
    "    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    if (socket) {\n",
  ],
  [
    "    clearImmediate(nextWriteTimer)\n    socket.removeListener('data', data)\n",
    "    clearImmediate(nextWriteTimer)\n    chunk = nextWriteTimer = null\n    socket.removeListener('data', data)\n",
  ],
  [
    "    closedTime = performance.now()\n    hadError &&",
    "    query = errorResponse = null\n    closedTime = performance.now()\n    hadError &&",
  ],
];

const mends = [
  { path: "node_modules/postgres/src/connection.js", changes: connection },
  { path: "node_modules/postgres/cjs/src/connection.js", changes: connection },
];

// `npx lockkeeper` in a fresh clone runs this before there is anything to mend; what installs comes here again.
if (existsSync("node_modules")) {
  for (const mend of mends) mendFile(mend);
  slimExports();
}

/** @param {(typeof mends)[number]} mend */
function mendFile({ path, changes }) {
  const found = readFileSync(path, "utf8");
  const mended = changes.reduce((text, [before, after]) => {
    if (text.includes(after)) return text;
    if (text.split(before).length === 2) return text.replace(before, after);
    throw new Error(
      `${path} is not the file that scripts/mend-packages.mjs mends: see whether it still has to.`,
    );
  }, found);
  if (mended !== found) writeFileSync(path, mended);
}

// drizzle-orm 0.45 lists each of its files under `exports`, 180 kB of it, and Node reads that anew for each import within
// the package: a second of processor time at every start, and 150 MB of garbage. Entries that only name the file of
// their own path become one pattern.
function slimExports() {
  const manifestPath = "node_modules/drizzle-orm/package.json";
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));

  /** @param {string} path */
  const entryOf = (path) => ({
    import: { types: `${path}.d.ts`, default: `${path}.js` },
    require: { types: `${path}.d.cts`, default: `${path}.cjs` },
    types: `${path}.d.ts`,
    default: `${path}.js`,
  });
  const others = Object.entries(manifest.exports ?? {}).filter(
    ([path, entry]) => JSON.stringify(entry) !== JSON.stringify(entryOf(path)),
  );
  if (others.length === Object.keys(manifest.exports ?? {}).length) {
    throw new Error(
      `${manifestPath} is not the file that scripts/mend-packages.mjs mends: see whether it still has to.`,
    );
  }
  const slim = { ...Object.fromEntries(others), "./*": entryOf("./*") };
  if (JSON.stringify(slim) !== JSON.stringify(manifest.exports)) {
    // Whole beside it, then in its place: another process may be reading it.
    writeFileSync(`${manifestPath}.new`, `${JSON.stringify({ ...manifest, exports: slim }, null, 2)}\n`);
    renameSync(`${manifestPath}.new`, manifestPath);
  }
}
