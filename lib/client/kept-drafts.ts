"use client";

import { useCallback, useSyncExternalStore } from "react";

/**
 * What is typed and not sent, by the key of what it is typed for, for as long as the page lives: what draws a field may
 * come and go. A draft that is empty again takes no room. On the server there is none.
 */
export interface KeptDrafts<Draft> {
  read: (key: string) => Draft;
  change: (key: string, next: (now: Draft) => Draft) => void;
  forget: (key: string) => void;
  /** Hears of each change of any of them. */
  subscribe: (listener: () => void) => () => void;
}

const forgets: (() => void)[] = [];

/** Whoever signs in next on this page finds none of them. */
export function forgetDrafts(): void {
  for (const forget of forgets) forget();
}

export function keepDrafts<Draft>(
  empty: Draft,
  isEmpty: (draft: Draft) => boolean = (draft) => draft === empty,
): KeptDrafts<Draft> {
  const kept = new Map<string, Draft>();
  const listeners = new Set<() => void>();
  const read = (key: string) => kept.get(key) ?? empty;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  forgets.push(() => {
    kept.clear();
    tell();
  });
  return {
    read,
    change(key, next) {
      const draft = next(read(key));
      if (isEmpty(draft)) kept.delete(key);
      else kept.set(key, draft);
      tell();
    },
    forget(key) {
      kept.delete(key);
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** One draft and how it is changed, also when nothing draws it any more. Only who uses it is drawn anew. */
export function useKeptDraft<Draft>(
  drafts: KeptDrafts<Draft>,
  key: string,
): [Draft, (next: (now: Draft) => Draft) => void] {
  const read = () => drafts.read(key);
  const draft = useSyncExternalStore(drafts.subscribe, read, read);
  const change = useCallback((next: (now: Draft) => Draft) => drafts.change(key, next), [drafts, key]);
  return [draft, change];
}
