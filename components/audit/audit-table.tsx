"use client";

import { ChevronRight } from "lucide-react";
import { Fragment, type MouseEvent, useId, useState } from "react";
import { AuditDetail } from "#components/audit/audit-detail.tsx";
import { noteOf, titleOf, wayWords } from "#components/audit/audit-words.ts";
import { SealMark } from "#components/audit/seal-mark.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

const wide = "max-md:hidden";
const columns = 5;

/** Rows that open to all that is on record about them. */
export function AuditTable({ entries }: { entries: readonly AuditEntry[] }) {
  const [openIds, setOpenIds] = useState<ReadonlySet<number>>(new Set());
  const name = useId();
  const toggle = (id: number) =>
    setOpenIds((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  const onRowClick = (event: MouseEvent, id: number) => {
    const isOnControl = event.target instanceof Element && event.target.closest("a, button");
    if (!isOnControl && !window.getSelection()?.toString()) toggle(id);
  };
  return (
    <Table aria-label="Audit entries">
      <TableHeader>
        <tr>
          <TableHead className="w-full">What</TableHead>
          <TableHead className={wide}>Level</TableHead>
          <TableHead className={wide}>Who</TableHead>
          <TableHead className={wide}>Seal</TableHead>
          <TableHead className={cn(wide, "text-right")}>When</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {entries.map((entry) => {
          const isOpen = openIds.has(entry.id);
          const detailId = `${name}-${entry.id}`;
          return (
            <Fragment key={entry.id}>
              <TableRow className="cursor-pointer" onClick={(event) => onRowClick(event, entry.id)}>
                <TableCell className={cn("w-full max-w-0", isOpen && "border-b-0")}>
                  <What entry={entry} isOpen={isOpen} detailId={detailId} onToggle={() => toggle(entry.id)} />
                </TableCell>
                <TableCell className={cn(wide, isOpen && "border-b-0")}>
                  {entry.level && <LevelBadge level={entry.level} />}
                </TableCell>
                <TableCell className={cn(wide, isOpen && "border-b-0")}>
                  <Who entry={entry} />
                </TableCell>
                <TableCell className={cn(wide, isOpen && "border-b-0")}>
                  <SealMark entry={entry} />
                </TableCell>
                <TableCell className={cn(wide, "text-right text-muted-foreground", isOpen && "border-b-0")}>
                  <RelativeTime at={entry.at} />
                </TableCell>
              </TableRow>
              {isOpen && (
                <tr id={detailId}>
                  <TableCell
                    colSpan={columns}
                    className="max-w-0 whitespace-normal bg-muted/50 p-0 first:pl-0 last:pr-0"
                  >
                    <AuditDetail entry={entry} />
                  </TableCell>
                </tr>
              )}
            </Fragment>
          );
        })}
      </TableBody>
    </Table>
  );
}

interface WhatProps {
  entry: AuditEntry;
  isOpen: boolean;
  detailId: string;
  onToggle: () => void;
}

/** On a narrow screen it carries all of the row. */
function What({ entry, isOpen, detailId, onToggle }: WhatProps) {
  const note = noteOf(entry);
  return (
    <span className="flex min-h-14 items-center gap-2 py-2 max-md:items-start max-md:py-3">
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? detailId : undefined}
        onClick={onToggle}
        className="flex min-w-0 items-center gap-2 rounded-sm text-left max-md:items-start"
      >
        <ChevronRight
          className={cn(
            "size-3.5 flex-none text-subtle-foreground transition-transform duration-fast max-md:mt-0.5",
            isOpen && "rotate-90",
          )}
        />
        <span className="grid min-w-0">
          <span className="truncate font-medium">
            {titleOf(entry)} {entry.target && <code className="font-medium">{entry.target.name}</code>}
          </span>
          {note && <span className="truncate text-muted-foreground text-xs">{note}</span>}
          <span className="flex min-w-0 flex-wrap items-center gap-1.5 pt-1 text-muted-foreground text-xs md:hidden">
            {entry.level && <LevelBadge level={entry.level} />}
            <span className="truncate">{entry.actor?.name ?? "Somebody"}</span>
            <span aria-hidden="true">·</span>
            <RelativeTime at={entry.at} className="flex-none" />
            {!entry.isSealed && <SealMark entry={entry} />}
          </span>
        </span>
      </button>
    </span>
  );
}

function Who({ entry: { actor, onBehalfOf, via } }: { entry: AuditEntry }) {
  const way = via && wayWords[via];
  const behind = onBehalfOf ? `for ${onBehalfOf.name}` : "";
  return (
    <span className="flex w-52 items-center gap-2.5">
      <Avatar name={actor?.name ?? "?"} kind={actor?.kind ?? "person"} />
      <span className="grid min-w-0">
        <span className="truncate">{actor?.name ?? "Somebody"}</span>
        <span className="truncate text-muted-foreground text-xs">
          {[behind, way].filter(Boolean).join(", ")}
        </span>
      </span>
    </span>
  );
}
