// Loaded before workspaced by `--import`: Node takes what it compiled while the image was built (warm.sh) instead of
// compiling it at every start of a container. Nothing is written there any more; a workspaced of another version goes
// the longer way.
import { enableCompileCache } from "node:module";

enableCompileCache("/opt/lockkeeper/compiled");
