import type { WatchChange, WatchCoverage } from "../protocol/files.ts";
import type { Root } from "../roots.ts";
import { type FolderWatches, openFolderWatches, type WatchLimit } from "./folder-watches.ts";
import { followOpened, openedFolders } from "./opened-folders.ts";
import { pollFolders } from "./poll-folders.ts";

const coalesceMs = 100;
/** A checkout or an installation goes on for a while, and each overflow makes every screen read anew. */
const overflowPauseMs = 1000;
/** Where something went while a limit holds, what can be followed is looked for anew: seldom where that takes long. */
const fillPauseMs = 2000;
const fillPart = 20;
const pathsMax = 500;
/** Each costs the kernel about a kilobyte. */
const foldersMax = 30_000;

type Listener = (change: WatchChange) => void;

interface RootWatcher {
  listeners: Set<Listener>;
  ready: Promise<void>;
  coverage(): WatchCoverage;
  close(): void;
}

export interface Watching {
  coverage: WatchCoverage;
  stop(): void;
}

const watchers = new Map<string, RootWatcher>();

/**
 * Tells of changes below a root, gathered for 100 ms; all listeners of a root share its watches. Where there are more
 * folders than can be watched, those that people look at are looked at every two seconds, and `coverage` says so.
 */
export async function watchRoot(
  root: Root,
  listener: Listener,
  limits: { foldersMax: number } = { foldersMax },
): Promise<Watching> {
  const watcher = watchers.get(root.path) ?? startWatching(root, limits.foldersMax);
  watchers.set(root.path, watcher);
  watcher.listeners.add(listener);
  await watcher.ready;
  const stop = () => {
    watcher.listeners.delete(listener);
    if (watcher.listeners.size > 0 || watchers.get(root.path) !== watcher) return;
    watchers.delete(root.path);
    watcher.close();
  };
  return { coverage: watcher.coverage(), stop };
}

function startWatching(root: Root, watchesMax: number): RootWatcher {
  const listeners = new Set<Listener>();
  const tell = (change: WatchChange) => {
    for (const listener of listeners) listener(change);
  };
  const gathered = gather(tell, () => {
    // The kernel may have dropped events of so many, new folders among them.
    void fill();
  });
  const events = {
    changed: gathered.add,
    gitChanged: (name: string) => isGitState(name) && gathered.addGit(),
    limitMet: () => isStarted && tellCoverage(),
    roomMade: () => {
      filling ??= setTimeout(() => void fill(), Math.max(fillPauseMs, fillPart * fillTookMs));
    },
  };
  const watches = openFolderWatches(root, watchesMax, events);
  let told: WatchLimit | null = null;
  let isStarted = false;
  const coverage = () => coverageOf(watches);
  const tellCoverage = () => {
    if (watches.limit() === told) return;
    told = watches.limit();
    tell({ paths: [], isOverflow: false, coverage: coverage() });
  };
  let filling: NodeJS.Timeout | undefined;
  let fillTookMs = 0;
  const fill = async () => {
    const begin = performance.now();
    await watches.fill();
    fillTookMs = performance.now() - begin;
    filling = undefined;
    tellCoverage();
  };
  const open = async (folder: string) => {
    if (!watches.has(folder)) await watches.addOne(folder);
    tellCoverage();
  };
  const leaveOpened = followOpened(root.path, (folder) => void open(folder));
  const unwatched = () => openedFolders(root.path).filter((folder) => !watches.has(folder));
  const stopPolling = pollFolders(root, unwatched, gathered.add);
  const start = async () => {
    await watches.addOne(".git");
    await watches.addBelow("", false);
    for (const folder of openedFolders(root.path)) await open(folder);
    told = watches.limit();
    isStarted = true;
  };
  const close = () => {
    leaveOpened();
    stopPolling();
    clearTimeout(filling);
    gathered.close();
    watches.close();
  };
  return { listeners, ready: start(), coverage, close };
}

/** Collects what changes and tells it together; of more than 500 paths only that there were many. */
function gather(tell: Listener, onOverflow: () => void) {
  const pending = new Set<string>();
  let isOverflow = false;
  let isGitChanged = false;
  let timer: NodeJS.Timeout | undefined;
  let pauseMs = coalesceMs;

  const flush = () => {
    timer = undefined;
    const change: WatchChange = { paths: isOverflow ? [] : [...pending], isOverflow };
    if (isGitChanged) change.isGitChanged = true;
    pauseMs = isOverflow ? overflowPauseMs : coalesceMs;
    if (isOverflow) onOverflow();
    pending.clear();
    isOverflow = false;
    isGitChanged = false;
    tell(change);
  };
  const schedule = () => {
    timer ??= setTimeout(flush, pauseMs);
  };
  return {
    add(path: string) {
      if (!isOverflow) pending.add(path);
      isOverflow ||= pending.size > pathsMax;
      schedule();
    },
    addGit() {
      isGitChanged = true;
      schedule();
    },
    close: () => clearTimeout(timer),
  };
}

/** Its locks come and go with every question that is asked of it. */
const isGitState = (name: string): boolean =>
  ["HEAD", "index", "packed-refs", "ORIG_HEAD", "FETCH_HEAD", "MERGE_HEAD"].includes(name);

const lookedAt = "Folders that are open are looked at every 2 s instead.";

function coverageOf(watches: FolderWatches): WatchCoverage {
  const limit = watches.limit();
  const foldersCount = watches.count();
  const why: Record<WatchLimit, string> = {
    own: `Only ${foldersCount} folders are followed live, for there are too many. ${lookedAt}`,
    ENOSPC: `The system lets only ${foldersCount} folders be followed live (fs.inotify.max_user_watches). ${lookedAt}`,
    files: `Folders cannot be followed live, for too many files are open (ulimit -n). ${lookedAt}`,
    EMFILE: `The system lets no more programs follow folders (fs.inotify.max_user_instances). ${lookedAt}`,
  };
  return { isWhole: limit === null, foldersCount, problem: limit === null ? null : why[limit] };
}
