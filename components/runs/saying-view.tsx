"use client";

import { Bot, Link2 } from "lucide-react";
import type { z } from "zod";
import { useFold } from "#components/runs/folds.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { TextEvent } from "#lib/modules/runs/schema.ts";

interface SayingProps {
  eventKey: string;
  saying: z.infer<typeof TextEvent>;
  at: string;
  model: string;
  /** Where it can be found again. */
  link: string;
  /** The same speaker goes on. */
  isContinued: boolean;
  isTarget: boolean;
}

const caret =
  "[&>:last-child]:after:ml-0.5 [&>:last-child]:after:inline-block [&>:last-child]:after:h-[1em] [&>:last-child]:after:w-[7px] [&>:last-child]:after:bg-primary [&>:last-child]:after:align-[-0.125em] [&>:last-child]:after:content-['']";

/** What a person asked, or what the agent or the reviewer says; thoughts are folded away. */
export function SayingView(props: SayingProps) {
  const { saying, at, model, isContinued } = props;
  if (saying.role === "reasoning") return <Thoughts {...props} />;
  if (saying.role === "user") {
    return (
      <section className="group/saying rounded-lg border bg-muted px-3 py-2.5">
        <div className="mb-1 flex items-center gap-1 text-subtle-foreground text-xs">
          Asked
          <Actions {...props} className="ml-auto" />
          <RelativeTime at={at} />
        </div>
        <Markdown>{saying.text}</Markdown>
      </section>
    );
  }
  return (
    <section className="group/saying relative">
      {isContinued ? (
        <Actions {...props} className="absolute -top-1 right-0 rounded-md bg-background" />
      ) : (
        <div className="mb-1 flex items-center gap-2 text-subtle-foreground text-xs">
          <Bot className="size-4 flex-none text-primary-text" />
          <b className="font-medium text-foreground text-sm">
            {saying.source === "reviewer" ? "Reviewer" : "Agent"}
          </b>
          <span className="min-w-0 truncate">{model}</span>
          <Actions {...props} className="ml-auto" />
          <RelativeTime at={at} className="flex-none" />
        </div>
      )}
      <div aria-live={saying.isFinished ? undefined : "polite"}>
        <Markdown className={saying.isFinished ? undefined : caret}>{saying.text}</Markdown>
      </div>
      {saying.isBrokenOff && <p className="mt-1 text-subtle-foreground text-xs">Broken off here</p>}
    </section>
  );
}

function Thoughts({ eventKey, saying, isTarget }: SayingProps) {
  const [isOpen, setIsOpen] = useFold(eventKey, isTarget);
  return (
    <details
      open={isOpen}
      onToggle={(event) => setIsOpen(event.currentTarget.open)}
      className="text-muted-foreground text-xs"
    >
      <summary className="cursor-pointer">{saying.isFinished ? "Thoughts" : "Thinks …"}</summary>
      <p className="mt-1 whitespace-pre-wrap border-l-2 pl-3 [overflow-wrap:anywhere]">{saying.text}</p>
    </details>
  );
}

/** Shown where the pointer or the focus is, and to fingers, except over words; there for whoever goes by keys all the time. */
function Actions({ saying, link, isContinued, className }: SayingProps & { className: string }) {
  const shown = "opacity-0 focus-within:opacity-100 group-hover/saying:opacity-100";
  return (
    <span
      className={cn(
        "flex flex-none items-center",
        shown,
        !isContinued && "pointer-coarse:opacity-100",
        className,
      )}
    >
      <CopyButton
        text={() => new URL(link, window.location.href).href}
        label="Copy a link to this"
        icon={Link2}
        className="-my-1"
      />
      <CopyButton text={saying.text} label="Copy the text" className="-my-1" />
    </span>
  );
}
