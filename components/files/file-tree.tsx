"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { keyAction } from "#components/files/tree-keys.ts";
import type { TreeRow } from "#components/files/tree-rows.ts";
import { cn } from "#lib/client/class-names.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

const rowHeightPx = 24;
const touchRowHeightPx = 36;

interface FileTreeProps {
  rows: readonly TreeRow[];
  /** The path that the arrow keys stand on. */
  selected: string | null;
  /** The path that is shown in the editor. */
  active: string | null;
  marks: ReadonlyMap<string, string>;
  /** Paths that changed a moment ago. */
  changed: ReadonlySet<string>;
  onSelect: (path: string) => void;
  onSetOpen: (path: string, isOpen: boolean) => void;
  onOpenFile: (path: string) => void;
  onRename: (entry: FileEntry) => void;
  onDelete: (entry: FileEntry) => void;
  onMenu: (entry: FileEntry, at: { x: number; y: number }) => void;
}

/** The tree widget: one stop for Tab, arrows within; only the rows in sight are drawn. */
export function FileTree(props: FileTreeProps) {
  const { rows, selected, active } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", atMs: 0 });
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => (matchMedia("(max-width: 767px)").matches ? touchRowHeightPx : rowHeightPx),
    getItemKey: (index) => rows[index]?.key ?? index,
    overscan: 20,
  });
  const selectedIndex = rows.findIndex((row) => row.kind === "entry" && row.entry.path === selected);

  useEffect(() => {
    if (selectedIndex >= 0) virtual.scrollToIndex(selectedIndex, { align: "auto" });
  }, [selectedIndex, virtual]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const action = keyAction(event, { rows, index: selectedIndex, typed: typed.current });
    if (!action) return;
    event.preventDefault();
    switch (action.kind) {
      case "select":
        return props.onSelect(action.path);
      case "openFile":
        return props.onOpenFile(action.path);
      case "setOpen":
        return props.onSetOpen(action.path, action.isOpen);
      case "rename":
        return props.onRename(action.entry);
      case "delete":
        return props.onDelete(action.entry);
      case "menu":
        return props.onMenu(action.entry, placeOf(`${id}-${selectedIndex}`, event.currentTarget));
    }
  };

  // A tree without an entry is none to those who hear it.
  if (!rows.some((row) => row.kind === "entry")) {
    return (
      <div className="min-h-0 flex-1 px-1.5 py-1.5">
        {rows.map((row) => row.kind !== "entry" && <NoteRow key={row.key} row={row} />)}
      </div>
    );
  }
  return (
    <div
      ref={frame}
      role="tree"
      aria-label="Files"
      tabIndex={0}
      aria-activedescendant={selectedIndex >= 0 ? `${id}-${selectedIndex}` : undefined}
      className="group/tree min-h-0 flex-1 overflow-y-auto overscroll-contain px-1.5 py-1.5 outline-none"
      onKeyDown={onKeyDown}
      onFocus={() => {
        const first = rows.find((row) => row.kind === "entry");
        if (selectedIndex < 0 && first?.kind === "entry") props.onSelect(active ?? first.entry.path);
      }}
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={row.key}
              role="presentation"
              className="absolute inset-x-0"
              style={{ transform: `translateY(${start}px)`, height: size }}
            >
              {row.kind === "entry" ? (
                <EntryRow {...props} row={row} id={`${id}-${index}`} />
              ) : (
                <NoteRow row={row} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** What stands in the place of entries: that there are none, or why they could not be listed. */
function NoteRow({ row }: { row: Exclude<TreeRow, { kind: "entry" }> }) {
  return (
    <p
      style={{ paddingLeft: 26 + row.depth * 12 }}
      className={cn("truncate text-xs leading-6", row.isError ? "text-failure" : "text-muted-foreground")}
    >
      {row.text}
    </p>
  );
}

type EntryRowProps = FileTreeProps & { row: Extract<TreeRow, { kind: "entry" }>; id: string };

function EntryRow({ row, id, selected, active, marks, changed, ...on }: EntryRowProps) {
  const { entry, depth, isOpen, at, of } = row;
  const isFolder = entry.type === "folder";
  const isSelected = entry.path === selected;
  const mark = marks.get(entry.path);
  const Chevron = isOpen ? ChevronDown : ChevronRight;
  const onClick = () => {
    on.onSelect(entry.path);
    if (isFolder) on.onSetOpen(entry.path, !isOpen);
    else on.onOpenFile(entry.path);
  };
  const onContextMenu = (event: MouseEvent) => {
    event.preventDefault();
    on.onSelect(entry.path);
    on.onMenu(entry, { x: event.clientX, y: event.clientY });
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys and points here by aria-activedescendant
    // biome-ignore lint/a11y/useFocusableInteractive: the tree around it is the one stop for Tab
    <div
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-posinset={at}
      aria-setsize={of}
      aria-expanded={isFolder ? isOpen : undefined}
      aria-selected={entry.path === active}
      aria-label={labelOf(entry, mark, changed.has(entry.path))}
      title={entry.path}
      onClick={onClick}
      onContextMenu={onContextMenu}
      style={{ paddingLeft: 6 + depth * 12 }}
      className={cn(
        "flex h-full cursor-default select-none items-center gap-1.5 rounded-sm pr-2 hover:bg-accent",
        entry.path === active && "bg-accent font-medium",
        isSelected &&
          "group-focus-visible/tree:outline-2 group-focus-visible/tree:outline-ring group-focus-visible/tree:-outline-offset-2",
      )}
    >
      {isFolder ? (
        <Chevron aria-hidden="true" className="size-3.5 text-subtle-foreground" />
      ) : (
        <span className="w-3.5 flex-none" />
      )}
      <FileIcon name={entry.name} type={entry.type} isOpen={isOpen} />
      <span className={cn("truncate", entry.name === "node_modules" && "text-subtle-foreground")}>
        {entry.name}
      </span>
      <span aria-hidden="true" className="ml-auto flex flex-none items-center gap-1.5">
        {changed.has(entry.path) && <span className="size-1.5 rounded-full bg-primary" />}
        {mark && (
          <span
            className={cn(
              "font-medium font-mono text-2xs",
              mark === "D" || mark === "!" ? "text-failure" : "text-primary-text",
            )}
          >
            {mark}
          </span>
        )}
      </span>
    </div>
  );
}

const words: Record<string, string> = {
  M: "modified",
  A: "new",
  D: "deleted",
  R: "renamed",
  "!": "in conflict",
  "•": "with changes",
};

function labelOf(entry: FileEntry, mark: string | undefined, isFresh: boolean): string {
  const said = [entry.name, mark ? words[mark] : undefined, isFresh ? "changed just now" : undefined];
  return said.filter((part) => part !== undefined).join(", ");
}

function placeOf(rowId: string, tree: HTMLElement): { x: number; y: number } {
  const box = (document.getElementById(rowId) ?? tree).getBoundingClientRect();
  return { x: box.left + 32, y: box.bottom };
}
