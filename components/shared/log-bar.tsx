"use client";

import { ArrowDown, ArrowUp, Pause, Play, Search } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { formatCount } from "#lib/client/format.ts";

interface LogBarProps {
  query: string;
  onQuery: (query: string) => void;
  found: number;
  current: number;
  onStep: (step: number) => void;
  isPaused: boolean;
  /** Lines that came while it was paused. */
  behind: number;
  isLive: boolean;
  onPause: () => void;
  onFollow: () => void;
}

const quiet = "text-terminal-muted hover:bg-white/10 hover:text-terminal-foreground";

export function LogBar(props: LogBarProps) {
  const { query, found, current, isPaused, isLive } = props;
  const said = query === "" ? "" : found === 0 ? "not found" : `${current + 1} of ${formatCount(found)}`;
  return (
    <div className="flex h-9 flex-none items-center gap-1 border-b border-b-white/10 px-2 text-terminal-muted text-xs">
      <label className="flex min-w-0 flex-1 items-center gap-2 pl-1">
        <Search className="size-3.5" />
        <span className="sr-only">Search in the log</span>
        <input
          type="search"
          value={query}
          placeholder="Search"
          onChange={(event) => props.onQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter") props.onStep(event.shiftKey ? -1 : 1);
          }}
          className="h-7 w-full min-w-0 bg-transparent text-terminal-foreground outline-none placeholder:text-terminal-muted focus-visible:outline-none"
        />
      </label>
      <span role="status" className="whitespace-nowrap">
        {said}
      </span>
      {query !== "" && (
        <>
          <Button
            variant="ghost"
            size="icon-xs"
            className={quiet}
            aria-label="Previous"
            onClick={() => props.onStep(-1)}
          >
            <ArrowUp />
          </Button>
          <Button
            variant="ghost"
            size="icon-xs"
            className={quiet}
            aria-label="Next"
            onClick={() => props.onStep(1)}
          >
            <ArrowDown />
          </Button>
        </>
      )}
      {isLive && (
        <Button
          variant="ghost"
          size="xs"
          className={quiet}
          onClick={isPaused ? props.onFollow : props.onPause}
        >
          {isPaused ? <Play /> : <Pause />}
          {isPaused ? `Follow${props.behind > 0 ? ` (${formatCount(props.behind)} new)` : ""}` : "Pause"}
        </Button>
      )}
    </div>
  );
}
