export type UploadState = "waiting" | "sending" | "cut" | "taken" | "done" | "failed" | "cancelled";

export interface UploadItem {
  id: number;
  /** Where it goes. */
  path: string;
  sizeBytes: number;
  sentBytes: number;
  /** `cut`: the line is down, it goes on by itself. `taken`: the path is, and the person is asked what to do. */
  state: UploadState;
  problem: string | null;
}

/** The list as it stands; the same object until something of it changed. */
export interface UploadStand<Item extends UploadItem = UploadItem> {
  items: readonly Item[];
  counts: Readonly<Record<UploadState, number>>;
  sizeBytes: number;
  sentBytes: number;
}

interface UploadList<Item extends UploadItem> {
  stand: () => UploadStand<Item>;
  subscribe: (listener: () => void) => () => void;
  find: (id: number) => Item | undefined;
  count: (state: UploadState) => number;
  /** Those that wait, in the order they were given, no more than `max`. */
  nextWaiting: (max: number) => Item[];
  add: (items: readonly Item[]) => void;
  change: (id: number, changes: Partial<Item>) => void;
  /** Takes what has ended off the list. */
  clear: () => void;
  /** Something beside the items changed. */
  touch: () => void;
}

const tellEachMs = 16;

/** Uploads by id, with their sums. However many there are, a change costs the same, and is told once a frame. */
export function createUploadList<Item extends UploadItem>(): UploadList<Item> {
  const items = new Map<number, Item>();
  const listeners = new Set<() => void>();
  const counts = { ...noUploads.counts };
  let sizeBytes = 0;
  let sentBytes = 0;
  let stand: UploadStand<Item> | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const count = (item: Item, sign: 1 | -1) => {
    counts[item.state] += sign;
    sizeBytes += sign * item.sizeBytes;
    sentBytes += sign * item.sentBytes;
  };
  const tell = () => {
    timer = undefined;
    for (const listener of listeners) listener();
  };
  const touch = () => {
    stand = null;
    if (timer === undefined) timer = setTimeout(tell, tellEachMs);
  };
  return {
    stand() {
      stand ??= { items: [...items.values()], counts: { ...counts }, sizeBytes, sentBytes };
      return stand;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    find: (id) => items.get(id),
    count: (state) => counts[state],
    nextWaiting(max) {
      const next: Item[] = [];
      const wanted = Math.min(max, counts.waiting);
      for (const item of items.values()) {
        if (next.length >= wanted) break;
        if (item.state === "waiting") next.push(item);
      }
      return next;
    },
    add(added) {
      for (const item of added) {
        items.set(item.id, item);
        count(item, 1);
      }
      touch();
    },
    change(id, changes) {
      const before = items.get(id);
      if (!before) return;
      const after = { ...before, ...changes };
      count(before, -1);
      count(after, 1);
      items.set(id, after);
      touch();
    },
    clear() {
      for (const item of items.values()) {
        if (!hasEnded(item)) continue;
        items.delete(item.id);
        count(item, -1);
      }
      touch();
    },
    touch,
  };
}

export const hasEnded = ({ state }: Pick<UploadItem, "state">): boolean =>
  state === "done" || state === "failed" || state === "cancelled";

export const noUploads: UploadStand = {
  items: [],
  counts: { waiting: 0, sending: 0, cut: 0, taken: 0, done: 0, failed: 0, cancelled: 0 },
  sizeBytes: 0,
  sentBytes: 0,
};
