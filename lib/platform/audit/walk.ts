import { beginning, earlySealOf, sealOf } from "#lib/platform/audit/chain.ts";
import { readHead } from "#lib/platform/audit/head.ts";
import type { AuditPlatform } from "#lib/platform/audit/seal.ts";
import { findLink, linksAfter, type StoredLink } from "#lib/platform/audit/store.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";

export type AuditFault = "changed" | "removed" | "reordered" | "cut";

/** How far the chain is known to hold; a later walk may begin here. */
export interface CheckedLink {
  sequence: number;
  id: number;
  at: string;
  seal: string;
  /** True while no row has been met that was sealed with its number. */
  isEarly: boolean;
  /** The master key that it was sealed under. */
  keyId: string;
}

export interface ChainVerdict {
  isWhole: boolean;
  /** Sealed rows that hold. */
  rows: number;
  /** Rows behind them that wait for their seal. */
  unsealed: number;
  /** When the oldest of them was written. */
  unsealedSince: string | null;
  /** Whether the newest link is also kept outside the database. */
  isAnchored: boolean;
  broken: { id: number; why: AuditFault } | null;
  last: CheckedLink | null;
}

interface WalkOptions {
  /** Begins behind this link, where it is still in its place. */
  from?: CheckedLink | null;
  signal?: AbortSignal;
  onProgress?: (rows: number) => void;
}

const pageRows = 1000;

/**
 * Walks the chain and names the first row that was changed or moved, or behind which one is missing, or that was cut
 * off. Reads page by page with the event loop free in between; 1,000 rows are in memory at a time.
 */
export async function walkChain(platform: AuditPlatform, options: WalkOptions = {}): Promise<ChainVerdict> {
  const tx = platform.database.orm;
  const keys = auditKeys(platform.masterKey);
  // Read first: what is sealed while the walk goes on lies behind it.
  const head = await readHead(platform.environment.home);
  let last = await stillInPlace(platform, options.from ?? null);
  let previous: { sequence: number; id: number } | null = last;
  let unsealed = 0;
  let waiting: StoredLink | null = null;
  const verdict = (broken: ChainVerdict["broken"]): ChainVerdict => ({
    isWhole: broken === null,
    rows: last?.sequence ?? 0,
    unsealed,
    unsealedSince: waiting?.at ?? null,
    isAnchored: head !== null,
    broken,
    last,
  });
  for (;;) {
    options.signal?.throwIfAborted();
    const page = await linksAfter(tx, previous?.sequence ?? 0, pageRows);
    let isOvertaken = false;
    for (const row of page) {
      if (row.sequence !== (previous?.sequence ?? 0) + 1) return verdict({ id: row.id, why: "removed" });
      if (row.id <= (previous?.id ?? 0)) return verdict({ id: row.id, why: "reordered" });
      if (row.seal === null) {
        waiting ??= row;
        unsealed += 1;
      } else if (waiting) {
        isOvertaken = true;
        break;
      } else {
        const checked = checkLink(keys, last, row, row.seal);
        if (!checked) return verdict({ id: row.id, why: await faultOf(platform, row) });
        last = checked;
      }
      previous = row;
    }
    options.onProgress?.(last?.sequence ?? 0);
    if (isOvertaken && waiting) {
      // Seals are written in order: either the sealer has been here since, or this one's was taken off.
      if ((await findLink(tx, waiting.id))?.seal === null) return verdict({ id: waiting.id, why: "changed" });
      previous = last;
      unsealed = 0;
      waiting = null;
    } else if (page.length < pageRows) {
      return verdict(head && (await faultOfHead(platform, head)));
    }
  }
}

async function stillInPlace(platform: AuditPlatform, from: CheckedLink | null): Promise<CheckedLink | null> {
  if (!from) return null;
  const row = await findLink(platform.database.orm, from.id);
  return row?.seal === from.seal && row.sequence === from.sequence ? from : null;
}

interface AuditKey {
  id: string;
  bytes: Buffer;
}

/** Of all master keys there have been, oldest first. */
const auditKeys = (masterKey: MasterKey): AuditKey[] =>
  masterKey.generations().flatMap((id) => {
    const bytes = masterKey.subKey("audit", id);
    return bytes ? [{ id, bytes }] : [];
  });

/** Sealed by the key of the link before it or by a newer one: what an old key seals behind a newer one does not hold. */
function checkLink(
  keys: readonly AuditKey[],
  last: CheckedLink | null,
  row: StoredLink,
  seal: string,
): CheckedLink | null {
  const previous = last?.seal ?? beginning;
  const { sequence, id, at } = row;
  const from = last ? keys.findIndex((key) => key.id === last.keyId) : 0;
  for (const { id: keyId, bytes } of keys.slice(Math.max(from, 0))) {
    if (seal === sealOf(bytes, previous, row)) return { sequence, id, at, seal, isEarly: false, keyId };
    const isEarly = (last?.isEarly ?? true) && seal === earlySealOf(bytes, previous, row);
    if (isEarly) return { sequence, id, at, seal, isEarly, keyId };
  }
  return null;
}

/** A row whose follower has a lower id took another's place. */
async function faultOf(platform: AuditPlatform, row: StoredLink): Promise<AuditFault> {
  const [next] = await linksAfter(platform.database.orm, row.sequence, 1);
  return next && next.id < row.id ? "reordered" : "changed";
}

async function faultOfHead(platform: AuditPlatform, head: { id: number; seal: string }) {
  const row = await findLink(platform.database.orm, head.id);
  if (row?.seal === head.seal) return null;
  return { id: head.id, why: row ? ("changed" as const) : ("cut" as const) };
}
