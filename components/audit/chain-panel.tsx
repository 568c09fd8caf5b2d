"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { chainStateOf, faultOf } from "#components/audit/audit-words.ts";
import { ChainBadge } from "#components/audit/chain-badge.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { countOf, formatCount } from "#lib/client/format.ts";
import { auditQueries, checkWholeChain } from "#lib/modules/audit/queries.ts";
import type { ChainReport } from "#lib/modules/audit/schema.ts";

/** Whether the chain holds, since when that is known, and a check of all of it. */
export function ChainPanel() {
  const client = useQueryClient();
  const { data: report, error } = useQuery(auditQueries.chain());
  const check = useMutation({
    mutationFn: checkWholeChain,
    onSuccess: (next) => client.setQueryData(auditQueries.chain().queryKey, next),
  });
  if (!report) {
    return error ? <span className="text-failure text-xs">The chain could not be checked</span> : null;
  }
  const state = chainStateOf(report, Date.now());
  const isBusy = check.isPending || report.isRunning;
  return (
    <Popover>
      <PopoverTrigger className="rounded-badge" aria-label="About the chain">
        <ChainBadge state={state === "unknown" || isBusy ? "checking" : state}>
          {state === "verified" && !isBusy && report.checkedAt && (
            <span className="font-normal max-md:hidden">
              · {countOf(report.rows, "entry", "entries")}, <RelativeTime at={report.checkedAt} />
            </span>
          )}
        </ChainBadge>
      </PopoverTrigger>
      <PopoverContent align="end" aria-label="The chain" className="grid w-80 max-w-[calc(100vw-2rem)] gap-3">
        <Words report={report} />
        {check.error && (
          <p role="alert" className="text-failure text-xs">
            {check.error.message}
          </p>
        )}
        <Button size="sm" isBusy={isBusy} onClick={() => check.mutate()}>
          {isBusy ? "Checking every entry" : "Verify now"}
        </Button>
      </PopoverContent>
    </Popover>
  );
}

function Words({ report }: { report: ChainReport }) {
  const fault = faultOf(report);
  return (
    <div className="grid gap-2" role="status">
      <p className="font-medium [overflow-wrap:anywhere]">
        {fault ?? `${countOf(report.rows, "entry", "entries")} hold, none is missing.`}
      </p>
      {fault && (
        <p className="text-muted-foreground text-xs">
          {formatCount(report.rows)} before it hold. Compare with a backup or an export, and find out who can
          write to the database.
        </p>
      )}
      <dl className="grid gap-1 text-xs [&>div]:flex [&>div]:justify-between [&_dt]:text-muted-foreground">
        {report.isRunning && <Line name="Checked so far" text={formatCount(report.checkedRows)} />}
        <Line name="Checked" at={report.checkedAt} />
        <Line name="Every entry" at={report.wholeCheckedAt} />
        {report.unsealed > 0 && <Line name="Wait for a seal" text={formatCount(report.unsealed)} />}
        <Line
          name="Newest link kept outside the database"
          text={report.isAnchored ? "yes" : "not by this server"}
        />
      </dl>
    </div>
  );
}

function Line({ name, at, text }: { name: string; at?: string | null; text?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{at ? <RelativeTime at={at} /> : (text ?? "not yet")}</dd>
    </div>
  );
}
