// Puts the editor into public/monaco, served by us: one module, its style and font, a chunk for each language, two workers.
// Bundled here and not by Next, so that a page's build never waits for it and nothing needs `eval`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const output = join(root, "public", "monaco");
const stampPath = join(output, "stamp.txt");
const packageFolder = join(root, "node_modules", "monaco-editor");
const sources = join(packageFolder, "esm", "vs");

/** Changes with the editor's version and with this recipe. */
function wantedStamp() {
  const { version } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  return `${version}\n${readFileSync(fileURLToPath(import.meta.url), "utf8")}`;
}

// All editor features and the colours of all languages. Of the language services only JSON: the others would judge a
// file without seeing the project around it.
function entrySource() {
  const definitions = readdirSync(join(sources, "languages", "definitions"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => `import "./languages/definitions/${entry.name}/register.js";`);
  return [
    'import "./features/register.all.js";',
    'import "./languages/features/json/register.js";',
    ...definitions,
    'export * from "./editor/editor.api.js";',
  ].join("\n");
}

async function build() {
  const { build: bundle } = await import("esbuild");
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  const common = { bundle: true, minify: true, outdir: output, target: "es2022", logLevel: "error" };
  await bundle({
    ...common,
    stdin: { contents: entrySource(), resolveDir: sources, sourcefile: "editor.js" },
    entryNames: "editor",
    chunkNames: "chunk-[hash]",
    assetNames: "[name]-[hash]",
    format: "esm",
    splitting: true,
    loader: { ".ttf": "file" },
    legalComments: "none",
  });
  await bundle({
    ...common,
    entryPoints: {
      "editor.worker": join(sources, "editor", "editor.worker.js"),
      "json.worker": join(sources, "languages", "features", "json", "json.worker.js"),
    },
    format: "iife",
    legalComments: "none",
  });
  for (const name of ["LICENSE", "ThirdPartyNotices.txt"]) {
    writeFileSync(join(output, `${name.replace(".txt", "")}.txt`), readFileSync(join(packageFolder, name)));
  }
}

const stamp = wantedStamp();
if (!existsSync(stampPath) || readFileSync(stampPath, "utf8") !== stamp) {
  await build();
  // Written last: a build that was cut short is done again.
  writeFileSync(stampPath, stamp);
}
