"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useId, useMemo, useRef, useState } from "react";
import { FileIcon } from "#components/files/file-icon.tsx";
import { useVirtualRows } from "#components/files/use-virtual-rows.ts";
import { cn } from "#lib/client/class-names.ts";
import { nameOf, parentOf } from "#lib/modules/files/rules.ts";
import type { FileMatch } from "#lib/modules/files/schema.ts";

interface FoundFile {
  path: string;
  matches: readonly FileMatch[];
}

type Row =
  | { key: string; kind: "file"; path: string; count: number; isOpen: boolean }
  | { key: string; kind: "match"; path: string; match: FileMatch };

interface SearchMatchesProps {
  groups: readonly FoundFile[];
  onOpen: (path: string, line: number | null) => void;
}

/** What was found, file by file: arrows move, Left and Right fold a file, Enter opens the line. */
export function SearchMatches({ groups, onOpen }: SearchMatchesProps) {
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  const [folded, setFolded] = useState<ReadonlySet<string>>(() => new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => rowsOf(groups, folded), [groups, folded]);
  const index = useMemo(() => rows.findIndex(({ key }) => key === chosen), [rows, chosen]);
  const { virtual, reveal } = useVirtualRows(frame, rows);
  const setOpen = (path: string, isOpen: boolean) =>
    setFolded((now) => new Set(isOpen ? [...now].filter((other) => other !== path) : [...now, path]));
  const choose = (at: number) => {
    const row = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (!row) return;
    setChosen(row.key);
    reveal(rows.indexOf(row));
  };
  const open = (row: Row) => {
    setChosen(row.key);
    if (row.kind === "match") onOpen(row.path, row.match.line);
    else setOpen(row.path, !row.isOpen);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[index];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!["ArrowDown", "ArrowUp", "Home", "End", "Enter", "ArrowLeft", "ArrowRight"].includes(event.key))
      return;
    event.preventDefault();
    if (event.key === "ArrowDown") choose(index + 1);
    if (event.key === "ArrowUp") choose(index - 1);
    if (event.key === "Home") choose(0);
    if (event.key === "End") choose(rows.length - 1);
    if (!row) return;
    if (event.key === "Enter") open(row);
    if (event.key === "ArrowLeft") setOpen(row.path, false);
    if (event.key === "ArrowRight") setOpen(row.path, true);
  };
  return (
    <div
      ref={frame}
      role="tree"
      aria-label="What was found"
      tabIndex={0}
      aria-activedescendant={index >= 0 ? `${id}-${index}` : undefined}
      onKeyDown={onKeyDown}
      onFocus={() => index < 0 && choose(0)}
      className="group/tree min-h-0 flex-1 overflow-y-auto px-1.5 pb-3 outline-none"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index: at, start, size }) => {
          const row = rows[at];
          if (!row) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the tree around it takes the keys and points here by aria-activedescendant
            // biome-ignore lint/a11y/useFocusableInteractive: the tree around it is the one stop for Tab
            <div
              key={row.key}
              id={`${id}-${at}`}
              role="treeitem"
              aria-level={row.kind === "file" ? 1 : 2}
              aria-expanded={row.kind === "file" ? row.isOpen : undefined}
              aria-selected={at === index}
              title={row.path}
              onClick={() => open(row)}
              style={{ transform: `translateY(${start}px)`, height: size }}
              className={cn(
                "absolute inset-x-0 top-0 flex cursor-default select-none items-center gap-1.5 rounded-sm pr-1.5 hover:bg-accent",
                at === index &&
                  "bg-accent group-focus-visible/tree:outline-2 group-focus-visible/tree:outline-ring group-focus-visible/tree:-outline-offset-2",
              )}
            >
              {row.kind === "file" ? <FileRow row={row} /> : <MatchRow match={row.match} />}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function FileRow({ row }: { row: Extract<Row, { kind: "file" }> }) {
  const Chevron = row.isOpen ? ChevronDown : ChevronRight;
  return (
    <>
      <Chevron aria-hidden="true" className="ml-1 size-3.5 flex-none text-subtle-foreground" />
      <FileIcon name={nameOf(row.path)} className="flex-none" />
      <span className="flex-none font-medium">{nameOf(row.path)}</span>
      <span className="min-w-0 truncate text-subtle-foreground text-xs">{parentOf(row.path)}</span>
      <span className="ml-auto flex-none pl-2 text-muted-foreground text-xs tabular-nums">{row.count}</span>
    </>
  );
}

function MatchRow({ match: { line, text, ranges } }: { match: FileMatch }) {
  return (
    <>
      <span className="w-11 flex-none text-right font-mono text-2xs text-subtle-foreground">{line}</span>
      <code className="min-w-0 truncate text-2xs">{marked(text ?? "", ranges)}</code>
    </>
  );
}

const shownBefore = 24;

/** The line from shortly before the first place that was found, each place marked. */
function marked(text: string, ranges: FileMatch["ranges"]): ReactNode {
  const first = ranges[0]?.[0] ?? 0;
  const indent = text.length - text.trimStart().length;
  const from = Math.max(indent, first - shownBefore);
  const parts: ReactNode[] = [from > indent ? "…" : ""];
  let at = from;
  for (const [start, end] of ranges) {
    if (start < at) continue;
    parts.push(
      text.slice(at, start),
      <mark key={start} className="rounded-xs bg-primary-soft text-primary-text">
        {text.slice(start, end)}
      </mark>,
    );
    at = end;
  }
  parts.push(text.slice(at));
  return parts;
}

function rowsOf(groups: readonly FoundFile[], folded: ReadonlySet<string>): Row[] {
  return groups.flatMap(({ path, matches }): Row[] => {
    const isOpen = !folded.has(path);
    const head: Row = { key: path, kind: "file", path, count: matches.length, isOpen };
    if (!isOpen) return [head];
    return [
      head,
      ...matches.map((match, at): Row => ({ key: `${path}\0${at}`, kind: "match", path, match })),
    ];
  });
}

/** The matches by file, in the order in which they were found. */
export function groupsOf(items: readonly FileMatch[]): FoundFile[] {
  const byPath = new Map<string, FileMatch[]>();
  for (const match of items) {
    const known = byPath.get(match.path);
    if (known) known.push(match);
    else byPath.set(match.path, [match]);
  }
  return [...byPath].map(([path, matches]) => ({ path, matches }));
}
