import { spawn } from "node:child_process";
import { once } from "node:events";
import { buffer } from "node:stream/consumers";
import { clearStamp, hashSources, writeStamp } from "./build-stamp.mjs";

// Taken before: a source that changes during the build makes the next start build again.
const hash = hashSources();
clearStamp();

// Its own report is of use only where it fails; meanwhile a dot now and then says that it is at work.
const startedAt = Date.now();
const dots = setInterval(() => process.stdout.write("."), 5000);
const build = spawn(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
  stdio: ["ignore", "pipe", "pipe"],
  env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
});
const [output, errors, [code]] = await Promise.all([
  buffer(build.stdout),
  buffer(build.stderr),
  once(build, "close"),
]);
clearInterval(dots);
if (code !== 0) {
  process.stdout.write(`\n${output}`);
  process.stderr.write(errors);
  process.exit(code ?? 1);
}
await import("./build-workspaced.mjs");
writeStamp(hash);
process.stdout.write(` built in ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
