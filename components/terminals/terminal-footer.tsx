"use client";

import { Info } from "lucide-react";
import { type Status, StatusDot } from "#components/shared/status-dot.tsx";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import { useScreenState } from "#components/terminals/use-terminal-screens.ts";
import type { ConnectionPhase } from "#lib/client/terminal-phase.ts";
import type { LiveTerminal, TerminalList } from "#lib/modules/terminals/schema.ts";

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
  terminal: LiveTerminal | null;
  kind: TerminalList["kind"];
}

/** How the focused terminal stands: connection, what its program calls itself, how long it lives. */
export function TerminalFooter({ screen, terminal, kind }: TerminalFooterProps) {
  const { phase, title } = useScreenState(screen);
  const { status, word } = words[phase.state];
  return (
    <footer className="flex h-7 flex-none items-center gap-4 whitespace-nowrap border-t px-4 text-terminal-muted text-xs">
      {terminal && (
        <span role="status" className="flex-none">
          <StatusDot status={status}>{word}</StatusDot>
        </span>
      )}
      {terminal?.busy && terminal.command && <code className="flex-none">{terminal.command}</code>}
      <span className="min-w-0 truncate max-md:hidden">{title}</span>
      <span className="ml-auto flex min-w-0 items-center gap-1.5" title={lifetimes[kind].long}>
        {kind === "pty" && <Info className="size-3" />}
        <span className="truncate">{lifetimes[kind].short}</span>
      </span>
      <span className="flex-none max-md:hidden">Ctrl+Shift+↑ leaves the terminal</span>
    </footer>
  );
}
