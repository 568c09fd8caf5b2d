import { execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/**
 * WeTTY, a peer that keeps no session. It is installed when it is asked for, and kept for the next run: its own
 * pty wants a compiler, so it is given the one that carries its binaries. It prints its port and where it lies.
 */
const version = "3.2.0";
const folder = join(tmpdir(), `lockkeeper-bench-wetty-${version}`);
const manifest = {
  name: "wetty-floor",
  private: true,
  dependencies: { wetty: version },
  overrides: { "node-pty": "npm:@lydell/node-pty@^1.1.0" },
};
const program = join(folder, "node_modules", "wetty", "build", "main.js");

// Anybody but root it sends through ssh.
if (process.getuid?.() !== 0) throw new Error("WeTTY starts a shell of its own for root only.");
if (!existsSync(program)) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
  await promisify(execFile)("npm", install, { cwd: folder, timeout: 300_000 });
}
const port = await freePort();
const shell = ["--command", "bash --norc --noprofile"];
const child = spawn(process.execPath, [program, "--host", "127.0.0.1", "--port", String(port), ...shell], {
  cwd: folder,
  env: { ...process.env, PS1: "$ " },
  stdio: "ignore",
});
child.once("exit", () => process.exit(1));
// Also where it does not start in time.
process.on("exit", () => child.kill());
process.on("SIGTERM", () => {
  child.removeAllListeners("exit");
  process.exit(0);
});
await untilAnswering();
process.stdout.write(`${port}\n`);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (typeof address !== "object" || address === null) throw new Error("The system gave no port.");
  return address.port;
}

async function untilAnswering(): Promise<void> {
  for (const deadline = Date.now() + 30_000; Date.now() < deadline; ) {
    const answer = await fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2000) }).catch(
      () => null,
    );
    await answer?.arrayBuffer();
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("WeTTY did not start.");
}
