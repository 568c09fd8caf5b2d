"use client";

import { Columns2, Ellipsis, Rows2, Search, SquareSplitHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { writeToClipboard } from "#components/shared/copy-button.tsx";
import {
  changeTerminalSettings,
  fontSizeMaxPx,
  fontSizeMinPx,
  useTerminalSettings,
} from "#components/terminals/terminal-settings.ts";
import type { TabItem } from "#components/terminals/use-tab-items.ts";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuCheckboxItem,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";

interface TerminalToolsProps {
  focused: TabItem | null;
  isSplit: boolean;
  onSearch: () => void;
  onSplit: (direction: "row" | "column") => void;
  onUnsplit: () => void;
  onRename: () => void;
  onClose: () => void;
}

export function TerminalTools({
  focused,
  isSplit,
  onSearch,
  onSplit,
  onUnsplit,
  ...more
}: TerminalToolsProps) {
  const isNone = focused === null;
  return (
    <div className="ml-auto flex flex-none items-center gap-1 pl-2">
      <Tool label="Search (Ctrl+Shift+F)" isDisabled={isNone} onClick={onSearch}>
        <Search />
      </Tool>
      <Tool
        label="Split right (Ctrl+Shift+5)"
        isDisabled={isNone}
        className="max-md:hidden"
        onClick={() => onSplit("row")}
      >
        <Columns2 />
      </Tool>
      <Tool
        label="Split down (Ctrl+Shift+6)"
        isDisabled={isNone}
        className="max-md:hidden"
        onClick={() => onSplit("column")}
      >
        <Rows2 />
      </Tool>
      {isSplit && (
        <Tool label="Close this pane; its terminal goes on" className="max-md:hidden" onClick={onUnsplit}>
          <SquareSplitHorizontal />
        </Tool>
      )}
      <MoreMenu focused={focused} {...more} />
    </div>
  );
}

interface ToolProps {
  label: string;
  isDisabled?: boolean;
  className?: string;
  onClick: () => void;
  children: ReactNode;
}

function Tool({ label, isDisabled = false, className = "", onClick, children }: ToolProps) {
  return (
    <Button
      variant="ghost"
      size="icon-xs"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      className={`text-terminal-muted ${className}`}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

function MoreMenu({
  focused,
  onRename,
  onClose,
}: Pick<TerminalToolsProps, "focused" | "onRename" | "onClose">) {
  const { fontSizePx, isSpoken, copiesSelection, colours } = useTerminalSettings();
  const resize = (stepPx: number) => (event: Event) => {
    event.preventDefault();
    changeTerminalSettings({ fontSizePx: fontSizePx + stepPx });
  };
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-xs" aria-label="More" className="text-terminal-muted">
          <Ellipsis />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {focused && (
          <>
            <DropdownMenuLabel>{focused.name}</DropdownMenuLabel>
            <DropdownMenuItem onSelect={onRename}>
              Rename <Kbd>F2</Kbd>
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => void writeToClipboard(location.href)}>
              Copy link to it
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={onClose}>Close</DropdownMenuItem>
            <DropdownMenuSeparator />
          </>
        )}
        <DropdownMenuLabel>Font, {fontSizePx} px</DropdownMenuLabel>
        <DropdownMenuItem disabled={fontSizePx >= fontSizeMaxPx} onSelect={resize(1)}>
          Larger <Kbd>Ctrl +</Kbd>
        </DropdownMenuItem>
        <DropdownMenuItem disabled={fontSizePx <= fontSizeMinPx} onSelect={resize(-1)}>
          Smaller <Kbd>Ctrl −</Kbd>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuCheckboxItem
          checked={colours === "dark"}
          onCheckedChange={(next) => changeTerminalSettings({ colours: next ? "dark" : "app" })}
        >
          Always dark
        </DropdownMenuCheckboxItem>
        <DropdownMenuCheckboxItem
          checked={copiesSelection}
          onCheckedChange={(next) => changeTerminalSettings({ copiesSelection: next })}
        >
          Selecting copies
        </DropdownMenuCheckboxItem>
        <DropdownMenuCheckboxItem
          checked={isSpoken}
          onCheckedChange={(next) => changeTerminalSettings({ isSpoken: next })}
        >
          For screen readers
        </DropdownMenuCheckboxItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
