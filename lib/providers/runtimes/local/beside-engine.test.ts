import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { requireNoEngine } from "./beside-engine.ts";

const inContainer = `1 2 0:1 /docker/containers/${"a".repeat(64)}/hostname /etc/hostname rw - ext4 /dev/x rw\n`;

test("in a container with the engine's socket no local workspace runs as the user that may use it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "lk-beside-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const at = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const socket = await at("docker.sock", "");
  const [inside, outside] = [
    await at("inside", inContainer),
    await at("outside", "1 2 0:1 / / rw - x x rw\n"),
  ];
  await expect(requireNoEngine({ dockerSocket: socket }, undefined, inside)).rejects.toThrow(/Choose Docker/);
  await expect(requireNoEngine({ dockerSocket: socket }, { uid: 0 }, inside)).rejects.toThrow(
    /Choose Docker/,
  );
  await requireNoEngine({ dockerSocket: socket }, { uid: 1234 }, inside);
  await requireNoEngine({ dockerSocket: join(folder, "none") }, undefined, inside);
  await requireNoEngine({ dockerSocket: socket }, undefined, outside);
});
