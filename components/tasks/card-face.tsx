import {
  Bot,
  Check,
  CircleHelp,
  CircleX,
  GitCommitHorizontal,
  GitPullRequest,
  Hourglass,
} from "lucide-react";
import { Elapsed } from "#components/shared/relative-time.tsx";
import { StatusShape } from "#components/shared/status-dot.tsx";
import { LabelChip } from "#components/tasks/label-chip.tsx";
import { PriorityMark } from "#components/tasks/priority-mark.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#lib/client/class-names.ts";
import { isSentence, wordOfPause, wordOfRun, wordsOfPullRequest } from "#lib/client/run-words.ts";
import type { Card, CardRun } from "#lib/modules/cards/schema.ts";

interface CardFaceProps {
  card: Card;
  /** The project, where cards of many stand together. */
  place?: string | null;
  /** The mark that selects it stands before the number. */
  hasMark?: boolean;
}

/**
 * What a card shows, also while it is carried: what it is; where an agent is at work a second storey says what it does
 * or asks, and for how long.
 */
export function CardFace({ card, place = null, hasMark = false }: CardFaceProps) {
  const { run } = card;
  return (
    <>
      <span className="mb-1 flex min-h-5 items-center gap-1.5 text-subtle-foreground text-xs">
        <span
          className={cn(
            "flex min-w-0 items-center gap-1.5 transition-[padding]",
            hasMark ? "pl-6" : "md:group-hover/card:pl-6",
          )}
        >
          {card.priority && <PriorityMark priority={card.priority} />}
          <span className="flex-none">#{card.number}</span>
          {place && <span className="truncate">{place}</span>}
        </span>
        <span className="ml-auto flex-none">
          <CardState card={card} />
        </span>
      </span>
      <span className="block font-medium text-sm leading-[18px] [overflow-wrap:anywhere]">{card.title}</span>
      {card.statusReason && (
        <span
          className={cn(
            "mt-2 line-clamp-4 text-xs first-letter:uppercase [overflow-wrap:anywhere]",
            isChoice(card) ? "text-muted-foreground" : "text-failure",
          )}
        >
          {card.statusReason}
        </span>
      )}
      {card.waitsFor.length > 0 &&
        card.status !== "done" &&
        !(isBusy(card) && run?.waitsFor?.kind === "dependency") && (
          <span className="mt-2 flex items-center gap-1.5 text-muted-foreground text-xs">
            <Hourglass className="size-3.5 flex-none" />
            After {card.waitsFor.map((number) => `#${number}`).join(", ")}
          </span>
        )}
      {card.status === "human_review" && run && !isChoice(card) && <ReviewLine run={run} />}
      {card.resolution === "merged" && run?.mergeCommit && (
        <span className="mt-2 flex items-center gap-1.5 font-mono text-muted-foreground text-xs">
          <GitCommitHorizontal className="size-3.5" />
          {run.mergeCommit.slice(0, 7)}
        </span>
      )}
      {run?.pullRequest && (
        <span className="mt-2 flex items-center gap-1.5 text-muted-foreground text-xs">
          <GitPullRequest className="size-3.5" />
          {card.resolution === "pull_request"
            ? `Pull request ${run.pullRequest.number}`
            : wordsOfPullRequest(run.pullRequest)}
        </span>
      )}
      <CardFooter card={card} />
      {run && isBusy(card) && <LiveStorey run={run} reason={card.statusReason} />}
    </>
  );
}

const isBusy = (card: Card): boolean => card.status === "in_progress" || card.status === "ai_review";

/** Several results wait for one of them to be kept. */
const isChoice = ({ status, run }: Card): boolean => status === "human_review" && !!run?.contestId;

function CardFooter({ card: { labels, assignee } }: { card: Card }) {
  if (labels.length === 0 && !assignee) return null;
  return (
    <span className="mt-2 flex items-end gap-1.5">
      <span className="flex min-w-0 flex-1 flex-wrap gap-1">
        {labels.map((label) => (
          <LabelChip key={label.id} label={label} />
        ))}
      </span>
      {assignee && (
        <>
          <span className="sr-only">Assigned to {assignee.name}</span>
          <Avatar name={assignee.name} size="sm" />
        </>
      )}
    </span>
  );
}

function CardState({ card }: { card: Card }) {
  const { run } = card;
  if (card.isApproving) return <Working word="Merging" />;
  if (card.isRemoving) return <Working word="Removing" />;
  if (run && (run.openAsks > 0 || (run.contest?.openAsks ?? 0) > 0))
    return <Badge variant="attention">Needs you</Badge>;
  if (isChoice(card)) return <Badge variant="attention">Choose</Badge>;
  if (card.status === "human_review") return <Badge variant="attention">Review</Badge>;
  if (run && isBusy(card)) {
    if (run.state === "interrupted") return <Badge variant="failed">{wordOfPause(run.pausedFor)}</Badge>;
    if (run.state === "queued") return <Queued run={run} />;
    const word = wordOfRun(run);
    if (word) return <Working word={word} />;
  }
  if (card.resolution === "merged") return <span className="text-primary-text">Merged</span>;
  if (card.resolution === "pull_request")
    return <span className="text-primary-text">{wordOfOffer[run?.pullRequest?.state ?? "open"]}</span>;
  if (card.resolution === "dropped") return <span>Dropped</span>;
  return null;
}

const wordOfOffer = { open: "Offered", merged: "Merged", closed: "Closed" } as const;

/** Nothing turns where nobody works yet. Only a limit lets go of one after another, so that a place says something. */
function Queued({ run }: { run: CardRun }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <StatusShape status="waiting" />
      {run.waitsFor?.kind === "dependency" ? "Queued" : wordOfRun(run)}
    </span>
  );
}

function Working({ word }: { word: string }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-primary-text">
      <StatusShape status="running" />
      {word}
    </span>
  );
}

function ReviewLine({ run }: { run: CardRun }) {
  const verdict = run.review?.verdict;
  const [Icon, words] =
    verdict === "approve"
      ? ([Check, "Review passed"] as const)
      : verdict === "changes"
        ? ([CircleX, "Review asked for changes"] as const)
        : ([CircleHelp, run.review ? "No verdict" : "Not reviewed"] as const);
  const notes = run.review?.notes ?? 0;
  return (
    <span className="mt-2 flex items-center gap-1.5 text-muted-foreground text-xs">
      <Icon className={cn("size-3.5", verdict === "approve" && "text-primary-text")} />
      {words}
      {notes > 0 && ` · ${notes} ${notes === 1 ? "note" : "notes"}`}
    </span>
  );
}

/** What stands on the card as its reason already is not said again. */
function LiveStorey({ run, reason }: { run: CardRun; reason: string | null }) {
  return (
    <span className="-mx-3 -mb-2.5 mt-2.5 grid grid-cols-[minmax(0,1fr)] gap-1.5 border-t px-3 py-2 text-xs">
      {run.activity && (
        <span className={cn("truncate", !isSentence(run.activity) && "font-mono")}>{run.activity}</span>
      )}
      {run.waitsFor && <span className="text-muted-foreground">{run.waitsFor.words}</span>}
      {run.error && run.error !== reason && <span className="text-failure">{run.error}</span>}
      <span className="flex items-center gap-2 text-subtle-foreground">
        <Bot className="size-3.5" />
        <span className="min-w-0 truncate">
          {run.contest?.isOpen ? `${run.contest.ended} of ${run.contest.runs} models ended` : run.model}
        </span>
        {run.startedAt && <Elapsed since={run.startedAt} until={run.endedAt} className="ml-auto flex-none" />}
      </span>
    </span>
  );
}
