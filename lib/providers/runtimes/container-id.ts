import { readFile } from "node:fs/promises";
import { unlessMissing } from "#lib/platform/unless-missing.ts";

/** The id of the container that this server runs in; undefined where it runs on the machine. */
export const findContainerId = async (mountInfoPath = "/proc/self/mountinfo"): Promise<string | undefined> =>
  containerIdIn((await unlessMissing(readFile(mountInfoPath, "utf8"))) ?? "");

/** Where an engine's container has its name from: a file that only the engine can have laid over this one. */
export function containerIdIn(mountInfo: string): string | undefined {
  const line = mountInfo.split("\n").find((text) => text.split(" ")[4] === "/etc/hostname");
  return /\/([0-9a-f]{64})\//.exec(line?.split(" ")[3] ?? "")?.[1];
}
