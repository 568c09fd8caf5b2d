import { setTimeout as sleep } from "node:timers/promises";
import { deriveKey, loadMasterKey } from "#lib/platform/master-key.ts";
import { openEngine } from "#lib/providers/runtimes/docker/engine.ts";
import { removeInstallation } from "#lib/providers/runtimes/docker/fixtures/remove-installation.ts";
import { openWorkspace } from "./bench-workspace.ts";
import { proportionalMb } from "./processes.ts";
import type { Product } from "./product.ts";

const workspaces = 5;
/** What is called idle: nobody asked anything for this long. */
const settleMs = 10_000;

/** The server's memory for one idle workspace, in MB: with five of them and without, over five. */
export async function measureServerShare(product: Product, dockerSocket: string): Promise<number | null> {
  const running = await product.start();
  const settled = async () => {
    await sleep(settleMs);
    return proportionalMb([running.pid]);
  };
  try {
    // What a first one loads is no share of each.
    await openWorkspace(product, running, { type: "empty" }, "docker");
    const before = await settled();
    for (let made = 0; made < workspaces; made += 1)
      await openWorkspace(product, running, { type: "empty" }, "docker");
    const after = await settled();
    return before === null || after === null ? null : Math.max(0, after - before) / workspaces;
  } finally {
    await running.stop();
    const key = await loadMasterKey({ home: product.home, given: undefined });
    const installation = deriveKey(key, "installation").toString("hex").slice(0, 16);
    await removeInstallation(openEngine(dockerSocket), installation);
  }
}
