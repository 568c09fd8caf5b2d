import { constants, open } from "node:fs/promises";
import type { Trial } from "#lib/modules/settings/tests/typed-setting.ts";
import type { Check } from "#lib/providers/checks/port.ts";
import { checkCloudflareToken } from "#lib/providers/checks/registry.ts";

/** Asks Cloudflare about the token, and looks into cloudflared's file for the tunnel. */
export async function testCloudflare({ typed, signal }: Trial): Promise<Check> {
  const { cloudflaredConfig, tunnelName } = typed.values("cloudflare");
  const token = typed.secret("cloudflare", "cloudflareToken");
  const checks: Check[] = [];
  if (token) checks.push(await checkCloudflareToken({ signal }, token));
  if (cloudflaredConfig) checks.push(await checkConfigFile(cloudflaredConfig, tunnelName));
  if (checks.length === 0) return { isGood: false, sentence: "There is no token and no config file to try." };
  return {
    isGood: checks.every(({ isGood }) => isGood),
    sentence: checks.map(({ sentence }) => sentence).join(" "),
  };
}

const configBytesMax = 1_000_000;

/** Says whether the file names the tunnel; of what else it holds, nothing. */
export async function checkConfigFile(path: string, tunnelName: string | null): Promise<Check> {
  const text = await readStart(path);
  if (text === null) return { isGood: false, sentence: `${path} is no file that this server can read.` };
  const [, named] = /^tunnel:[ \t]*["']?([^"'\r\n#]{1,200}?)["']?[ \t]*(?:#.*)?$/m.exec(text) ?? [];
  if (named === undefined) return { isGood: false, sentence: `${path} names no tunnel.` };
  if (tunnelName === null) return { isGood: true, sentence: `${path} is there and names a tunnel.` };
  return named === tunnelName
    ? { isGood: true, sentence: `${path} is there and names the tunnel ${tunnelName}.` }
    : { isGood: false, sentence: `${path} is there, but names another tunnel than ${tunnelName}.` };
}

/** The beginning of a file; null for what is none or cannot be read. */
async function readStart(path: string): Promise<string | null> {
  // Of a pipe the open itself would wait for a writer, and hold a thread of the server for as long.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (!file) return null;
  try {
    if (!(await file.stat()).isFile()) return null;
    const { buffer, bytesRead } = await file.read(Buffer.alloc(configBytesMax), 0, configBytesMax, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } catch {
    return null;
  } finally {
    await file.close();
  }
}
