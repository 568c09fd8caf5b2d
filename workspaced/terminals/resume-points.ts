import type { OutputRing } from "./output-ring.ts";

export interface ResumePoints {
  /** Where a viewer that comes back with `cursor` goes on without loss; null where it needs a snapshot. */
  find(viewer: string, cursor: number | undefined): number | null;
  /** A snapshot was sent under these offsets, which are not the stream's own. */
  rememberSnapshot(viewer: string, from: number, to: number): void;
}

const viewersMax = 256;

/** Knows which cursors lead back into the ring: those in it, but none inside of a snapshot the viewer was sent. */
export function createResumePoints(ring: OutputRing): ResumePoints {
  const snapshots = new Map<string, [from: number, to: number]>();
  return {
    find(viewer, cursor) {
      if (cursor === undefined || cursor < ring.oldest || cursor > ring.head) return null;
      const [from, to] = snapshots.get(viewer) ?? [0, 0];
      return cursor >= from && cursor < to ? null : cursor;
    },
    rememberSnapshot(viewer, from, to) {
      snapshots.delete(viewer);
      snapshots.set(viewer, [from, to]);
      const [oldest] = snapshots.keys();
      if (snapshots.size > viewersMax && oldest !== undefined) snapshots.delete(oldest);
    },
  };
}
