import { mayPass, RequestError } from "#lib/client/request-error.ts";
import type { RunEvent } from "#lib/modules/runs/schema.ts";

export interface TranscriptView {
  /** From some place of the conversation to its end, in its order. */
  events: readonly RunEvent[];
  state: "loading" | "live" | "reconnecting" | "ended";
  hasEarlier: boolean;
  isLoadingEarlier: boolean;
  /** Of the last reading that failed. */
  error: RequestError | null;
}

interface TranscriptSource {
  /** The last events before a position, in the order of the conversation; the cursor says that there are more. */
  readPage(before: number, limit: number): Promise<{ items: RunEvent[]; nextCursor: string | null }>;
  /** Tells what comes behind a sequence until the returned function is called. */
  follow(after: number, heard: Heard): () => void;
  /** Runs the work once, soon; the returned function keeps it from running. */
  nextFrame(work: () => void): () => void;
}

interface Heard {
  onEvent(event: RunEvent): void;
  onState(state: "live" | "reconnecting"): void;
}

export interface RunTranscript {
  subscribe(listener: () => void): () => void;
  view(): TranscriptView;
  /** Reads the end, then listens for more, until the returned function is called. */
  follow(): () => void;
  loadEarlier(upTo?: number): Promise<void>;
  retry(): void;
}

export const atFirst: TranscriptView = {
  events: [],
  state: "loading",
  hasEarlier: false,
  isLoadingEarlier: false,
  error: null,
};

const firstPage = 200;
const laterPage = 500;
const endPage = 5;
/** Behind every event. */
const theEnd = 1_000_000_000;

/**
 * The part of a run's conversation that a screen has loaded: always one piece that reaches to the end. A later state of a thing
 * replaces the earlier one, in whatever order a page and the stream bring them, so nothing is missing and nothing there twice.
 * An end that could not be read while something is shown already is read again `againMs` later.
 */
export function createRunTranscript(source: TranscriptSource, againMs = 2000): RunTranscript {
  const piece = createPiece(source);
  const listeners = new Set<() => void>();
  let view = atFirst;
  let stopFrame: (() => void) | null = null;
  let loading: Promise<void> | null = null;
  let stop: (() => void) | null = null;

  const publish = () => {
    stopFrame = null;
    view = { ...view, events: piece.events(), hasEarlier: piece.hasEarlier() };
    for (const listener of listeners) listener();
  };
  const change = (next: Partial<TranscriptView>) => {
    view = { ...view, ...next };
    stopFrame ??= source.nextFrame(publish);
  };
  const failed = (error: unknown) => {
    if (!(error instanceof RequestError)) throw error;
    change({ error });
  };

  const listen = (): (() => void) => {
    let isStopped = false;
    let leave: (() => void) | null = null;
    const end = () => {
      leave?.();
      change({ state: "ended", error: null });
    };
    const onAway = () => {
      change({ state: "reconnecting" });
      return new Promise<void>((resolve) => setTimeout(resolve, againMs));
    };
    const begin = async () => {
      const after = await readEndOf(piece, () => (isStopped ? null : onAway()));
      if (isStopped) return;
      if (piece.isOver()) return end();
      change({ state: "live", error: null });
      leave = source.follow(after, {
        onEvent(event) {
          piece.take(event);
          if (event.kind === "done") end();
          else change({ state: "live" });
        },
        onState: (state) => change({ state }),
      });
    };
    begin().catch(failed);
    return () => {
      isStopped = true;
      leave?.();
    };
  };

  const loadUpTo = async (upTo: number): Promise<void> => {
    change({ isLoadingEarlier: true, error: null });
    try {
      do await piece.readEarlier();
      while (piece.from() > upTo);
    } catch (error) {
      failed(error);
    } finally {
      loading = null;
      change({ isLoadingEarlier: false });
    }
  };

  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    view: () => view,
    follow() {
      stop = listen();
      return () => {
        stop?.();
        stopFrame?.();
        stopFrame = null;
      };
    },
    async loadEarlier(upTo) {
      await loading;
      if (piece.hasEarlier() && (upTo === undefined || piece.from() > upTo)) {
        loading ??= loadUpTo(upTo ?? piece.from());
        await loading;
      }
      // Who asked goes there at once, and would not find it before the next frame.
      if (stopFrame === null) return;
      stopFrame();
      publish();
    },
    retry() {
      stop?.();
      change({ state: "loading", error: null });
      stop = listen();
    },
  };
}

/** Where something is shown already, its end is read again while the server is away; `onAway` null: nobody waits for it. */
async function readEndOf(
  piece: ReturnType<typeof createPiece>,
  onAway: () => Promise<void> | null,
): Promise<number> {
  try {
    return await piece.readEnd();
  } catch (error) {
    const waited = piece.isRead() && mayPass(error) ? onAway() : null;
    if (waited === null) throw error;
    await waited;
    return readEndOf(piece, onAway);
  }
}

/** The events that were read and heard, each in its latest state. */
function createPiece({ readPage }: Pick<TranscriptSource, "readPage">) {
  const byKey = new Map<string, RunEvent>();
  /** The position of the first event that is shown; what was heard of those before it waits until they are read. */
  let from = theEnd;
  let lastSequence = 0;
  let isRead = false;

  const take = (event: RunEvent) => {
    const known = byKey.get(event.key);
    if (known && known.sequence >= event.sequence) return;
    byKey.set(event.key, event);
    lastSequence = Math.max(lastSequence, event.sequence);
  };
  const readBefore = async (before: number, limit: number): Promise<void> => {
    const { items, nextCursor } = await readPage(before, limit);
    for (const event of items) take(event);
    from = nextCursor === null ? 0 : (items[0]?.position ?? 0);
  };

  return {
    take,
    from: () => from,
    isRead: () => isRead,
    hasEarlier: () => isRead && from > 0,
    isOver: () => byKey.has("done"),
    events: () =>
      [...byKey.values()]
        .filter(({ position }) => position >= from)
        .sort((one, other) => one.position - other.position),
    readEarlier: () => readBefore(from, laterPage),
    /** Behind which sequence the stream has to go on. */
    async readEnd(): Promise<number> {
      if (!isRead) {
        await readBefore(theEnd, firstPage);
        isRead = true;
        return lastSequence;
      }
      // A run that goes on has taken its end back; all else that is new is for the stream to tell.
      const after = lastSequence;
      const { items } = await readPage(theEnd, endPage);
      if (!items.some(({ kind }) => kind === "done")) byKey.delete("done");
      return after;
    },
  };
}
