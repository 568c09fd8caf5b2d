import type { QueryClient } from "@tanstack/react-query";
import type { Change } from "#lib/client/live-messages.ts";
import { readAnew } from "#lib/client/read-anew.ts";

export interface Invalidator {
  add: (change: Change) => void;
  /** Makes all stale: events may have been missed, also while something was read for the first time. */
  reset: () => void;
  cancel: () => void;
}

/**
 * Makes what an event names stale: first `[topic, id]`, then everything else under `[topic]`. Changes that come
 * within `waitMs` are taken together, so that a busy agent does not make a list refetch at every word; nor do they end a reading that is under way.
 */
export function createInvalidator(client: QueryClient, waitMs = 80): Invalidator {
  const idsByTopic = new Map<string, Set<string>>();
  let timer: ReturnType<typeof setTimeout> | null = null;

  const flush = (): void => {
    timer = null;
    const taken = [...idsByTopic];
    idsByTopic.clear();
    for (const [topic, ids] of taken) {
      for (const id of ids) void readAnew(client, { queryKey: [topic, id] });
      void readAnew(client, {
        queryKey: [topic],
        predicate: ({ queryKey }) => typeof queryKey[1] !== "string" || !ids.has(queryKey[1]),
      });
    }
  };

  return {
    add({ topic, id }) {
      const ids = idsByTopic.get(topic) ?? new Set<string>();
      idsByTopic.set(topic, ids);
      if (id !== undefined) ids.add(id);
      timer ??= setTimeout(flush, waitMs);
    },
    // One by one: what is read slowly holds up no other.
    reset() {
      for (const { queryKey } of client.getQueryCache().getAll())
        void readAnew(client, { queryKey, exact: true });
    },
    cancel() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      idsByTopic.clear();
    },
  };
}
