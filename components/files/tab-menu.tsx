"use client";

import type { ClosingFiles } from "#components/files/use-close-files.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { isDirty, type OpenFile } from "#lib/client/open-files.ts";
import { nameOf } from "#lib/modules/files/rules.ts";

export interface TabPlace {
  path: string;
  x: number;
  y: number;
}

interface TabMenuProps {
  place: TabPlace;
  files: readonly OpenFile[];
  closing: ClosingFiles;
  onKeep: (path: string) => void;
  onReveal: (path: string) => void;
  onClose: () => void;
}

/** What can be done with a tab and with those beside it. */
export function TabMenu({ place: { path, x, y }, files, closing, ...on }: TabMenuProps) {
  const paths = files.map((file) => file.path);
  const index = paths.indexOf(path);
  const others = paths.filter((other) => other !== path);
  const toTheRight = paths.slice(index + 1);
  const saved = files.filter((file) => !isDirty(file)).map((file) => file.path);
  const items = [
    { label: "Close", paths: [path], shortcut: "Del" },
    { label: "Close the others", paths: others },
    { label: "Close those to the right", paths: toTheRight },
    { label: "Close the saved ones", paths: saved },
    { label: "Close all", paths },
  ];
  return (
    <DropdownMenu open onOpenChange={(isOpen) => !isOpen && on.onClose()} modal={false}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden="true" className="fixed size-0" style={{ left: x, top: y }} />
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="start"
        aria-label={`Actions for the tab ${nameOf(path)}`}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          if (document.activeElement !== document.body) return;
          document.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus();
        }}
      >
        {items.map(({ label, paths: closed, shortcut }) => (
          <DropdownMenuItem key={label} disabled={closed.length === 0} onSelect={() => closing.close(closed)}>
            {label}
            {shortcut && <Kbd>{shortcut}</Kbd>}
          </DropdownMenuItem>
        ))}
        <DropdownMenuSeparator />
        <DropdownMenuItem disabled={!files[index]?.isPreview} onSelect={() => on.onKeep(path)}>
          Keep open
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => on.onReveal(path)}>Show in the tree</DropdownMenuItem>
        <DropdownMenuItem onSelect={() => void navigator.clipboard.writeText(path)}>
          Copy path
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
