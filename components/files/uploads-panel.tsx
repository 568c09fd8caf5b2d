"use client";

import { Pause, Play, RotateCw, X } from "lucide-react";
import { useEffect, useState } from "react";
import type { Uploads } from "#components/files/use-uploads.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { countOf, formatBytes, formatDuration } from "#lib/client/format.ts";
import { hasEnded, type UploadItem } from "#lib/client/upload-queue.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

/** What is being uploaded: the whole and each file, and what the person is asked about it. */
export function UploadsPanel({ uploads: { queue, items, isPaused } }: { uploads: Uploads }) {
  const rate = useRate(items);
  if (items.length === 0) return null;
  const open = items.filter((item) => !hasEnded(item));
  const taken = items.filter(({ state }) => state === "taken");
  const totalBytes = sum(items, ({ sizeBytes }) => sizeBytes);
  const sentBytes = sum(items, ({ sentBytes: sent }) => sent);
  return (
    <section aria-label="Uploads" className="flex max-h-72 flex-none flex-col border-t text-xs">
      <header className="flex h-9 flex-none items-center gap-1 pr-1.5 pl-4">
        <h2 className="mr-auto truncate font-medium">
          <span role="status">{headOf(items, open, isPaused)}</span>
        </h2>
        {open.length > 0 && (
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
          aria-label={open.length > 0 ? "Cancel all uploads" : "Close the list of uploads"}
          onClick={open.length > 0 ? queue.cancelAll : queue.clear}
        >
          <X />
        </Button>
      </header>
      {open.length > 0 && (
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
      {taken.length > 0 && (
        <div role="alert" className="flex-none border-y bg-muted px-4 py-2">
          <p>
            {taken.length === 1
              ? `${nameOf(taken[0]?.path ?? "")} is there already.`
              : `${countOf(taken.length, "file")} are there already.`}
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
const shownOf = (items: readonly UploadItem[]): UploadItem[] =>
  items.toSorted((one, other) => Number(hasEnded(one)) - Number(hasEnded(other))).slice(0, shownMax);

function headOf(items: readonly UploadItem[], open: readonly UploadItem[], isPaused: boolean): string {
  if (open.length > 0)
    return `${isPaused ? "Paused" : "Uploading"}: ${items.length - open.length} of ${countOf(items.length, "file")} done`;
  const failed = items.filter(({ state }) => state === "failed").length;
  const done = items.filter(({ state }) => state === "done").length;
  return failed > 0
    ? `${countOf(done, "file")} uploaded, ${failed} failed`
    : `${countOf(done, "file")} uploaded`;
}

const sum = <Item,>(items: readonly Item[], of: (item: Item) => number): number =>
  items.reduce((total, item) => total + of(item), 0);

const ratePauseMs = 1000;

/** Bytes a second, over the last few seconds. */
function useRate(items: readonly UploadItem[]): number {
  const [rate, setRate] = useState(0);
  const sent = sum(items, ({ sentBytes }) => sentBytes);
  const isSending = items.some(({ state }) => state === "sending");
  const [latest] = useState({ sent: 0 });
  latest.sent = sent;
  useEffect(() => {
    if (!isSending) return setRate(0);
    let before = latest.sent;
    const timer = setInterval(() => {
      const perSecond = ((latest.sent - before) / ratePauseMs) * 1000;
      before = latest.sent;
      setRate((known) => (known === 0 ? perSecond : known * 0.7 + perSecond * 0.3));
    }, ratePauseMs);
    return () => clearInterval(timer);
  }, [isSending, latest]);
  return rate;
}
