import { z } from "zod";
import { AppError } from "#lib/kernel/errors.ts";
import { unclaimedOf } from "#lib/modules/workspaces/find-leftovers.ts";
import { LeftoverList, type LeftoverView, type RuntimeKind } from "#lib/modules/workspaces/schema.ts";
import { listClaims, listProjectNames } from "#lib/modules/workspaces/store.ts";
import { query } from "#lib/operations/query.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { availableRuntimeKinds, runtimeFor } from "#lib/providers/runtimes/registry.ts";

const deadlineMs = 10_000;

/** Listed, never swept: each one goes by an operation of its own, and only by that. */
export const listLeftovers = query({
  name: "workspace.list-leftovers",
  http: "GET /api/leftovers",
  summary: "List what runtimes still hold of workspaces that nobody knows any more",
  who: "admin",
  input: z.object({}),
  output: LeftoverList,
  async read({ tx, signal }) {
    const found = await Promise.all(availableRuntimeKinds.map((kind) => look(tx, kind, signal)));
    return {
      items: found.flatMap(({ items }) => items),
      away: found.flatMap(({ runtime, reason }) => (reason === null ? [] : [{ runtime, reason }])),
    };
  },
});

interface Found {
  runtime: RuntimeKind;
  items: LeftoverView[];
  reason: string | null;
}

async function look(tx: Tx, kind: RuntimeKind, signal: AbortSignal): Promise<Found> {
  try {
    const runtime = await runtimeFor(kind);
    const unclaimed = await unclaimedOf(tx, kind, await runtime.listBelongings({ deadlineMs, signal }));
    const names = await listProjectNames(
      tx,
      unclaimed.flatMap(({ projectId }) => projectId ?? []),
    );
    const items = unclaimed.map(({ projectId, slug = null, createdAt, ...belonging }) => ({
      ...belonging,
      runtime: kind,
      projectId,
      project: names.get(projectId ?? "") ?? slug,
      createdAt: createdAt?.toISOString() ?? null,
    }));
    return { runtime: kind, items, reason: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    // A runtime that nobody uses here is not missed.
    const isUsed = (await listClaims(tx, kind)).length > 0;
    return { runtime: kind, items: [], reason: isUsed ? error.publicMessage : null };
  }
}
