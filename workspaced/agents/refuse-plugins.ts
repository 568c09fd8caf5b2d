import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { conflict } from "../errors.ts";

const folders = [".", ".opencode"];
const configNames = ["opencode.json", "opencode.jsonc"];
const pluginFolders = ["plugin", "plugins"];
const configBytesMax = 1024 * 1024;

const plugin = "load a plugin, which would run beside the agent with its keys";
/** It clones them unasked, and their descriptions stand among its instructions. */
const reference = "fetch and tell its agent what others wrote, which nobody here was asked about";
const keys: ReadonlyMap<string, string> = new Map([
  ["plugin", plugin],
  ["plugins", plugin],
  ["reference", reference],
  ["references", reference],
]);

/**
 * Throws CONFLICT where OpenCode would take more than files from what it works on. Its switches keep a project's configuration
 * from one of its two loaders; the other imports plugins into the server and clones references at the first prompt all the same.
 */
export async function refusePlugins(directory: string): Promise<void> {
  for (const folder of folders) {
    for (const name of configNames) {
      const path = join(folder, name);
      const wish = await wishOf(join(directory, path));
      if (wish) throw refused(path, wish);
    }
  }
  for (const folder of pluginFolders) {
    const path = join(".opencode", folder);
    const names = await readdir(join(directory, path)).catch(() => []);
    const found = names.find((name) => /\.[jt]s$/.test(name));
    if (found) throw refused(join(path, found), plugin);
  }
}

/** Any mention is one: what cannot be looked through is taken for one too. Null where there is none. */
async function wishOf(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null);
  if (!found) return null;
  if (!found.isFile() || found.size > configBytesMax) return plugin;
  const text = await readFile(path, "utf8");
  const plain = text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => charOf(digits));
  return [...keys].find(([key]) => plain.includes(`"${key}"`))?.[1] ?? null;
}

const charOf = (digits: string): string => String.fromCharCode(Number.parseInt(digits, 16));

const refused = (path: string, wish: string) =>
  conflict(`${path} has OpenCode ${wish}. Take that out of the branch, then try again.`);
