import { RequestError } from "#lib/client/request-error.ts";
import { patiently, uploadFile } from "#lib/client/upload-file.ts";
import { createUploadList, hasEnded, type UploadItem, type UploadStand } from "#lib/client/upload-list.ts";
import type { UploadTransport } from "#lib/client/upload-transport.ts";
import { joinPath, nameOf, parentOf } from "#lib/modules/files/rules.ts";

/** Uploads of one workspace, in the order they were given; they outlive the page that began them, not a reload. */

export type TakenChoice = "overwrite" | "both" | "skip";

export interface UploadQueue {
  stand: () => UploadStand;
  isPaused: () => boolean;
  subscribe: (listener: () => void) => () => void;
  /** `uploadId` of one that broke off earlier and is of the same file. */
  add: (files: readonly { file: Blob; path: string; uploadId?: string | null }[]) => void;
  pause: () => void;
  resume: () => void;
  cancel: (id: number) => void;
  cancelAll: () => void;
  retry: (id: number) => void;
  /** What becomes of a path that is taken; of all that wait for it where no id is given. */
  decide: (choice: TakenChoice, id?: number) => void;
  /** Takes what has ended off the list. */
  clear: () => void;
}

interface Options {
  transport: UploadTransport;
  /** Whether something is at this path. */
  isTaken: (path: string, signal: AbortSignal) => Promise<boolean>;
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** The workspace's id of an upload, to find it again after a reload; null when it has ended. */
  remember: (path: string, file: Blob, uploadId: string | null) => void;
  onDone: (path: string) => void;
}

interface Work extends UploadItem {
  file: Blob;
  uploadId: string | null;
  isOver: boolean;
  /** The path was seen to be free, or may be taken over. */
  isFree: boolean;
  /** Where the path is taken another one is found. */
  isBeside: boolean;
  aborted: AbortController;
}

const atOnce = 3;
const paused = new Error("The upload was paused.");

export function createUploadQueue(options: Options): UploadQueue {
  const list = createUploadList<Work>();
  const { change } = list;
  let isPaused = false;
  let lastId = 0;

  const pump = () => {
    if (isPaused) return;
    const room = atOnce - list.count("sending") - list.count("cut");
    for (const work of list.nextWaiting(room)) void send(work);
  };
  const send = async (work: Work) => {
    const { id } = work;
    const aborted = new AbortController();
    change(id, { state: "sending", problem: null, aborted });
    try {
      await sendWork({ ...work, aborted }, options, (changes) => change(id, changes));
      change(id, { state: "done", sentBytes: work.sizeBytes });
    } catch (error) {
      if (error === paused) change(id, { state: "waiting" });
      else if (!aborted.signal.aborted) change(id, endOf(error, work));
    }
    pump();
  };
  const stop = (work: Work) => {
    work.aborted.abort();
    if (work.uploadId !== null) {
      // Gone or not: what is left of it goes by itself after a day.
      options.transport.giveUp(work.uploadId).catch(() => undefined);
      options.remember(work.path, work.file, null);
    }
    change(work.id, { state: "cancelled", uploadId: null });
  };
  const decide = (choice: TakenChoice, work: Work) => {
    if (choice === "skip") stop(work);
    else change(work.id, choice === "overwrite" ? over : besides(work));
  };
  return {
    stand: list.stand,
    isPaused: () => isPaused,
    subscribe: list.subscribe,
    add(files) {
      const added = files.map(({ file, path, uploadId = null }): Work => {
        lastId += 1;
        const kept = { file, path, uploadId, isOver: false, isBeside: false };
        return {
          ...kept,
          ...fresh,
          id: lastId,
          isFree: uploadId !== null,
          sizeBytes: file.size,
          aborted: new AbortController(),
        };
      });
      list.add(added);
      pump();
    },
    pause() {
      isPaused = true;
      for (const work of list.stand().items) if (isUnderWay(work)) work.aborted.abort(paused);
      list.touch();
    },
    resume() {
      isPaused = false;
      list.touch();
      pump();
    },
    cancel(id) {
      const work = list.find(id);
      if (work && !hasEnded(work)) stop(work);
      pump();
    },
    cancelAll() {
      for (const work of list.stand().items) if (!hasEnded(work)) stop(work);
    },
    retry(id) {
      change(id, fresh);
      pump();
    },
    decide(choice, id) {
      for (const work of list.stand().items) {
        if (work.state === "taken" && (id === undefined || work.id === id)) decide(choice, work);
      }
      pump();
    },
    clear: list.clear,
  };
}

const fresh = { sentBytes: 0, state: "waiting", problem: null } as const;

const over = { state: "waiting", isOver: true, isFree: true } as const;
const besides = ({ path }: Work) => ({ state: "waiting", path: withNumber(path), isBeside: true }) as const;

const isUnderWay = ({ state }: UploadItem): boolean => state === "sending" || state === "cut";

async function sendWork(
  work: Work,
  { transport, isTaken, wait, remember, onDone }: Options,
  change: (changes: Partial<Work>) => void,
): Promise<void> {
  const { file, path, uploadId, isOver, aborted } = work;
  const { signal } = aborted;
  const patience = {
    signal,
    wait,
    onWaiting: (isWaiting: boolean) => change({ state: isWaiting ? "cut" : "sending" }),
  };
  // Asked before anything is sent: nobody wants to hear of it after a gigabyte.
  if (!work.isFree && (await patiently(patience, () => isTaken(path, signal)))) throw taken;
  let known = uploadId;
  const upload = {
    ...patience,
    transport,
    file,
    path,
    uploadId,
    isOver,
    onStarted: (started: string) => {
      known = started;
      remember(path, file, started);
      change({ uploadId: started, isFree: true });
    },
    onSent: (sentBytes: number) => change({ sentBytes }),
  };
  try {
    await uploadFile(upload);
  } catch (error) {
    // The workspace let it go, as after a day without a byte; the file is still here.
    const isSwept = known !== null && error instanceof RequestError && error.status === 404;
    if (!isSwept) throw error;
    await uploadFile({ ...upload, uploadId: null });
  }
  remember(path, file, null);
  onDone(path);
}

const taken = new Error("There is something of that name.");

function endOf(error: unknown, { path, isBeside }: Work): Partial<Work> {
  const isConflict = error instanceof RequestError && error.type === "CONFLICT";
  const isTaken = error === taken || isConflict;
  if (isTaken && isBeside) return { state: "waiting", path: withNumber(path), uploadId: null, isFree: false };
  if (isTaken) return { state: "taken", uploadId: null, isFree: false };
  return { state: "failed", problem: error instanceof Error ? error.message : "It could not be sent." };
}

/** `a.txt` → `a (2).txt` → `a (3).txt`. */
export function withNumber(path: string): string {
  const name = nameOf(path);
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  const numbered = / \((\d+)\)$/.exec(stem);
  const next = numbered ? Number(numbered[1]) + 1 : 2;
  const bare = numbered ? stem.slice(0, numbered.index) : stem;
  return joinPath(parentOf(path), `${bare} (${next})${ending}`);
}
