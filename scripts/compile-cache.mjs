// Loaded before the server by `--import`: Node keeps what it compiled, and the next start reads it instead of stripping
// types and compiling again. Beside the packages, where nobody else writes: what lies there is run. Where it cannot be
// written, a start takes the longer way.
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/compiled", import.meta.url)));
