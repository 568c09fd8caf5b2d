"use client";

import { Plus, X } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { TerminalLayout } from "#lib/client/terminal-layout.ts";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

interface TerminalTabsProps {
  terminals: readonly LiveTerminal[];
  layout: TerminalLayout;
  isOpening: boolean;
  onShow: (id: string) => void;
  onOpen: () => void;
  onRename: (terminal: LiveTerminal) => void;
  onClose: (terminal: LiveTerminal) => void;
}

/** The terminals by name: full dot where a program runs, ring where the shell waits. */
export function TerminalTabs({ terminals, layout, onShow, onOpen, isOpening, ...more }: TerminalTabsProps) {
  return (
    <nav
      aria-label="Terminals"
      className="scrollbar-none flex h-full min-w-0 flex-1 items-center overflow-x-auto"
    >
      <ul className="flex h-full flex-none">
        {terminals.map((terminal) => (
          <Tab
            key={terminal.id}
            terminal={terminal}
            isFocused={layout.panes[layout.focused] === terminal.id}
            isShown={layout.panes.includes(terminal.id)}
            onShow={() => onShow(terminal.id)}
            {...more}
          />
        ))}
      </ul>
      <Button
        variant="ghost"
        size="icon-xs"
        aria-label="New terminal"
        title="New terminal"
        isBusy={isOpening}
        className="mx-1.5 text-terminal-muted"
        onClick={onOpen}
      >
        {!isOpening && <Plus />}
      </Button>
    </nav>
  );
}

interface TabProps extends Pick<TerminalTabsProps, "onRename" | "onClose"> {
  terminal: LiveTerminal;
  isFocused: boolean;
  isShown: boolean;
  onShow: () => void;
}

function Tab({ terminal, isFocused, isShown, onShow, onRename, onClose }: TabProps) {
  const tab = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isFocused) tab.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [isFocused]);
  const { name, busy, command } = terminal;
  return (
    <li ref={tab} className="group relative flex h-full items-center">
      <button
        type="button"
        aria-current={isFocused ? "true" : undefined}
        title={busy && command ? `${name}: ${command} runs` : name}
        onClick={onShow}
        onDoubleClick={() => onRename(terminal)}
        onKeyDown={(event) => {
          if (event.key === "F2") onRename(terminal);
        }}
        className={cn(
          "flex h-full items-center gap-2 pr-8 pl-3 text-xs transition-colors duration-fast hover:text-terminal-foreground focus-visible:-outline-offset-2",
          isShown ? "text-terminal-foreground" : "text-terminal-muted",
          isFocused && "shadow-[inset_0_-2px_0_var(--primary)]",
        )}
      >
        <span
          aria-hidden="true"
          className={cn(
            "size-2 flex-none rounded-full",
            busy ? "bg-primary" : "border-[1.5px] border-terminal-muted",
          )}
        />
        <span className="max-w-40 truncate">{name}</span>
        {busy && <span className="sr-only">, {command ?? "a program"} runs</span>}
      </button>
      <Button
        variant="ghost"
        size="icon-xs"
        aria-label={`Close ${name}`}
        onClick={() => onClose(terminal)}
        className={cn(
          "absolute right-1.5 size-5 text-terminal-muted focus-visible:opacity-100 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100",
          !isFocused && "opacity-0",
        )}
      >
        <X className="size-3" />
      </Button>
    </li>
  );
}
