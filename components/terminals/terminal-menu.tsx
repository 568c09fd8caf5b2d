"use client";

import { type MouseEvent, type ReactNode, useCallback, useState } from "react";
import { toast } from "sonner";
import { writeToClipboard } from "#components/shared/copy-button.tsx";
import type { TerminalScreen } from "#components/terminals/screen-shape.ts";
import {
  ContextMenu,
  ContextMenuContent,
  ContextMenuItem,
  ContextMenuSeparator,
  ContextMenuTrigger,
} from "#components/ui/context-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import type { SplitDirection } from "#lib/client/terminal-layout.ts";

export interface PaneActions {
  onSearch: () => void;
  onSplit: (direction: SplitDirection) => void;
  onUnsplit: () => void;
}

interface TerminalMenuProps extends PaneActions {
  screen: TerminalScreen | null;
  isSplit: boolean;
  children: ReactNode;
}

/** What the right button offers. A program that takes the mouse gets that button too, except with Shift. */
export function TerminalMenu({ screen, isSplit, onSearch, onSplit, onUnsplit, children }: TerminalMenuProps) {
  const [selected, setSelected] = useState("");
  const onContextMenu = (event: MouseEvent) => {
    setSelected(screen?.selection() ?? "");
    if (!screen?.hasMouse() || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
  };
  // As the menu goes, not a moment later: a key pressed at once after it would be nobody's.
  const closesToScreen = useCallback(() => () => screen?.focus(), [screen]);
  return (
    <ContextMenu>
      <ContextMenuTrigger asChild>
        <div className="absolute inset-0" onContextMenuCapture={onContextMenu}>
          {children}
        </div>
      </ContextMenuTrigger>
      <ContextMenuContent ref={closesToScreen} onCloseAutoFocus={(event) => event.preventDefault()}>
        <ContextMenuItem disabled={selected === ""} onSelect={() => void writeToClipboard(selected)}>
          Copy <Kbd>Ctrl+Shift+C</Kbd>
        </ContextMenuItem>
        <ContextMenuItem onSelect={() => screen && void pasteInto(screen)}>
          Paste <Kbd>Ctrl+Shift+V</Kbd>
        </ContextMenuItem>
        <ContextMenuItem onSelect={() => screen?.selectAll()}>Select all</ContextMenuItem>
        <ContextMenuSeparator />
        {/* The menu holds the keys until it has gone. */}
        <ContextMenuItem onSelect={() => setTimeout(onSearch)}>
          Search <Kbd>Ctrl+Shift+F</Kbd>
        </ContextMenuItem>
        <ContextMenuItem onSelect={() => screen?.clear()}>Clear what scrolled by</ContextMenuItem>
        <ContextMenuSeparator />
        <ContextMenuItem onSelect={() => onSplit("row")}>
          Split right <Kbd>Ctrl+Shift+5</Kbd>
        </ContextMenuItem>
        <ContextMenuItem onSelect={() => onSplit("column")}>
          Split down <Kbd>Ctrl+Shift+6</Kbd>
        </ContextMenuItem>
        {isSplit && (
          <ContextMenuItem onSelect={onUnsplit}>Close this pane; its terminal goes on</ContextMenuItem>
        )}
      </ContextMenuContent>
    </ContextMenu>
  );
}

/** Browsers hand the clipboard over only where the person agrees, and over plain http not at all. */
export async function pasteInto(screen: TerminalScreen): Promise<void> {
  try {
    screen.paste(await navigator.clipboard.readText());
  } catch {
    toast("The browser keeps the clipboard to itself. Paste with Ctrl+Shift+V, or with a long press.");
  }
}
