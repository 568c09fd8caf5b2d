import { Check, CircleHelp, CircleX } from "lucide-react";
import type { z } from "zod";
import { InlineCode } from "#components/shared/inline-code.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import type { CheckResult, ReviewEvent, Verdict } from "#lib/modules/runs/schema.ts";

/** How the check and the AI review of one round went. */
export function ReviewCard({ review }: { review: z.infer<typeof ReviewEvent> }) {
  return (
    <section
      aria-label={`Review, round ${review.round}`}
      className="grid gap-2 rounded-lg border px-3 py-2.5"
    >
      <p className="flex items-center gap-2 font-medium">
        Review, round {review.round}
        {review.phase !== "done" && (
          <StatusDot status="running" className="ml-auto font-normal text-xs">
            {review.phase === "checking" ? "Runs the check" : "Reads the changes"}
          </StatusDot>
        )}
      </p>
      {review.check && <CheckLine check={review.check} />}
      {review.verdict && <VerdictView verdict={review.verdict} />}
    </section>
  );
}

export function CheckLine({ check }: { check: CheckResult }) {
  const isGood = check.exitCode === 0;
  const Icon = isGood ? Check : CircleX;
  const end = check.isTimedOut ? "took too long" : `exit ${check.exitCode ?? "by a signal"}`;
  return (
    <p className="flex items-center gap-2 text-xs">
      <Icon className={isGood ? "size-3.5 text-primary-text" : "size-3.5 text-failure"} />
      <code className="truncate">{check.command}</code>
      <span className="ml-auto flex-none text-muted-foreground">{end}</span>
    </p>
  );
}

export const verdictWords = {
  approve: "Passed",
  changes: "Asks for changes",
  none: "Gave no usable verdict",
} as const;
export const verdictIcons = { approve: Check, changes: CircleX, none: CircleHelp } as const;

export function VerdictView({ verdict }: { verdict: Verdict }) {
  const Icon = verdictIcons[verdict.verdict];
  return (
    <div className="grid gap-2">
      <p className="flex items-center gap-2 font-medium text-sm">
        <Icon className={verdict.verdict === "approve" ? "size-4 text-primary-text" : "size-4"} />
        {verdictWords[verdict.verdict]}
      </p>
      {verdict.summary && <Markdown>{verdict.summary}</Markdown>}
      {verdict.comments.length > 0 && (
        <ul className="grid gap-2">
          {verdict.comments.map((comment) => (
            <li key={`${comment.path}:${comment.line}:${comment.text}`} className="border-l-2 pl-3">
              <InlineCode>
                {comment.line === null ? comment.path : `${comment.path}:${comment.line}`}
              </InlineCode>
              <Markdown className="mt-0.5">{comment.text}</Markdown>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
