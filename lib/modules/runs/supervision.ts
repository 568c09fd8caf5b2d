import type { endRun } from "#lib/modules/runs/end-run.ts";
import type { RunLimits } from "#lib/modules/runs/rules.ts";
import type { RunLease } from "#lib/modules/runs/run-lease.ts";
import type { RunRow } from "#lib/modules/runs/store.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { WorkspacedAddress } from "#lib/providers/workspaced/request.ts";

/** What each part of the work on a run is given. */
export interface Supervision {
  platform: Platform;
  lease: RunLease;
  run: RunRow;
  task: { id: string; number: number; title: string; description: string; status: string };
  address: WorkspacedAddress;
  workspaceId: string;
  limits: RunLimits;
  end(ending: Omit<Parameters<typeof endRun>[3], "from">): Promise<void>;
}
