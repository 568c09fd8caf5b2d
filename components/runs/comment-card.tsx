"use client";

import { Bot, Pencil, Trash2 } from "lucide-react";
import { useContext } from "react";
import { CommentForm } from "#components/runs/comment-form.tsx";
import { commentDrafts } from "#components/runs/drafts.ts";
import { type Finding, idOfFinding, linesOfFinding } from "#components/runs/findings.ts";
import { UnsentWords } from "#components/runs/unsent-words.tsx";
import type { Review } from "#components/runs/use-review.ts";
import { Markdown } from "#components/shared/markdown.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { MayWriteContext } from "#components/tasks/may-write.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { useKeptDraft } from "#lib/client/kept-drafts.ts";

interface CommentCardProps {
  finding: Finding;
  review: Review;
}

/** Something that is said to the changes, where it is said; a draft can be said otherwise or taken back. */
export function CommentCard({ finding, review }: CommentCardProps) {
  const { key, kind, author, text, suggestion, comment } = finding;
  const [edited, change] = useKeptDraft(commentDrafts, key);
  const mayWrite = useContext(MayWriteContext);
  const lines = linesOfFinding(finding);
  const close = () => commentDrafts.forget(key);
  if (mayWrite && edited && comment && kind === "draft") {
    return (
      <CommentForm
        said={edited}
        onChange={(said) => change(() => said)}
        where={whereOf(lines)}
        replaced={suggestion ?? ""}
        action="Save"
        isFresh={edited.text === text && edited.suggestion === suggestion}
        onCancel={close}
        onSave={async () => {
          const isTaken = await review.change(comment.id, edited.text.trim(), edited.suggestion);
          // What was typed meanwhile is not saved yet.
          if (isTaken && commentDrafts.read(key) === edited) close();
        }}
      />
    );
  }
  return (
    <article
      id={idOfFinding(key)}
      tabIndex={-1}
      aria-label={`Comment of ${author}`}
      className="max-w-[640px] scroll-m-24 rounded-lg border border-control bg-card focus-visible:outline-offset-0"
    >
      <header className="flex min-h-8 items-center gap-2 pt-1 pr-1.5 pl-3 text-muted-foreground text-xs">
        {kind === "ai" && <Bot className="size-3.5 flex-none text-primary-text" />}
        <span className="truncate font-medium text-foreground text-sm">{author}</span>
        {lines !== "" && <span className="flex-none">{whereOf(lines).toLowerCase()}</span>}
        {kind === "draft" && <Badge>Not sent</Badge>}
        {comment?.sentAt && <RelativeTime at={comment.sentAt} />}
        {finding.isOutdated && kind !== "ai" && <Badge>Earlier state</Badge>}
        {mayWrite && kind === "draft" && comment && (
          <span className="ml-auto flex flex-none">
            <Button
              variant="ghost"
              size="icon-xs"
              aria-label="Edit the comment"
              onClick={() => change(() => ({ text, suggestion }))}
            >
              <Pencil />
            </Button>
            <Button
              variant="ghost"
              size="icon-xs"
              aria-label="Discard the comment"
              onClick={() => review.remove(comment.id)}
            >
              <Trash2 />
            </Button>
          </span>
        )}
      </header>
      <div className="grid gap-2 px-3 pt-0.5 pb-2.5">
        {text !== "" && <Markdown className="gap-2 text-sm">{text}</Markdown>}
        {suggestion !== null && <Suggestion text={suggestion} />}
        {/* It was sent back as it stood before, while somebody wrote it anew. */}
        {edited && edited.text !== text && <UnsentWords text={edited.text} onPutAway={close} />}
      </div>
    </article>
  );
}

const whereOf = (lines: string): string =>
  lines === "" ? "The file as a whole" : `${lines.includes("–") ? "Lines" : "Line"} ${lines}`;

function Suggestion({ text }: { text: string }) {
  return (
    <figure className="overflow-hidden rounded-md border">
      <figcaption className="border-b bg-muted px-2.5 py-1 text-muted-foreground text-xs">
        {text === "" ? "Suggests to delete these lines" : "Suggested instead"}
      </figcaption>
      {text !== "" && (
        <pre className="whitespace-pre-wrap bg-diff-added px-2.5 py-1.5 font-mono text-xs leading-5 [overflow-wrap:anywhere]">
          {text}
        </pre>
      )}
    </figure>
  );
}
