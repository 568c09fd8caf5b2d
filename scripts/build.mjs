import { spawnSync } from "node:child_process";
import { clearStamp, hashSources, writeStamp } from "./build-stamp.mjs";

// Taken before: a source that changes during the build makes the next start build again.
const hash = hashSources();
clearStamp();

const { status } = spawnSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
  stdio: "inherit",
  env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
});
if (status !== 0) process.exit(status ?? 1);
await import("./build-workspaced.mjs");
writeStamp(hash);
