"use client";

import { ChevronDown, ChevronRight, Ellipsis } from "lucide-react";
import { type DragEvent, type MouseEvent, memo } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { NameField } from "#components/files/name-field.tsx";
import type { TreeRow } from "#components/files/tree-rows.ts";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { cn } from "#lib/client/class-names.ts";
import { withoutHidden } from "#lib/kernel/hidden-characters.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

/** What a row tells the tree; the same functions for every row and render, so that a row is only drawn anew when it changed. */
export interface RowListener {
  onClick: (entry: FileEntry, event: MouseEvent) => void;
  onDoubleClick: (entry: FileEntry) => void;
  onMenu: (entry: FileEntry, at: { x: number; y: number }) => void;
  onDragStart: (entry: FileEntry, event: DragEvent) => void;
  onDrag: (entry: FileEntry, event: DragEvent) => void;
  onDrop: (entry: FileEntry, event: DragEvent) => void;
  submitName: (name: string) => Promise<string | null>;
  cancelEdit: () => void;
}

interface EntryRowProps {
  id: string;
  row: Extract<TreeRow, { kind: "entry" }>;
  isFocus: boolean;
  isSelected: boolean;
  /** It is shown in the editor. */
  isActive: boolean;
  /** It is cut and waits to be pasted. */
  isCut: boolean;
  /** What is dragged would go here. */
  isTarget: boolean;
  isNamed: boolean;
  isDraggable: boolean;
  /** What can be done with it is offered by a button. */
  hasButton: boolean;
  /** It changed a moment ago. */
  isFresh: boolean;
  mark: string | undefined;
  listener: RowListener;
}

export const EntryRow = memo(function EntryRow({ id, row, mark, isFresh, listener, ...is }: EntryRowProps) {
  const { entry, depth, isOpen, at, of } = row;
  const isFolder = entry.type === "folder";
  const Chevron = isOpen ? ChevronDown : ChevronRight;
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
      aria-selected={is.isSelected}
      aria-current={is.isActive ? "page" : undefined}
      aria-label={labelOf(entry, mark, isFresh)}
      title={withoutHidden(entry.path)}
      draggable={is.isDraggable && !is.isNamed}
      onClick={(event) => listener.onClick(entry, event)}
      onDoubleClick={() => listener.onDoubleClick(entry)}
      onContextMenu={(event) => {
        event.preventDefault();
        event.stopPropagation();
        listener.onMenu(entry, { x: event.clientX, y: event.clientY });
      }}
      onDragStart={(event) => listener.onDragStart(entry, event)}
      onDragOver={(event) => listener.onDrag(entry, event)}
      onDrop={(event) => listener.onDrop(entry, event)}
      style={{ paddingLeft: 6 + depth * 12 }}
      className={cn(
        "flex h-full cursor-default select-none items-center gap-1.5 rounded-sm pr-2 hover:bg-accent",
        is.isSelected && "group-focus-within/tree:bg-accent",
        is.isActive && "bg-accent font-medium",
        is.isCut && "opacity-50",
        is.isTarget && "bg-primary-soft outline-1 outline-primary -outline-offset-1",
        is.isFocus &&
          "group-focus-visible/tree:outline-2 group-focus-visible/tree:outline-ring group-focus-visible/tree:-outline-offset-2",
      )}
    >
      {isFolder ? (
        <Chevron aria-hidden="true" className="size-3.5 flex-none text-subtle-foreground" />
      ) : (
        <span className="w-3.5 flex-none" />
      )}
      <FileIcon name={entry.name} type={entry.type} isOpen={isOpen} className="flex-none" />
      {is.isNamed ? (
        <NameField
          label={`New name for ${entry.name}`}
          value={entry.name}
          onSubmit={listener.submitName}
          onCancel={listener.cancelEdit}
        />
      ) : (
        <span className={cn("truncate", entry.name === "node_modules" && "text-subtle-foreground")}>
          <ForeignText text={entry.name} />
        </span>
      )}
      <span aria-hidden="true" className="ml-auto flex flex-none items-center gap-1.5">
        {isFresh && <span className="size-1.5 rounded-full bg-primary" />}
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
      {is.hasButton && !is.isNamed && <MenuButton entry={entry} onMenu={listener.onMenu} />}
    </div>
  );
});

/** Beside the tree's one stop for Tab: the keyboard has its own way to the menu. */
function MenuButton({ entry, onMenu }: { entry: FileEntry; onMenu: RowListener["onMenu"] }) {
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={`Actions for ${entry.name}`}
      onDoubleClick={(event) => event.stopPropagation()}
      onClick={(event) => {
        event.stopPropagation();
        const box = event.currentTarget.getBoundingClientRect();
        onMenu(entry, { x: box.left, y: box.bottom });
      }}
      className="-mr-2 grid h-full w-9 flex-none place-items-center rounded-sm text-subtle-foreground"
    >
      <Ellipsis aria-hidden="true" className="size-4" />
    </button>
  );
}

/** The row of what is about to be made: its name is typed here. */
export function NewRow({ row, listener }: { row: Extract<TreeRow, { kind: "new" }>; listener: RowListener }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field in it takes the focus
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-label={`New ${row.type}`}
      style={{ paddingLeft: 6 + row.depth * 12 }}
      className="flex h-full items-center gap-1.5 pr-2"
    >
      <span className="w-3.5 flex-none" />
      <FileIcon name="" type={row.type} className="flex-none" />
      <NameField
        label={`Name of the new ${row.type}`}
        value=""
        onSubmit={listener.submitName}
        onCancel={listener.cancelEdit}
      />
    </div>
  );
}

/** What stands in the place of entries: that there are none, or why they could not be listed. */
export function NoteRow({ row }: { row: Extract<TreeRow, { kind: "note" }> }) {
  return (
    <p
      style={{ paddingLeft: 26 + row.depth * 12 }}
      className={cn("truncate text-xs leading-6", row.isError ? "text-failure" : "text-muted-foreground")}
    >
      {row.text}
    </p>
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
