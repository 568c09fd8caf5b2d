import { Bot } from "lucide-react";
import type { z } from "zod";
import { Markdown } from "#components/shared/markdown.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import type { TextEvent } from "#lib/modules/runs/schema.ts";

interface SayingProps {
  saying: z.infer<typeof TextEvent>;
  at: string;
  model: string;
  /** The same speaker goes on. */
  isContinued: boolean;
}

/** What a person asked, or what the agent or the reviewer says; thoughts are folded away. */
export function SayingView({ saying, at, model, isContinued }: SayingProps) {
  if (saying.role === "reasoning") {
    return (
      <details className="text-muted-foreground text-xs">
        <summary className="cursor-pointer">Thoughts</summary>
        <p className="mt-1 whitespace-pre-wrap border-l-2 pl-3">{saying.text}</p>
      </details>
    );
  }
  if (saying.role === "user") {
    return (
      <section className="rounded-lg border bg-muted px-3 py-2.5">
        <p className="mb-1 flex items-center text-subtle-foreground text-xs">
          Asked
          <RelativeTime at={at} className="ml-auto" />
        </p>
        <Markdown>{saying.text}</Markdown>
      </section>
    );
  }
  return (
    <section>
      {!isContinued && (
        <p className="mb-1 flex items-center gap-2 text-subtle-foreground text-xs">
          <Bot className="size-4 flex-none text-primary-text" />
          <b className="font-medium text-foreground text-sm">
            {saying.source === "reviewer" ? "Reviewer" : "Agent"}
          </b>
          <span className="min-w-0 truncate">{model}</span>
          <RelativeTime at={at} className="ml-auto flex-none" />
        </p>
      )}
      <div aria-live={saying.isFinished ? undefined : "polite"}>
        <Markdown>{saying.text}</Markdown>
      </div>
      {saying.isBrokenOff && <p className="mt-1 text-subtle-foreground text-xs">Broken off here</p>}
    </section>
  );
}
