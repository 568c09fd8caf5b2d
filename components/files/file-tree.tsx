"use client";

import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from "react";
import { keyAction, type TreeAction } from "#components/files/tree-keys.ts";
import { EntryRow, NewRow, NoteRow } from "#components/files/tree-row.tsx";
import type { TreeEdit, TreeRow } from "#components/files/tree-rows.ts";
import { extend, type Selection, selectAll, selectOnly, toggle } from "#components/files/tree-selection.ts";
import { type TreeDrag, useTreeDrag } from "#components/files/use-tree-drag.ts";
import { useVirtualRows } from "#components/files/use-virtual-rows.ts";
import { useIsTouched } from "#lib/client/use-is-touched.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

export interface FileTreeProps {
  rows: readonly TreeRow[];
  selection: Selection;
  /** The path that is shown in the editor. */
  active: string | null;
  edit: TreeEdit | null;
  marks: ReadonlyMap<string, string>;
  /** Paths that changed a moment ago. */
  fresh: ReadonlySet<string>;
  /** Paths that are cut and wait to be pasted. */
  cut: ReadonlySet<string>;
  isWritable: boolean;
  onSelect: (selection: Selection) => void;
  onSetOpen: (path: string, isOpen: boolean) => void;
  onLook: (path: string) => void;
  onOpenFile: (path: string) => void;
  /** Rename, delete, copy and paste, from the keyboard. */
  onAction: (action: TreeAction) => void;
  onMenu: (entry: FileEntry | null, at: { x: number; y: number }) => void;
  /** What is dragged within the tree goes into a folder. */
  onMove: (paths: readonly string[], folder: string) => void;
  /** Files from outside are dropped on a folder. */
  onUpload: (data: DataTransfer, folder: string) => void;
  submitName: (name: string) => Promise<string | null>;
  cancelEdit: () => void;
}

