import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import type { Environment } from "#lib/platform/env.ts";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** By its URL, for in the bundle of the pages a module has no folder. */
export const installedFolder = join(dirname(fileURLToPath(import.meta.url)), "../../..");
export const bundlePath = join(installedFolder, "dist", "workspaced.mjs");

/** One file to put into any workspace; what stays outside are native parts and programs, found there at run time. */
export const workspacedBundle = {
  absWorkingDir: installedFolder,
  entryPoints: ["workspaced/main.ts"],
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  external: ["@lydell/node-pty", "@xterm/headless", "opencode-ai"],
  // Packages written as CommonJS call `require`, which a module does not have.
  banner: {
    js: 'import { createRequire as __createRequire } from "node:module";\nconst require = __createRequire(import.meta.url);',
  },
  legalComments: "none",
  logLevel: "warning",
} satisfies BuildOptions;

/** The bundle of the built product; where the source is run as it is, made from that. */
export async function readWorkspacedBundle(mode: Environment["mode"]): Promise<Buffer> {
  const built = mode === "production" ? await unlessMissing(readFile(bundlePath)) : undefined;
  if (built) return built;
  const { build } = await import("esbuild");
  const { outputFiles } = await build({ ...workspacedBundle, write: false });
  const [file] = outputFiles;
  if (!file) throw new Error("esbuild made no file of workspaced.");
  return Buffer.from(file.contents);
}
