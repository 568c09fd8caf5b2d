import type { ReactNode } from "react";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { formatCount } from "#lib/client/format.ts";
import { usd } from "#lib/modules/spending/rules.ts";

export interface SumsRow {
  key: string;
  name: ReactNode;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  costUsd: number;
  /** Some of its calls have no known price. */
  isPartlyUnpriced: boolean;
}

const number = "text-right tabular-nums";

/** Who or what has cost how much. */
export function SumsTable({ what, rows }: { what: string; rows: readonly SumsRow[] }) {
  return (
    <Table aria-label={`Costs by ${what.toLowerCase()}`}>
      <TableHeader>
        <tr>
          <TableHead>{what}</TableHead>
          <TableHead className="text-right max-md:hidden">Calls</TableHead>
          <TableHead className="text-right max-md:hidden">Tokens in</TableHead>
          <TableHead className="text-right max-md:hidden">Tokens out</TableHead>
          <TableHead className="text-right">Cost</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.key}>
            <TableCell className="max-w-0 truncate">{row.name}</TableCell>
            <TableCell className={`w-24 max-md:hidden ${number}`}>{formatCount(row.calls)}</TableCell>
            <TableCell className={`w-32 max-md:hidden ${number}`}>{formatCount(row.inputTokens)}</TableCell>
            <TableCell className={`w-32 max-md:hidden ${number}`}>{formatCount(row.outputTokens)}</TableCell>
            <TableCell className={`w-32 ${number}`}>
              {row.isPartlyUnpriced && row.costUsd === 0 ? (
                <span className="text-muted-foreground">no price known</span>
              ) : (
                <>
                  {usd(row.costUsd)}
                  {row.isPartlyUnpriced && <span title="Some of its calls have no known price">+</span>}
                </>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
