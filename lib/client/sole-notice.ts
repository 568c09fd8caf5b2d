/**
 * Several places of a page notice that the server is away. One of them says so: the one with the highest rank, which
 * stands nearest to what the person does.
 */
export const noticeRanks = { log: 0, page: 1, pane: 2, focusedPane: 3 } as const;

export interface NoticeStage {
  claim(id: string, rank: number): void;
  release(id: string): void;
  /** Who speaks; the earlier one of two with the same rank. Null while nobody has anything to say. */
  speaker(): string | null;
  subscribe(listener: () => void): () => void;
}

export function createNoticeStage(): NoticeStage {
  const claims = new Map<string, number>();
  const listeners = new Set<() => void>();
  let speaker: string | null = null;
  const choose = () => {
    const [first] = [...claims].sort(([, a], [, b]) => b - a);
    const next = first?.[0] ?? null;
    if (next === speaker) return;
    speaker = next;
    for (const listener of listeners) listener();
  };
  return {
    claim(id, rank) {
      claims.set(id, rank);
      choose();
    },
    release(id) {
      claims.delete(id);
      choose();
    },
    speaker: () => speaker,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
