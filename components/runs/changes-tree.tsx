"use client";

import { Check, ChevronDown, ChevronRight, List, ListTree, MessageSquare } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useVirtualRows } from "#components/files/use-virtual-rows.ts";
import { type ChangesRow, changesRows } from "#components/runs/changes-tree-rows.ts";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatCount } from "#lib/client/format.ts";
import { shownPath } from "#lib/modules/git/rules.ts";

interface ChangesTreeProps {
  state: ChangesState;
  /** The file that is being read. */
  active: string | null;
  onChoose: (path: string) => void;
}

/** The changed files by folder, or as a plain list; how much of them was seen. */
export function ChangesTree({ state, active, onChoose }: ChangesTreeProps) {
  const { files, viewStateOf } = state;
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [isTree, setIsTree] = useState(true);
  const rows = useMemo(
    () =>
      isTree
        ? changesRows(files, folded)
        : files.map(
            (file): ChangesRow => ({ kind: "file", key: file.path, file, name: file.path, depth: 0 }),
          ),
    [files, folded, isTree],
  );
  const frame = useRef<HTMLDivElement>(null);
  const { virtual } = useVirtualRows(frame, rows);
  const seen = files.filter(({ path }) => viewStateOf(path) === "seen").length;
  const toggle = (path: string) =>
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  return (
    <nav aria-label="Changed files" className="flex min-h-0 flex-1 flex-col">
      <p className="flex h-11 flex-none items-center pr-2 pl-4 text-muted-foreground text-xs">
        <span aria-live="polite">
          {formatCount(seen)} of {formatCount(files.length)} viewed
        </span>
        <Button
          variant="ghost"
          size="icon-xs"
          className="ml-auto"
          aria-label={isTree ? "Show a plain list" : "Show folders"}
          onClick={() => setIsTree(!isTree)}
        >
          {isTree ? <List /> : <ListTree />}
        </Button>
      </p>
      <div ref={frame} className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        <div className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, size }) => {
            const row = rows[index];
            return (
              row && (
                <div
                  key={row.key}
                  className="absolute inset-x-0"
                  style={{ height: size, transform: `translateY(${start}px)` }}
                >
                  {row.kind === "folder" ? (
                    <FolderRow row={row} onToggle={() => toggle(row.path)} />
                  ) : (
                    <FileRow
                      row={row}
                      state={state}
                      isActive={row.file.path === active}
                      onChoose={() => onChoose(row.file.path)}
                    />
                  )}
                </div>
              )
            );
          })}
        </div>
      </div>
    </nav>
  );
}

const rowClasses =
  "flex h-full w-full items-center gap-1.5 rounded-md pr-2 text-left text-xs focus-visible:-outline-offset-2";
const indentOf = (depth: number) => ({ paddingLeft: 8 + depth * 12 });

function FolderRow({
  row,
  onToggle,
}: {
  row: Extract<ChangesRow, { kind: "folder" }>;
  onToggle: () => void;
}) {
  const Chevron = row.isOpen ? ChevronDown : ChevronRight;
  return (
    <button
      type="button"
      aria-expanded={row.isOpen}
      title={shownPath(row.path)}
      onClick={onToggle}
      className={cn(rowClasses, "text-muted-foreground hover:bg-accent")}
      style={indentOf(row.depth)}
    >
      <Chevron className="size-3 flex-none" />
      <span className="truncate">{shownPath(row.name)}</span>
    </button>
  );
}

interface FileRowProps {
  row: Extract<ChangesRow, { kind: "file" }>;
  state: ChangesState;
  isActive: boolean;
  onChoose: () => void;
}

function FileRow({ row, state, isActive, onChoose }: FileRowProps) {
  const { file, depth } = row;
  const view = state.viewStateOf(file.path);
  const count = state.findingsByPath.get(file.path)?.length ?? 0;
  return (
    <button
      type="button"
      aria-current={isActive || undefined}
      title={shownPath(file.path)}
      onClick={onChoose}
      className={cn(
        rowClasses,
        "hover:bg-accent",
        isActive && "bg-accent font-medium",
        view === "seen" && "text-muted-foreground",
      )}
      style={indentOf(depth)}
    >
      {view === "seen" ? (
        <Check aria-label="Viewed" className="size-3 flex-none" />
      ) : (
        <span className="w-3 flex-none" />
      )}
      <span
        className={cn("truncate", file.status === "deleted" && "line-through decoration-subtle-foreground")}
      >
        {shownPath(row.name)}
      </span>
      {count > 0 && (
        <span className="flex flex-none items-center gap-0.5 text-2xs text-muted-foreground">
          <MessageSquare className="size-3" />
          {count}
          <span className="sr-only">said</span>
        </span>
      )}
      <span className="ml-auto">
        <LineCounts additions={file.additions} deletions={file.deletions} />
      </span>
    </button>
  );
}
