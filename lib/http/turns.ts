/**
 * Who may be answered at once: so many requests of each, and the others of the same one wait for their turn. What a
 * minute gives may come in one moment; without turns it would stand in the way of everybody else's until it is done.
 */
export interface Turns {
  /** Calls `begin` now or when it is the turn of `whose`; whoever is told `end` makes room. */
  take(whose: string, begin: (end: () => void) => void): void;
}

interface Queue {
  busy: number;
  waiting: ((end: () => void) => void)[];
}

const usual = { atOnce: 4, heldMs: 250 };

/** After `heldMs` a request makes room whether it is answered or not: streams, uploads and models take their time. */
export function createTurns({ atOnce, heldMs } = usual): Turns {
  const queues = new Map<string, Queue>();

  const start = (whose: string, queue: Queue, begin: (end: () => void) => void) => {
    queue.busy += 1;
    let hasEnded = false;
    const end = () => {
      if (hasEnded) return;
      hasEnded = true;
      clearTimeout(timer);
      queue.busy -= 1;
      const next = queue.waiting.shift();
      if (next) start(whose, queue, next);
      else if (queue.busy === 0) queues.delete(whose);
    };
    const timer = setTimeout(end, heldMs);
    timer.unref();
    begin(end);
  };
  return {
    take(whose, begin) {
      const queue = queues.get(whose) ?? { busy: 0, waiting: [] };
      queues.set(whose, queue);
      if (queue.busy < atOnce) start(whose, queue, begin);
      else queue.waiting.push(begin);
    },
  };
}
