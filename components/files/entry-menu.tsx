"use client";

import { ClipboardCopy, Download, FilePlus, FolderPlus, PenLine, Trash2 } from "lucide-react";
import type { FileActions } from "#components/files/use-file-actions.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

export interface MenuPlace {
  entry: FileEntry;
  x: number;
  y: number;
}

interface EntryMenuProps {
  workspaceId: string;
  place: MenuPlace;
  isWritable: boolean;
  actions: FileActions;
  onClose: () => void;
}

/** What can be done with one entry of the tree, where the pointer or the row is. */
export function EntryMenu({
  workspaceId,
  place: { entry, x, y },
  isWritable,
  actions,
  onClose,
}: EntryMenuProps) {
  const folder = entry.type === "folder" ? entry.path : parentOf(entry.path);
  return (
    <DropdownMenu open onOpenChange={(isOpen) => !isOpen && onClose()} modal={false}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden="true" className="fixed size-0" style={{ left: x, top: y }} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="start" aria-label={`Actions for ${entry.name}`}>
        {isWritable && (
          <>
            <DropdownMenuItem onSelect={() => actions.newFile(folder)}>
              <FilePlus />
              New file here
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => actions.newFolder(folder)}>
              <FolderPlus />
              New folder here
            </DropdownMenuItem>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => actions.rename(entry)}>
              <PenLine />
              Rename or move
              <Kbd>F2</Kbd>
            </DropdownMenuItem>
          </>
        )}
        <DropdownMenuItem onSelect={() => void navigator.clipboard.writeText(entry.path)}>
          <ClipboardCopy />
          Copy path
        </DropdownMenuItem>
        {entry.type === "file" && (
          <DropdownMenuItem asChild>
            <a href={contentUrl(workspaceId, entry.path, true)} download={nameOf(entry.path)}>
              <Download />
              Download
            </a>
          </DropdownMenuItem>
        )}
        {isWritable && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => actions.remove(entry)}>
              <Trash2 />
              Delete
              <Kbd>Del</Kbd>
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
