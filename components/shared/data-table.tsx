"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useRef, useState } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { cn } from "#lib/client/class-names.ts";

export interface Column<Row> {
  key: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Right-aligned, for facts in numbers. */
  isNumeric?: boolean;
  className?: string;
}

interface DataTableProps<Row> {
  /** What the table lists, for those who hear it. */
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf: (row: Row) => string;
  /** Where a row leads; its first cell becomes the link. */
  hrefOf: (row: Row) => string;
  selectedId?: string;
}

/** Rows that lead somewhere: arrows, j and k, Home and End move, Enter opens, a click anywhere opens. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { columns, rows, idOf, hrefOf } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const router = useRouter();
  const hasActive = rows.some((row) => idOf(row) === activeId);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const links = [...(body.current?.querySelectorAll<HTMLAnchorElement>("a[data-row-link]") ?? [])];
    const next = indexAfterKey(
      event,
      links.findIndex((link) => link.contains(document.activeElement)),
      links.length,
    );
    if (next === null) return;
    event.preventDefault();
    links[next]?.focus();
  };
  const onClick = (event: MouseEvent, href: string) => {
    const isOnControl = event.target instanceof Element && event.target.closest("a, button, input, label");
    if (isOnControl || window.getSelection()?.toString()) return;
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  };

  return (
    <Table aria-label={props.label}>
      <TableHeader>
        <tr>
          {columns.map((column) => (
            <TableHead key={column.key} className={cn(column.isNumeric && "text-right", column.className)}>
              {column.header}
            </TableHead>
          ))}
        </tr>
      </TableHeader>
      <TableBody ref={body} onKeyDown={onKeyDown}>
        {rows.map((row, index) => {
          const id = idOf(row);
          const href = hrefOf(row);
          return (
            <TableRow
              key={id}
              aria-selected={props.selectedId === undefined ? undefined : id === props.selectedId}
              className="cursor-pointer focus-within:bg-accent"
              onClick={(event) => onClick(event, href)}
            >
              {columns.map((column, at) => (
                <TableCell
                  key={column.key}
                  className={cn(column.isNumeric && "text-right", column.className)}
                >
                  {at === 0 ? (
                    <Link
                      href={href}
                      data-row-link
                      tabIndex={id === activeId || (!hasActive && index === 0) ? 0 : -1}
                      onFocus={() => setActiveId(id)}
                      className="inline-flex max-w-full items-center rounded-sm"
                    >
                      {column.cell(row)}
                    </Link>
                  ) : (
                    column.cell(row)
                  )}
                </TableCell>
              ))}
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function indexAfterKey(event: KeyboardEvent, at: number, count: number): number | null {
  if (at < 0 || event.metaKey || event.ctrlKey || event.altKey) return null;
  if (event.key === "ArrowDown" || event.key === "j") return Math.min(at + 1, count - 1);
  if (event.key === "ArrowUp" || event.key === "k") return Math.max(at - 1, 0);
  if (event.key === "Home") return 0;
  if (event.key === "End") return count - 1;
  return null;
}
