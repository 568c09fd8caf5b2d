"use client";

import { type DragEvent, useEffect, useRef, useState } from "react";
import type { TreeRow } from "#components/files/tree-rows.ts";
import { folderAt } from "#components/files/tree-rows.ts";
import { type Selection, subjectsOf } from "#components/files/tree-selection.ts";
import { isWithin, parentOf } from "#lib/modules/files/rules.ts";
import type { FileEntry } from "#lib/modules/files/schema.ts";

interface DragProps {
  rows: readonly TreeRow[];
  selection: Selection;
  isWritable: boolean;
  onSetOpen: (path: string, isOpen: boolean) => void;
  onMove: (paths: readonly string[], folder: string) => void;
  onUpload: (data: DataTransfer, folder: string) => void;
}

export interface TreeDrag {
  /** The folder that what is dragged would go to; "" is the top folder, null is none. */
  target: string | null;
  onDragStart: (entry: FileEntry, event: DragEvent) => void;
  onDragOver: (entry: FileEntry, event: DragEvent) => void;
  onDrop: (entry: FileEntry, event: DragEvent) => void;
  /** For the tree around the rows: what is dropped beside them goes to the top folder. */
  root: {
    onDragOver: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
  };
}

const openAfterMs = 600;

/** Dragging: rows into another folder, files of the person's own machine into any; a closed folder opens on a longer stay. */
export function useTreeDrag({
  rows,
  selection,
  isWritable,
  onSetOpen,
  onMove,
  onUpload,
}: DragProps): TreeDrag {
  const [target, setTarget] = useState<string | null>(null);
  const dragged = useRef<readonly string[]>([]);
  const isOpen =
    target !== null && rows.some((row) => row.kind === "entry" && row.isOpen && row.entry.path === target);

  useEffect(() => {
    if (target === null || target === "" || isOpen) return;
    const timer = setTimeout(() => onSetOpen(target, true), openAfterMs);
    return () => clearTimeout(timer);
  }, [target, isOpen, onSetOpen]);
  useEffect(() => {
    const end = () => {
      dragged.current = [];
      setTarget(null);
    };
    window.addEventListener("dragend", end);
    window.addEventListener("drop", end);
    return () => {
      window.removeEventListener("dragend", end);
      window.removeEventListener("drop", end);
    };
  }, []);

  const isFromOutside = (event: DragEvent) =>
    dragged.current.length === 0 && event.dataTransfer.types.includes("Files");
  const canTake = (folder: string, event: DragEvent): boolean => {
    if (!isWritable) return false;
    if (isFromOutside(event)) return true;
    const paths = dragged.current;
    const isElsewhere = paths.some((path) => parentOf(path) !== folder);
    return paths.length > 0 && isElsewhere && !paths.some((path) => isWithin(folder, path));
  };
  const over = (folder: string, event: DragEvent) => {
    event.stopPropagation();
    const isTaken = canTake(folder, event);
    setTarget(isTaken ? folder : null);
    if (!isTaken) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = isFromOutside(event) ? "copy" : "move";
  };
  const drop = (folder: string, event: DragEvent) => {
    if (!canTake(folder, event)) return;
    event.preventDefault();
    const paths = dragged.current;
    if (isFromOutside(event)) onUpload(event.dataTransfer, folder);
    else onMove(paths, folder);
    dragged.current = [];
    setTarget(null);
  };
  return {
    target,
    onDragStart(entry, event) {
      dragged.current = subjectsOf(selection, entry.path);
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", dragged.current.join("\n"));
    },
    onDragOver: (entry, event) => over(folderAt(entry), event),
    onDrop: (entry, event) => drop(folderAt(entry), event),
    root: {
      onDragOver: (event) => over("", event),
      onDrop: (event) => !event.defaultPrevented && drop("", event),
      onDragLeave: (event) => {
        const isInside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!isInside) setTarget(null);
      },
    },
  };
}
