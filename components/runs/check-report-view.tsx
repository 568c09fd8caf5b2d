"use client";

import { Check, ChevronRight, CircleDashed, CircleX } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatCount, formatShortDuration } from "#lib/client/format.ts";
import type { CheckReport, ReportCase } from "#lib/modules/runs/schema.ts";

const icons = { passed: Check, failed: CircleX, skipped: CircleDashed } as const;
const iconClasses = {
  passed: "text-primary-text",
  failed: "text-failure",
  skipped: "text-subtle-foreground",
} as const;
const shownMax = 100;

/** `412 passed, 1 failed` */
export const wordsOfReport = ({ passed, failed, skipped }: CheckReport): string =>
  [
    `${formatCount(passed)} passed`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(skipped > 0 ? [`${formatCount(skipped)} skipped`] : []),
  ].join(", ");

/** The cases of a check, those that failed first with what they said; the passed ones when they are asked for. */
export function CheckReportView({ report }: { report: CheckReport }) {
  const [isWhole, setIsWhole] = useState(report.failed === 0 && report.cases.length <= 20);
  const cases = isWhole ? report.cases : report.cases.filter(({ state }) => state === "failed");
  const shown = cases.slice(0, isWhole ? report.cases.length : shownMax);
  return (
    <section aria-label="Cases of the check" className="grid gap-2">
      <div className="flex min-h-6 items-center gap-2 text-xs">
        <p className={report.failed > 0 ? "text-failure" : "text-muted-foreground"}>
          {wordsOfReport(report)}
          {report.isCut && ", as far as could be read"}
        </p>
        {report.cases.length > report.failed && (
          <Button size="xs" variant="ghost" className="ml-auto" onClick={() => setIsWhole(!isWhole)}>
            {isWhole ? "Failed ones only" : "All cases"}
          </Button>
        )}
      </div>
      {shown.length > 0 && (
        <ul className="divide-y rounded-lg border">
          {shown.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two cases may bear one name, and the list does not move
            <CaseRow key={`${one.suite}:${one.name}:${index}`} one={one} />
          ))}
        </ul>
      )}
    </section>
  );
}

function CaseRow({ one }: { one: ReportCase }) {
  const Icon = icons[one.state];
  return (
    <li className="grid gap-1 px-3 py-1.5 text-xs">
      <p className="flex items-start gap-2">
        <Icon aria-label={one.state} className={cn("mt-px size-3.5 flex-none", iconClasses[one.state])} />
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {one.suite && (
            <span className="text-muted-foreground">
              {one.suite} <ChevronRight aria-hidden className="inline size-3" />{" "}
            </span>
          )}
          {one.name}
        </span>
        {one.durationMs !== null && (
          <span className="flex-none text-muted-foreground">{formatShortDuration(one.durationMs)}</span>
        )}
      </p>
      {one.message && (
        <pre className="whitespace-pre-wrap pl-[22px] font-mono text-muted-foreground leading-5 [overflow-wrap:anywhere]">
          {one.message}
        </pre>
      )}
    </li>
  );
}
