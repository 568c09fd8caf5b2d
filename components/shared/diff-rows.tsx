"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { Fragment, type KeyboardEvent, useMemo, useRef } from "react";
import { DiffCells, type DiffLineSlots, positionOf } from "#components/shared/diff-line.tsx";
import { cn } from "#lib/client/class-names.ts";
import { type PatchHunk, type PatchLine, splitRows } from "#lib/client/patch.ts";

type Row =
  | { kind: "hunk"; key: string; header: string; context: string }
  | { kind: "line"; key: string; line: PatchLine }
  | { kind: "pair"; key: string; left: PatchLine | null; right: PatchLine | null };

interface DiffRowsProps extends DiffLineSlots {
  hunks: readonly PatchHunk[];
  layout: "unified" | "split";
}

/** Beyond this many rows only those in sight are drawn, in a box that scrolls by itself. */
const plainRowsMax = 500;
const rowHeightPx = 20;

export function DiffRows({ hunks, layout, ...slots }: DiffRowsProps) {
  const rows = useMemo(() => rowsOf(hunks, layout), [hunks, layout]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the lines, which take the focus themselves
    <div
      className="font-mono text-xs leading-5 [font-variant-ligatures:none]"
      onKeyDown={(event) => moveFocus(event)}
    >
      {rows.length > plainRowsMax ? (
        <LongRows rows={rows} slots={slots} />
      ) : (
        rows.map((row, index) => (
          <DiffRow key={row.key} row={row} index={index} isFirst={index === 0} slots={slots} />
        ))
      )}
    </div>
  );
}

function LongRows({ rows, slots }: { rows: readonly Row[]; slots: DiffLineSlots }) {
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeightPx,
    overscan: 30,
  });
  return (
    <div ref={frame} className="max-h-[75vh] overflow-y-auto">
      <div className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          return (
            row && (
              <div
                key={row.key}
                ref={virtual.measureElement}
                data-index={index}
                className="absolute inset-x-0"
                style={{ transform: `translateY(${start}px)` }}
              >
                <DiffRow row={row} index={index} isFirst={index === 0} slots={slots} />
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

interface DiffRowProps {
  row: Row;
  index: number;
  isFirst: boolean;
  slots: DiffLineSlots;
}

function DiffRow({ row, index, isFirst, slots: { onComment, renderLine } }: DiffRowProps) {
  if (row.kind === "hunk") {
    return (
      <div
        className={cn(
          "flex h-7 items-center gap-2 border-y bg-muted px-3 text-muted-foreground",
          isFirst && "border-t-0",
        )}
      >
        {row.header} <span className="truncate text-subtle-foreground">{row.context}</span>
      </div>
    );
  }
  const lines = row.kind === "line" ? [row.line] : [row.left, row.right].filter((line) => line !== null);
  const positions = lines.map(positionOf);
  const last = positions.at(-1);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: `c` on the focused line does what the button in its gutter does */}
      <div
        data-diff-row
        tabIndex={index <= 1 ? 0 : -1}
        className="group/row flex focus-visible:-outline-offset-2"
        onKeyDown={(event) => {
          if (event.key !== "c" || !onComment || !last || event.target !== event.currentTarget) return;
          event.preventDefault();
          onComment(last);
        }}
      >
        {row.kind === "line" ? (
          <DiffCells line={row.line} numbers="both" onComment={onComment} />
        ) : (
          <>
            <DiffCells line={row.left} numbers="old" onComment={onComment} />
            <span className="w-px flex-none bg-border" />
            <DiffCells line={row.right} numbers="new" onComment={onComment} />
          </>
        )}
      </div>
      {renderLine && <Threads positions={uniqueOf(positions)} renderLine={renderLine} />}
    </>
  );
}

function Threads({
  positions,
  renderLine,
}: {
  positions: ReturnType<typeof positionOf>[];
  renderLine: NonNullable<DiffLineSlots["renderLine"]>;
}) {
  const threads = positions.flatMap((position) => {
    const thread = renderLine(position);
    return thread ? [<Fragment key={`${position.side}:${position.line}`}>{thread}</Fragment>] : [];
  });
  if (threads.length === 0) return null;
  return (
    <div className="grid gap-3 border-y bg-background py-3 pr-4 pl-12 font-sans text-sm max-md:pl-4">
      {threads}
    </div>
  );
}

/** A context line stands on both sides of a split row and would bring its comments twice. */
const uniqueOf = (positions: ReturnType<typeof positionOf>[]) =>
  positions.filter(
    (position, index) =>
      positions.findIndex((other) => other.side === position.side && other.line === position.line) === index,
  );

function rowsOf(hunks: readonly PatchHunk[], layout: "unified" | "split"): Row[] {
  return hunks.flatMap((hunk, at): Row[] => [
    { kind: "hunk", key: `hunk-${at}`, header: hunk.header, context: hunk.context },
    ...(layout === "unified"
      ? hunk.lines.map((line): Row => ({ kind: "line", key: `${at}:${line.oldLine}:${line.newLine}`, line }))
      : splitRows(hunk.lines).map(
          ({ left, right }): Row => ({
            kind: "pair",
            key: `${at}:${left?.oldLine ?? left?.newLine}:${right?.newLine}`,
            left,
            right,
          }),
        )),
  ]);
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  const { target, currentTarget } = event;
  if (step === 0 || !(target instanceof HTMLElement) || !target.matches("[data-diff-row]")) return;
  const rows = [...currentTarget.querySelectorAll<HTMLElement>("[data-diff-row]")];
  const next = rows[rows.indexOf(target) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
