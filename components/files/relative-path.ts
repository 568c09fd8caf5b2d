import { parentOf } from "#lib/modules/files/rules.ts";

/** The path in the workspace that an address in a file means; null for one that leads elsewhere or out of it. */
export function resolveAddress(filePath: string, address: string): string | null {
  if (/^[a-z][a-z0-9+.-]*:|^\/\/|^#/i.test(address)) return null;
  const bare = decode(address.replace(/[?#].*$/, ""));
  if (bare === null || bare === "") return null;
  const parts = bare.startsWith("/") ? [] : parentOf(filePath).split("/").filter(Boolean);
  for (const part of bare.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return null;
  }
  return parts.length === 0 ? null : parts.join("/");
}

function decode(address: string): string | null {
  try {
    return decodeURIComponent(address);
  } catch {
    return null;
  }
}
