import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort, launch, type Started } from "../processes.ts";

const repository = resolve(import.meta.dirname, "../..");
const next = join(repository, "node_modules/next/dist/bin/next");

export interface BareNext {
  start(): Promise<Started & { url: string }>;
  remove(): Promise<void>;
}

/** The smallest Next app there is, built in a folder of its own with this product's packages. */
export async function buildBareNext(): Promise<BareNext> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-next-"));
  await mkdir(join(folder, "app"));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await writeFile(
    join(folder, "package.json"),
    JSON.stringify({ name: "bare", private: true, type: "module" }),
  );
  await writeFile(
    join(folder, "app/layout.js"),
    "export default function Layout({ children }) { return <html lang='en'><body>{children}</body></html>; }\n",
  );
  // Rendered at each request, as every page of the product is.
  await writeFile(
    join(folder, "app/page.js"),
    "export const dynamic = 'force-dynamic';\nexport default function Page() { return <h1>Bare</h1>; }\n",
  );
  // The newer bundler does not follow packages out of the folder; what it builds runs the same.
  const build = spawn(process.execPath, [next, "build", "--webpack"], {
    cwd: folder,
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(build, "exit");
  if (code !== 0) throw new Error("The bare Next app could not be built.");
  return {
    async start() {
      const port = await freePort();
      const env = { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
      const started = launch([next, "start", "-H", "127.0.0.1", "-p", String(port)], { cwd: folder, env });
      return { ...started, url: `http://127.0.0.1:${port}/` };
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
