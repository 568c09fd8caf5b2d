"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { LogBar } from "#components/shared/log-bar.tsx";
import { cn } from "#lib/client/class-names.ts";

export interface LogLine {
  /** ISO 8601; shown as the time of day. */
  at?: string | null;
  text: string;
  tone?: "plain" | "quiet" | "bad";
}

interface LogViewProps {
  label: string;
  lines: readonly LogLine[];
  /** True while more may come. */
  isLive?: boolean;
  className?: string;
}

const lineHeightPx = 18;
const tones = { plain: "", quiet: "text-terminal-muted", bad: "text-[oklch(0.77_0.12_335)]" } as const;
// Terminal escapes would stand as rubbish between the words.
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[ -/]*[@-~]`, "g");

const pausingKeys = new Set(["ArrowUp", "PageUp", "Home"]);

/** A log that follows its end, pauses where one scrolls or presses Pause, and finds words. Only what is in sight is drawn. */
export function LogView({ label, lines, isLive = false, className }: LogViewProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [pausedAt, setPausedAt] = useState<number | null>(null);
  const [query, setQuery] = useState("");
  const shown = pausedAt === null ? lines : lines.slice(0, pausedAt);
  const found = useMemo(() => matchesOf(shown, query), [shown, query]);
  const [current, setCurrent] = useState(0);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => frame.current,
    estimateSize: () => lineHeightPx,
    overscan: 20,
  });

  useEffect(() => {
    if (pausedAt !== null || query !== "" || shown.length === 0 || !frame.current) return;
    frame.current.scrollTop = frame.current.scrollHeight;
  }, [shown.length, pausedAt, query]);

  const isChosen = (index: number): boolean => query !== "" && found[current] === index;
  const goTo = (index: number) => {
    const next = found.length === 0 ? 0 : (index + found.length) % found.length;
    setCurrent(next);
    const line = found[next];
    if (line !== undefined) virtual.scrollToIndex(line, { align: "center" });
  };
  const search = (text: string) => {
    setQuery(text);
    setCurrent(0);
    const [line] = matchesOf(shown, text);
    if (line !== undefined) virtual.scrollToIndex(line, { align: "center" });
  };
  // The wheel and the keys pause; scrolling itself does not tell a person from the view that follows.
  const pause = () => {
    if (isLive && pausedAt === null) setPausedAt(lines.length);
  };

  return (
    <section
      data-slot="log-view"
      aria-label={label}
      className={cn(
        "flex min-h-0 flex-col overflow-hidden rounded-lg bg-terminal text-terminal-foreground",
        className,
      )}
    >
      <LogBar
        query={query}
        onQuery={search}
        found={found.length}
        current={current}
        onStep={(step) => goTo(current + step)}
        isPaused={pausedAt !== null}
        behind={pausedAt === null ? 0 : lines.length - pausedAt}
        isLive={isLive}
        onPause={() => setPausedAt(lines.length)}
        onFollow={() => setPausedAt(null)}
      />
      <div
        ref={frame}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        tabIndex={0}
        role="log"
        aria-live="off"
        onWheel={(event) => event.deltaY < 0 && pause()}
        onKeyDown={(event) => pausingKeys.has(event.key) && pause()}
        className="min-h-0 flex-1 overflow-auto px-3 py-2 font-mono text-xs leading-[18px] focus-visible:-outline-offset-2"
      >
        {shown.length === 0 && (
          <p className="text-terminal-muted">{isLive ? "Nothing yet." : "Nothing was written."}</p>
        )}
        <div className="relative min-w-max" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = shown[index];
            return (
              line && (
                <div
                  key={index}
                  className={cn(
                    "absolute left-0 flex h-[18px] gap-3 whitespace-pre",
                    tones[line.tone ?? "plain"],
                    isChosen(index) && "bg-white/15",
                  )}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  {line.at && (
                    // On the lighter ground of the line that was found, muted would be too faint.
                    <span className={cn(!isChosen(index) && "text-terminal-muted")}>
                      {line.at.slice(11, 19)}
                    </span>
                  )}
                  <span>{line.text.replace(escapes, "")}</span>
                </div>
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

/** The indexes of the lines that hold the words, whatever their case. */
function matchesOf(lines: readonly LogLine[], query: string): number[] {
  const needle = query.toLowerCase();
  if (needle === "") return [];
  return lines.flatMap((line, index) => (line.text.toLowerCase().includes(needle) ? [index] : []));
}
