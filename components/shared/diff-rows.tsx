"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { UnfoldVertical } from "lucide-react";
import { Fragment, type KeyboardEvent, useMemo, useRef } from "react";
import { DiffCells, type DiffLineSlots, positionOf } from "#components/shared/diff-line.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { type PatchHunk, type PatchLine, splitRows } from "#lib/client/patch.ts";

type Row =
  | { kind: "hunk"; key: string; hunk: number; header: string; context: string }
  | { kind: "line"; key: string; hunk: number; line: PatchLine }
  | { kind: "pair"; key: string; hunk: number; left: PatchLine | null; right: PatchLine | null }
  | { kind: "end"; key: string; hunk: number };

interface DiffRowsProps extends DiffLineSlots {
  hunks: readonly PatchHunk[];
  layout: "unified" | "split";
  /** Lines that are hidden before each hunk and behind the last one, where they can be shown. */
  gaps?: readonly number[];
  onExpand?: (gap: number) => void;
}

/** Beyond this many rows only those in sight are drawn, in a box that scrolls by itself. */
const plainRowsMax = 500;
const rowHeightPx = 20;

export function DiffRows({ hunks, layout, gaps, onExpand, ...slots }: DiffRowsProps) {
  const hasEnd = (gaps?.at(-1) ?? 0) > 0;
  const rows = useMemo(() => rowsOf(hunks, layout, hasEnd), [hunks, layout, hasEnd]);
  const around = { gaps, onExpand };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move between the lines, which take the focus themselves
    <div
      className="font-mono text-xs leading-5 [font-variant-ligatures:none]"
      onKeyDown={(event) => moveFocus(event)}
    >
      {rows.length > plainRowsMax ? (
        <LongRows rows={rows} slots={slots} around={around} />
      ) : (
        rows.map((row, index) => (
          <DiffRow
            key={row.key}
            row={row}
            index={index}
            isFirst={index === 0}
            slots={slots}
            around={around}
          />
        ))
      )}
    </div>
  );
}

type Around = Pick<DiffRowsProps, "gaps" | "onExpand">;

function LongRows({ rows, slots, around }: { rows: readonly Row[]; slots: DiffLineSlots; around: Around }) {
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
                <DiffRow row={row} index={index} isFirst={index === 0} slots={slots} around={around} />
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
  around: Around;
}

function DiffRow({ row, index, isFirst, slots, around }: DiffRowProps) {
  const { onComment, renderLine, choice } = slots;
  if (row.kind === "end") return <ExpandRow gap={row.hunk} around={around} />;
  if (row.kind === "hunk") {
    return (
      <div
        data-diff-hunk
        tabIndex={-1}
        className={cn(
          "flex min-h-7 flex-wrap items-center gap-x-2 border-y bg-muted px-3 text-muted-foreground focus-visible:-outline-offset-2",
          isFirst && "border-t-0",
        )}
      >
        <ExpandButton gap={row.hunk} around={around} />
        <span className="flex-none">{row.header}</span>
        <span className="min-w-0 flex-1 truncate text-subtle-foreground">{row.context}</span>
        {slots.renderHunk && (
          <span className="ml-auto flex flex-none items-center gap-1 py-0.5 font-sans">
            {slots.renderHunk(row.hunk)}
          </span>
        )}
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
          if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey) return;
          if (event.key.toLowerCase() === "c" && onComment && last) {
            event.preventDefault();
            onComment(last, event.shiftKey);
          }
          if (event.key === "x" && choice) {
            event.preventDefault();
            for (const line of lines) if (line.kind !== "context") choice.toggle(row.hunk, line);
          }
        }}
      >
        {row.kind === "line" ? (
          <DiffCells line={row.line} numbers="both" hunk={row.hunk} slots={slots} />
        ) : (
          <>
            <DiffCells line={row.left} numbers="old" hunk={row.hunk} slots={slots} />
            <span className="w-px flex-none bg-border" />
            <DiffCells line={row.right} numbers="new" hunk={row.hunk} slots={slots} />
          </>
        )}
      </div>
      {renderLine && <Threads positions={uniqueOf(positions)} renderLine={renderLine} />}
    </>
  );
}

/** More of the file above a hunk. */
function ExpandButton({ gap, around: { gaps, onExpand } }: { gap: number; around: Around }) {
  const hidden = gaps?.[gap] ?? 0;
  if (hidden === 0 || !onExpand) return null;
  return (
    <Button
      variant="ghost"
      size="icon-xs"
      aria-label={Number.isFinite(hidden) ? `Show more of the ${hidden} hidden lines` : "Show more lines"}
      title={Number.isFinite(hidden) ? `${hidden} hidden lines` : "More lines"}
      onClick={() => onExpand(gap)}
    >
      <UnfoldVertical />
    </Button>
  );
}

function ExpandRow({ gap, around }: { gap: number; around: Around }) {
  return (
    <div className="flex h-7 items-center gap-2 border-t bg-muted px-3 text-muted-foreground">
      <ExpandButton gap={gap} around={around} />
      {Number.isFinite(around.gaps?.[gap]) ? `${around.gaps?.[gap]} lines to the end` : "More lines"}
    </div>
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

function rowsOf(hunks: readonly PatchHunk[], layout: "unified" | "split", hasEnd: boolean): Row[] {
  const rows = hunks.flatMap((hunk, at): Row[] => [
    { kind: "hunk", key: `hunk-${at}`, hunk: at, header: hunk.header, context: hunk.context },
    ...(layout === "unified"
      ? hunk.lines.map(
          (line): Row => ({ kind: "line", key: `${at}:${line.oldLine}:${line.newLine}`, hunk: at, line }),
        )
      : splitRows(hunk.lines).map(
          ({ left, right }): Row => ({
            kind: "pair",
            key: `${at}:${left?.oldLine ?? left?.newLine}:${right?.newLine}`,
            hunk: at,
            left,
            right,
          }),
        )),
  ]);
  return hasEnd ? [...rows, { kind: "end", key: "end", hunk: hunks.length }] : rows;
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
