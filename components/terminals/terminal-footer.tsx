"use client";

import { Eye, Info } from "lucide-react";
import { type Status, StatusDot } from "#components/shared/status-dot.tsx";
import type { ScreenState, TerminalScreen } from "#components/terminals/screen-shape.ts";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";
import type { TerminalList } from "#lib/modules/terminals/schema.ts";

const words: Record<ConnectionPhase["state"], { status: Status; word: string }> = {
  connecting: { status: "running", word: "Connecting" },
  live: { status: "healthy", word: "Connected" },
  reconnecting: { status: "running", word: "Reconnecting" },
  stopped: { status: "stopped", word: "Workspace stopped" },
  ended: { status: "stopped", word: "Ended" },
  refused: { status: "failed", word: "Refused" },
  "signed-out": { status: "failed", word: "Signed out" },
};

const lifetimes: Record<TerminalList["kind"], { short: string; long: string }> = {
  tmux: {
    short: "Survives restarts",
    long: "The shell lives in tmux: it goes on when the browser closes or the server restarts.",
  },
  pty: {
    short: "Ends with the workspace's helper",
    long: "tmux is not installed here: the shell survives a restart of the server, not one of the workspace's helper.",
  },
};

interface TerminalFooterProps {
  screen: TerminalScreen | null;
  item: TabItem | null;
  kind: TerminalList["kind"];
}

/** How the focused terminal stands: connection, who else sees it, what its program calls itself, how long it lives. */
export function TerminalFooter({ screen, item, kind }: TerminalFooterProps) {
  const { phase, title, shared } = useScreenState(screen);
  const { status, word } = words[phase.state];
  return (
    <footer className="flex h-7 flex-none items-center gap-4 whitespace-nowrap border-t px-4 text-terminal-muted text-xs">
      {item && (
        <span role="status" className="flex-none">
          <StatusDot status={status}>{word}</StatusDot>
        </span>
      )}
      {phase.state === "live" && <Company shared={shared} />}
      {item?.busy && item.command && <code className="flex-none">{item.command}</code>}
      <span className="min-w-0 truncate max-md:hidden">{title}</span>
      <span className="ml-auto flex min-w-0 items-center gap-1.5" title={lifetimes[kind].long}>
        {kind === "pty" && <Info className="size-3" />}
        <span className="truncate">{lifetimes[kind].short}</span>
      </span>
      <span className="flex-none max-md:hidden">Ctrl+Shift+↑ leaves the terminal</span>
    </footer>
  );
}

/** Nobody is no news; two are named, and more are counted, with all names behind it. */
function Company({ shared }: Pick<ScreenState, "shared">) {
  const others = shared?.items.filter(({ isYou }) => !isYou).map(({ name }) => name ?? "Somebody") ?? [];
  if (others.length === 0) return null;
  const names = others.join(", ");
  return (
    <span role="status" title={`Also here: ${names}`} className="flex min-w-0 items-center gap-1.5">
      <Eye className="size-3 flex-none" />
      <span className="truncate">Also here: {others.length > 2 ? `${others.length} others` : names}</span>
    </span>
  );
}
