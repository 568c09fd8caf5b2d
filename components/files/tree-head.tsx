"use client";

import {
  Archive,
  ChevronsDownUp,
  Ellipsis,
  FilePlus,
  FileUp,
  FolderPlus,
  FolderUp,
  Search,
  Trash2,
} from "lucide-react";
import type { FilesSidebarProps } from "#components/files/sidebar-props.ts";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { archiveUrl } from "#lib/modules/files/queries.ts";

/** The line above the tree. What is made or uploaded goes to `folder`, where the choice stands. */
export function TreeHead({
  rootId,
  isWritable,
  tree,
  actions,
  folder,
  ...on
}: Pick<
  FilesSidebarProps,
  "rootId" | "isWritable" | "tree" | "actions" | "onSearch" | "onTrash" | "onChooseUpload"
> & { folder: string }) {
  const buttons = [
    { label: "Find in files", icon: Search, run: on.onSearch, isShown: true },
    { label: "New file", icon: FilePlus, run: () => actions.newFile(folder), isShown: isWritable },
    { label: "New folder", icon: FolderPlus, run: () => actions.newFolder(folder), isShown: isWritable },
  ];
  return (
    <header className="flex h-9 flex-none items-center gap-0.5 border-b pr-1.5 pl-4 font-medium text-xs max-md:h-11">
      <h2 className="mr-auto">Files</h2>
      {buttons
        .filter(({ isShown }) => isShown)
        .map(({ label, icon: Icon, run }) => (
          <Tooltip key={label} content={label}>
            <Button variant="ghost" size="icon-xs" aria-label={label} onClick={run} className="max-md:size-9">
              <Icon />
            </Button>
          </Tooltip>
        ))}
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-xs" aria-label="More for files" className="max-md:size-9">
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
          {isWritable && (
            <>
              <DropdownMenuItem onSelect={() => on.onChooseUpload("files", folder)}>
                <FileUp />
                Upload files
              </DropdownMenuItem>
              <DropdownMenuItem onSelect={() => on.onChooseUpload("folder", folder)}>
                <FolderUp />
                Upload a folder
              </DropdownMenuItem>
            </>
          )}
          <DropdownMenuItem asChild>
            <a href={archiveUrl(rootId, [])} download>
              <Archive />
              Download all as zip
            </a>
          </DropdownMenuItem>
          <DropdownMenuSeparator />
          <DropdownMenuItem onSelect={tree.collapseAll}>
            <ChevronsDownUp />
            Fold all folders
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={on.onTrash}>
            <Trash2 />
            Trash
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
    </header>
  );
}
