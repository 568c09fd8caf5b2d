"use client";

import { Fragment, type ReactNode } from "react";
import { wordsOfReport } from "#components/runs/check-report-view.tsx";
import { type Finding, linesOfFinding } from "#components/runs/findings.ts";
import { CheckLine, verdictIcons, verdictWords } from "#components/runs/review-card.tsx";
import type { ChangesState } from "#components/runs/use-changes-view.ts";
import { WorktreeTerminal } from "#components/runs/worktree-terminal.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { countOf, formatDuration } from "#lib/client/format.ts";
import { costsOfRun } from "#lib/client/run-words.ts";
import { shownPath } from "#lib/modules/git/rules.ts";

interface ChangesFindingsProps {
  state: ChangesState;
  onChoose: (finding: Finding) => void;
}

/** Verdict, check and comments beside the changes; each leads to its place. */
export function ChangesFindings({ state, onChoose }: ChangesFindingsProps) {
  const { run, findings } = state;
  const of = (kind: Finding["kind"]) => findings.filter((finding) => finding.kind === kind);
  const drafts = of("draft");
  const sent = of("sent");
  const { verdict, check } = run;
  const Icon = verdict ? verdictIcons[verdict.verdict] : null;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
      {verdict && Icon && (
        <Section title="AI review" note={run.reviewRound > 0 ? `round ${run.reviewRound}` : null}>
          <div className="divide-y rounded-lg border">
            <div className="grid gap-1.5 px-3 py-2.5">
              <p className="flex items-center gap-2">
                <Badge variant={verdict.verdict === "approve" ? "good" : "default"}>
                  <Icon />
                  {verdictWords[verdict.verdict]}
                </Badge>
                {verdict.comments.length > 0 && (
                  <span className="ml-auto text-muted-foreground text-xs">
                    {countOf(verdict.comments.length, "note")}
                  </span>
                )}
              </p>
              {verdict.summary && <Markdown className="gap-2 text-sm">{verdict.summary}</Markdown>}
            </div>
            <Rows findings={of("ai")} onChoose={onChoose} />
          </div>
        </Section>
      )}
      {check && (
        <Section title="Check" note={formatDuration(check.durationMs)}>
          <CheckLine check={check} />
          {check.report && (
            <p className={check.report.failed > 0 ? "text-failure text-xs" : "text-muted-foreground text-xs"}>
              {wordsOfReport(check.report)}
            </p>
          )}
        </Section>
      )}
      {state.mayReview && (
        <Section title="Your comments" note={drafts.length > 0 ? "not sent" : null}>
          {drafts.length > 0 ? (
            <div className="divide-y rounded-lg border">
              <Rows findings={drafts} onChoose={onChoose} />
            </div>
          ) : (
            <p className="text-muted-foreground text-xs">
              {state.mayComment
                ? "None yet. The plus beside a line writes one; they go to the agent together."
                : "None. They can be written while the work waits for a person."}
            </p>
          )}
        </Section>
      )}
      {sent.length > 0 && (
        <Section title="Said before" note={null}>
          <div className="divide-y rounded-lg border">
            <Rows findings={sent} onChoose={onChoose} />
          </div>
        </Section>
      )}
      <Section title={`Run ${run.ordinal}`} note={null}>
        <RunFacts state={state} />
        <div>
          <WorktreeTerminal run={run} />
        </div>
      </Section>
    </div>
  );
}

function Section({ title, note, children }: { title: string; note: string | null; children: ReactNode }) {
  return (
    <section aria-label={title} className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <h2 className="flex items-baseline font-semibold text-sm">
        {title}
        {note && <span className="ml-auto font-normal text-muted-foreground text-xs">{note}</span>}
      </h2>
      {children}
    </section>
  );
}

const Rows = ({
  findings,
  onChoose,
}: {
  findings: readonly Finding[];
  onChoose: (finding: Finding) => void;
}) =>
  findings.map((finding) => {
    const lines = linesOfFinding(finding);
    return (
      <button
        key={finding.key}
        type="button"
        onClick={() => onChoose(finding)}
        className="grid w-full gap-0.5 px-3 py-2 text-left text-xs hover:bg-accent focus-visible:-outline-offset-2"
      >
        <span className="line-clamp-3 [overflow-wrap:anywhere]">
          {finding.text.replaceAll("`", "") || "A suggestion"}
        </span>
        <code className="truncate text-[11px] text-muted-foreground">
          {shownPath(finding.path)}
          {lines !== "" && `:${lines}`}
        </code>
      </button>
    );
  });

function RunFacts({ state: { run } }: { state: ChangesState }) {
  const facts: [string, string][] = [
    ["Time", run.durationMs === null ? "" : formatDuration(run.durationMs)],
    ["Taken", costsOfRun(run).join(", ")],
    ["Model", run.model],
    ["Base", `${run.baseCommit?.slice(0, 7) ?? ""} of ${run.baseBranch}`],
  ];
  return (
    <dl className="grid grid-cols-[72px_minmax(0,1fr)] gap-y-2 text-xs">
      {facts.map(
        ([term, fact]) =>
          fact !== "" && (
            <Fragment key={term}>
              <dt className="text-muted-foreground">{term}</dt>
              <dd className="[overflow-wrap:anywhere]">{fact}</dd>
            </Fragment>
          ),
      )}
    </dl>
  );
}