/** The tree widget: one stop for Tab, arrows within; only the rows in sight are drawn. */
export function FileTree(props: FileTreeProps) {
  const { rows, selection, active, edit } = props;
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const typed = useRef({ text: "", atMs: 0 });
  const drag = useTreeDrag(props);
  const listener = useRowListener(props, drag);
  const { virtual, reveal } = useVirtualRows(frame, rows);
  const hasButtons = useIsTouched();
  const focusIndex = useMemo(
    () => rows.findIndex((row) => row.kind === "entry" && row.entry.path === selection.focus),
    [rows, selection.focus],
  );
  const editIndex = useMemo(() => rows.findIndex((row) => isNamed(row, edit)), [rows, edit]);

  useEffect(() => {
    if (focusIndex >= 0) reveal(focusIndex);
  }, [focusIndex, reveal]);
  useEffect(() => {
    if (editIndex >= 0) reveal(editIndex);
  }, [editIndex, reveal]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === "Escape") return props.onSelect({ ...selection, paths: new Set(), anchor: null });
    const action = keyAction(event, { rows, index: focusIndex, typed: typed.current });
    if (!action) return;
    event.preventDefault();
    act(action, event.currentTarget);
  };
  const act = (action: TreeAction, tree: HTMLElement) => {
    switch (action.kind) {
      case "select":
        return props.onSelect(
          action.isRange ? extend(selection, action.path, pathsOf(rows)) : selectOnly(action.path),
        );
      case "selectAll":
        return props.onSelect(selectAll(selection, pathsOf(rows)));
      case "toggle":
        return props.onSelect(toggle(selection, action.path));
      case "look":
        return props.onLook(action.path);
      case "openFile":
        return props.onOpenFile(action.path);
      case "setOpen":
        return props.onSetOpen(action.path, action.isOpen);
      case "menu":
        return props.onMenu(action.entry, placeOf(`${id}-${focusIndex}`, tree));
      default:
        return props.onAction(action);
    }
  };
  return (
    <div
      ref={frame}
      role="tree"
      aria-label="Files"
      aria-multiselectable="true"
      tabIndex={0}
      aria-activedescendant={focusIndex >= 0 ? `${id}-${focusIndex}` : undefined}
      data-target={drag.target === "" || undefined}
      className="group/tree min-h-0 flex-1 overflow-y-auto overscroll-contain px-1.5 py-1.5 outline-none data-target:bg-primary-soft"
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.target !== event.currentTarget || focusIndex >= 0) return;
        const first = rows.find((row) => row.kind === "entry");
        if (first?.kind === "entry")
          props.onSelect({ ...selectOnly(active ?? first.entry.path), paths: new Set() });
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        props.onMenu(null, { x: event.clientX, y: event.clientY });
      }}
      {...drag.root}
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start, size }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <div
              key={row.key}
              role="presentation"
              className="absolute inset-x-0 top-0 focus-within:z-10"
              style={{ transform: `translateY(${start}px)`, height: size }}
            >
              {row.kind === "entry" ? (
                <EntryRow
                  id={`${id}-${index}`}
                  row={row}
                  isFocus={index === focusIndex}
                  isSelected={selection.paths.has(row.entry.path)}
                  isActive={row.entry.path === active}
                  isCut={props.cut.has(row.entry.path)}
                  isTarget={drag.target !== null && drag.target !== "" && row.entry.path === drag.target}
                  isNamed={isNamed(row, edit)}
                  isDraggable={props.isWritable}
                  hasButton={hasButtons}
                  isFresh={props.fresh.has(row.entry.path)}
                  mark={props.marks.get(row.entry.path)}
                  listener={listener}
                />
              ) : row.kind === "new" ? (
                <NewRow row={row} listener={listener} />
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

function isNamed(row: TreeRow, edit: TreeEdit | null): boolean {
  if (row.kind === "new") return true;
  return row.kind === "entry" && edit?.kind === "rename" && edit.path === row.entry.path;
}

/** The functions of the rows, which stay the same however often the tree is drawn. */
function useRowListener(props: FileTreeProps, drag: TreeDrag) {
  const now = useRef({ props, drag });
  now.current = { props, drag };
  return useMemo(
    () => ({
      onClick(entry: FileEntry, event: { shiftKey: boolean; ctrlKey: boolean; metaKey: boolean }) {
        const { rows, selection, onSelect, onSetOpen, onLook } = now.current.props;
        if (event.shiftKey) return onSelect(extend(selection, entry.path, pathsOf(rows)));
        if (event.ctrlKey || event.metaKey) return onSelect(toggle(selection, entry.path));
        onSelect(selectOnly(entry.path));
        const isOpen = rows.some((row) => row.kind === "entry" && row.entry === entry && row.isOpen);
        if (entry.type === "folder") onSetOpen(entry.path, !isOpen);
        else onLook(entry.path);
      },
      onDoubleClick(entry: FileEntry) {
        if (entry.type !== "folder") now.current.props.onOpenFile(entry.path);
      },
      onMenu(entry: FileEntry, at: { x: number; y: number }) {
        const { selection, onSelect, onMenu } = now.current.props;
        if (!selection.paths.has(entry.path)) onSelect(selectOnly(entry.path));
        onMenu(entry, at);
      },
      onDragStart: (entry: FileEntry, event: React.DragEvent) => now.current.drag.onDragStart(entry, event),
      onDrag: (entry: FileEntry, event: React.DragEvent) => now.current.drag.onDragOver(entry, event),
      onDrop: (entry: FileEntry, event: React.DragEvent) => now.current.drag.onDrop(entry, event),
      submitName: (name: string) => now.current.props.submitName(name),
      cancelEdit: () => now.current.props.cancelEdit(),
    }),
    [],
  );
}

const pathsOf = (rows: readonly TreeRow[]): string[] =>
  rows.flatMap((row) => (row.kind === "entry" ? [row.entry.path] : []));

function placeOf(rowId: string, tree: HTMLElement): { x: number; y: number } {
  const box = (document.getElementById(rowId) ?? tree).getBoundingClientRect();
  return { x: box.left + 32, y: box.bottom };
}
