"use client";

import {
  Archive,
  ClipboardCopy,
  CopyPlus,
  Download,
  FilePlus,
  FolderInput,
  FolderPlus,
  PenLine,
  Trash2,
} from "lucide-react";
import { toast } from "sonner";
import { folderAt } from "#components/files/tree-rows.ts";
import type { FileActions } from "#components/files/use-file-actions.ts";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { countOf } from "#lib/client/format.ts";
import { archiveUrl, contentUrl } from "#lib/modules/files/queries.ts";
import { nameOf } from "#lib/modules/files/rules.ts";
import { archivePathsMax, type FileEntry } from "#lib/modules/files/schema.ts";

export interface MenuPlace {
  /** null: the room below the rows, which stands for the top folder. */
  entry: FileEntry | null;
  /** What the menu is about: the entry, or the whole choice it is part of. */
  paths: readonly string[];
  x: number;
  y: number;
}

interface EntryMenuProps {
  rootId: string;
  place: MenuPlace;
  isWritable: boolean;
  actions: FileActions;
  onClose: () => void;
}

/** What can be done with what is chosen in the tree, where the pointer or the row is. */
export function EntryMenu({ rootId, place, isWritable, actions, onClose }: EntryMenuProps) {
  const { entry, paths, x, y } = place;
  const folder = folderAt(entry ?? undefined);
  const isOne = paths.length === 1;
  const what = entry === null ? "the top folder" : isOne ? entry.name : `${paths.length} items`;
  return (
    <DropdownMenu open onOpenChange={(isOpen) => !isOpen && onClose()} modal={false}>
      <DropdownMenuTrigger asChild>
        <span aria-hidden="true" className="fixed size-0" style={{ left: x, top: y }} />
      </DropdownMenuTrigger>
      <DropdownMenuContent
        align="start"
        aria-label={`Actions for ${what}`}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          // A field that opened in the tree keeps the focus it has taken.
          if (document.activeElement !== document.body) return;
          document.querySelector<HTMLElement>("[role=tree]")?.focus();
        }}
      >
        {isWritable && isOne && (
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
          </>
        )}
        {isWritable && entry !== null && (
          <>
            {isOne && (
              <DropdownMenuItem onSelect={() => actions.rename(entry.path)}>
                <PenLine />
                Rename
                <Kbd>F2</Kbd>
              </DropdownMenuItem>
            )}
            <DropdownMenuItem onSelect={() => actions.askWhereTo(paths)}>
              <FolderInput />
              Move to …
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={() => void actions.duplicate(paths, null)}>
              <CopyPlus />
              Duplicate
              <Kbd>Ctrl D</Kbd>
            </DropdownMenuItem>
          </>
        )}
        {entry !== null && (
          <DropdownMenuItem onSelect={() => void navigator.clipboard.writeText(paths.join("\n"))}>
            <ClipboardCopy />
            {isOne ? "Copy path" : "Copy paths"}
          </DropdownMenuItem>
        )}
        <DownloadItem rootId={rootId} place={place} />
        {isWritable && entry !== null && (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem onSelect={() => void actions.remove(paths)}>
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

/** One file as it is; anything more as a zip. */
function DownloadItem({ rootId, place: { entry, paths } }: { rootId: string; place: MenuPlace }) {
  const [path = ""] = paths;
  const isFile = paths.length === 1 && entry?.type === "file";
  if (isFile) {
    return (
      <DropdownMenuItem asChild>
        <a href={contentUrl(rootId, path, true)} download={nameOf(path)}>
          <Download />
          Download
        </a>
      </DropdownMenuItem>
    );
  }
  const address = archiveUrl(rootId, entry === null ? [] : paths);
  if (paths.length > archivePathsMax || address.length > addressLengthMax) {
    return (
      <DropdownMenuItem onSelect={() => tellTooMany(paths.length)}>
        <Archive />
        Download as zip
      </DropdownMenuItem>
    );
  }
  return (
    <DropdownMenuItem asChild>
      <a href={address} download>
        <Archive />
        Download as zip
      </a>
    </DropdownMenuItem>
  );
}

/** What a server and the proxies before it take as the address of one request. */
const addressLengthMax = 8000;

const tellTooMany = (count: number) =>
  toast.error(`${countOf(count, "item")} are too many to choose for one zip`, {
    description: "Choose the folder they are in, or fewer of them at a time.",
    duration: 10_000,
  });
