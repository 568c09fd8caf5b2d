import { build } from "esbuild";
import { workspacedBundle } from "../lib/providers/runtimes/workspaced-bundle.ts";

await build({ ...workspacedBundle, outfile: "dist/workspaced.mjs" });
