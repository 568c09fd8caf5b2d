"use client";

import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { type AuditPageFilter, auditRequestOf } from "#lib/client/audit-filter.ts";

const formats = [
  { format: "csv", label: "CSV, for a spreadsheet" },
  { format: "jsonl", label: "JSON lines, with seals" },
] as const;

/** The entries that the filter lets through, as a file. */
export function ExportMenu({ filter }: { filter: AuditPageFilter }) {
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button>
          <Download />
          Export
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        {formats.map(({ format, label }) => (
          <DropdownMenuItem key={format} asChild>
            <a href={`/api/audit/export?format=${format}&${auditRequestOf(filter)}`} download>
              {label}
            </a>
          </DropdownMenuItem>
        ))}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
