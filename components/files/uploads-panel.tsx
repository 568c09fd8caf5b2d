"use client";

import { Pause, Play, RotateCw, X } from "lucide-react";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { countOf, formatBytes, formatDuration } from "#lib/client/format.ts";
import { hasEnded, noUploads, type UploadItem, type UploadStand } from "#lib/client/upload-list.ts";
import type { UploadQueue } from "#lib/client/upload-queue.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

/** What is being uploaded: the whole and each file, and what the person is asked about it. */
export function UploadsPanel({ queue }: { queue: UploadQueue }) {
  const stand = useSyncExternalStore(queue.subscribe, queue.stand, () => noUploads);
  const isPaused = useSyncExternalStore(queue.subscribe, queue.isPaused, () => false);
  const rate = useRate(stand);
  const { items, counts, sizeBytes: totalBytes, sentBytes } = stand;
  if (items.length === 0) return null;
  const isOpen = openOf(stand) > 0;
  const taken = counts.taken === 0 ? undefined : items.find(({ state }) => state === "taken");
  return (
    <section aria-label="Uploads" className="flex max-h-72 flex-none flex-col border-t text-xs">
      <header className="flex h-9 flex-none items-center gap-1 pr-1.5 pl-4">
        <h2 className="mr-auto truncate font-medium">
          <span role="status">{headOf(stand, isPaused)}</span>
        </h2>
        {isOpen && (
          <Button
            variant="ghost"
            size="icon-xs"
            aria-label={isPaused ? "Go on with the uploads" : "Pause the uploads"}
            onClick={isPaused ? queue.resume : queue.pause}
          >
            {isPaused ? <Play /> : <Pause />}
          </Button>
        )}
        <Button
          variant="ghost"
          size="icon-xs"
          aria-label={isOpen ? "Cancel all uploads" : "Close the list of uploads"}
          onClick={isOpen ? queue.cancelAll : queue.clear}
        >
          <X />
        </Button>
      </header>
      {isOpen && (
        <div className="flex-none px-4 pb-2">
          <Bar label="All uploads" value={sentBytes} max={totalBytes} />
          <p className="mt-1 text-muted-foreground tabular-nums">
            {formatBytes(sentBytes)} of {formatBytes(totalBytes)}
            {rate > 0 &&
              !isPaused &&
              ` · ${formatBytes(rate)}/s · ${formatDuration(((totalBytes - sentBytes) / rate) * 1000)} left`}
          </p>
        </div>
      )}
      {taken && (
        <div role="alert" className="flex-none border-y bg-muted px-4 py-2">
          <p>
            {counts.taken === 1
              ? `${nameOf(taken.path)} is there already.`
              : `${countOf(counts.taken, "file")} are there already.`}
          </p>
          <div className="mt-1.5 flex gap-1">
            <Button size="xs" onClick={() => queue.decide("overwrite")}>
              Overwrite
            </Button>
            <Button size="xs" onClick={() => queue.decide("both")}>
              Keep both
            </Button>
            <Button size="xs" variant="ghost" onClick={() => queue.decide("skip")}>
              Skip
            </Button>
          </div>
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <ul tabIndex={0} aria-label="Uploaded files" className="min-h-0 flex-1 overflow-y-auto pb-1.5">
        {shownOf(items).map((item) => (
          <UploadRow key={item.id} item={item} onCancel={queue.cancel} onRetry={queue.retry} />
        ))}
      </ul>
    </section>
  );
}

interface UploadRowProps {
  item: UploadItem;
  onCancel: (id: number) => void;
  onRetry: (id: number) => void;
}

function UploadRow({ item, onCancel, onRetry }: UploadRowProps) {
  const { id, path, sizeBytes, sentBytes, state, problem } = item;
  const name = nameOf(path);
  return (
    <li className="px-4 py-1">
      <div className="flex h-5 items-center gap-2">
        <span className="min-w-0 flex-1 truncate" title={path}>
          {name}
        </span>
        <span className={cn("flex-none text-muted-foreground", state === "failed" && "text-failure")}>
          {words[state]}
        </span>
        {state === "failed" && (
          <Button
            variant="ghost"
            size="icon-xs"
            aria-label={`Upload ${name} again`}
            onClick={() => onRetry(id)}
          >
            <RotateCw />
          </Button>
        )}
        {!hasEnded(item) && (
          <Button variant="ghost" size="icon-xs" aria-label={`Cancel ${name}`} onClick={() => onCancel(id)}>
            <X />
          </Button>
        )}
      </div>
      {(state === "sending" || state === "cut") && <Bar label={name} value={sentBytes} max={sizeBytes} />}
      {problem !== null && <p className="text-failure">{problem}</p>}
    </li>
  );
}

const words: Record<UploadItem["state"], string> = {
  waiting: "waits",
  sending: "",
  cut: "no connection, goes on by itself",
  taken: "is there already",
  done: "done",
  failed: "failed",
  cancelled: "cancelled",
};

function Bar({ label, value, max }: { label: string; value: number; max: number }) {
  const percent = max === 0 ? 100 : Math.floor((value / max) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className="h-1 overflow-hidden rounded-full bg-accent"
    >
      <div className="h-full bg-primary transition-[width] duration-fast" style={{ width: `${percent}%` }} />
    </div>
  );
}

const shownMax = 100;
/** What is under way first; of thousands not all. */
function shownOf(items: readonly UploadItem[]): UploadItem[] {
  const open: UploadItem[] = [];
  const ended: UploadItem[] = [];
  for (const item of items) {
    if (open.length >= shownMax) break;
    const list = hasEnded(item) ? ended : open;
    if (list.length < shownMax) list.push(item);
  }
  return [...open, ...ended].slice(0, shownMax);
}

const openOf = ({ counts }: UploadStand): number =>
  counts.waiting + counts.sending + counts.cut + counts.taken;

function headOf(stand: UploadStand, isPaused: boolean): string {
  const { items, counts } = stand;
  const open = openOf(stand);
  if (open > 0)
    return `${isPaused ? "Paused" : "Uploading"}: ${items.length - open} of ${countOf(items.length, "file")} done`;
  return counts.failed > 0
    ? `${countOf(counts.done, "file")} uploaded, ${counts.failed} failed`
    : `${countOf(counts.done, "file")} uploaded`;
}

const ratePauseMs = 1000;

/** Bytes a second, over the last few seconds. */
function useRate({ counts, sentBytes }: UploadStand): number {
  const [rate, setRate] = useState(0);
  const isSending = counts.sending > 0;
  const latestBytes = useRef(sentBytes);
  latestBytes.current = sentBytes;
  useEffect(() => {
    if (!isSending) return setRate(0);
    let before = latestBytes.current;
    const timer = setInterval(() => {
      const perSecond = ((latestBytes.current - before) / ratePauseMs) * 1000;
      before = latestBytes.current;
      setRate((known) => (known === 0 ? perSecond : known * 0.7 + perSecond * 0.3));
    }, ratePauseMs);
    return () => clearInterval(timer);
  }, [isSending]);
  return rate;
}
