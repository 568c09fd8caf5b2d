"use client";

import { Check, ChevronRight, CircleX } from "lucide-react";
import { useState } from "react";
import { useFold } from "#components/runs/folds.tsx";
import { ToolBody } from "#components/runs/tool-body.tsx";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { Markdown } from "#components/shared/markdown.tsx";
import { StatusShape } from "#components/shared/status-dot.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { EventOf, InnerEvent } from "#lib/client/conversation.ts";
import { formatDuration } from "#lib/client/format.ts";
import { aboutTool, wordOfTool } from "#lib/client/tool-words.ts";

interface ToolRowProps {
  event: EventOf<"tool">;
  /** What the sub-agent does that this call has started. */
  inner?: readonly InnerEvent[];
  /** One was led here, so it is unfolded. */
  isTarget?: boolean;
  className?: string;
}

const noInner: readonly InnerEvent[] = [];
const shortMs = 1000;

/** One call of a tool, folded: what, on what, and how it ended; unfolded with its input and its result. */
export function ToolRow({ event, inner = noInner, isTarget = false, className }: ToolRowProps) {
  const tool = event.data;
  const isUnderWay = tool.state === "pending" || tool.state === "running";
  const isSubAgentAtWork = tool.name === "task" && isUnderWay && inner.length > 0;
  const [isOpen, setIsOpen] = useFold(event.key, isTarget || isSubAgentAtWork);
  return (
    <div data-slot="tool-row" className={className}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex h-8 w-full max-md:h-10 cursor-pointer items-center gap-2 px-3 text-left text-xs focus-visible:-outline-offset-2"
      >
        <ChevronRight
          className={cn(
            "size-3.5 flex-none text-subtle-foreground transition-transform duration-normal",
            isOpen && "rotate-90",
          )}
        />
        <span className="flex-none text-muted-foreground">{wordOfTool(tool.name)}</span>
        <code className="min-w-0 truncate">{aboutTool(tool)}</code>
        <span className="ml-auto flex flex-none items-center gap-2 text-subtle-foreground">
          <ToolFigures tool={tool} inner={inner} />
          <ToolState state={tool.exitCode ? "error" : tool.state} />
        </span>
      </button>
      {isOpen && tool.name === "task" && tool.error === null && <SubAgent tool={tool} inner={inner} />}
      {isOpen && (tool.name !== "task" || tool.error !== null) && <ToolBody tool={tool} />}
    </div>
  );
}

type Tool = EventOf<"tool">["data"];

function ToolFigures({ tool, inner }: { tool: Tool; inner: readonly InnerEvent[] }) {
  const calls = inner.filter(({ kind }) => kind === "tool").length;
  const isLong = tool.durationMs !== null && tool.durationMs >= shortMs;
  return (
    <>
      {calls > 0 && <span>{calls === 1 ? "1 call" : `${calls} calls`}</span>}
      {tool.diff && <LineCounts additions={tool.diff.additions} deletions={tool.diff.deletions} />}
      {tool.exitCode !== null && tool.exitCode !== 0 && (
        <span className="text-failure">exit {tool.exitCode}</span>
      )}
      {isLong && <span>{formatDuration(tool.durationMs ?? 0)}</span>}
    </>
  );
}

function ToolState({ state }: { state: Tool["state"] }) {
  if (state === "completed") return <Check aria-label="done" className="size-3.5 text-primary-text" />;
  if (state === "error") return <CircleX aria-label="failed" className="size-3.5 text-failure" />;
  return (
    <span role="img" aria-label="running">
      <StatusShape status="running" />
    </span>
  );
}

const innerShown = 50;

/** A sub-agent: what it was asked, what it does, and what it brought back. */
function SubAgent({ tool, inner }: { tool: Tool; inner: readonly InnerEvent[] }) {
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? inner : inner.slice(-innerShown);
  const { prompt, subagent_type: kind } = tool.input;
  return (
    <div className="grid gap-2.5 border-t bg-muted/50 py-2.5 pr-3 pl-[34px]">
      {typeof prompt === "string" && (
        <p className="line-clamp-6 whitespace-pre-wrap text-muted-foreground text-xs [overflow-wrap:anywhere]">
          <span className="font-medium text-foreground">
            {typeof kind === "string" ? `Asked ${kind}` : "Asked"}
          </span>{" "}
          {prompt}
        </p>
      )}
      {shown.length < inner.length && (
        <Button variant="link" size="bare" className="justify-self-start" onClick={() => setIsWhole(true)}>
          Show {inner.length - shown.length} earlier
        </Button>
      )}
      {shown.map((event) =>
        event.kind === "tool" ? (
          <ToolRow
            key={event.key}
            event={event}
            className="overflow-hidden rounded-md border bg-background"
          />
        ) : (
          <InnerText key={event.key} event={event} />
        ),
      )}
      {inner.length === 0 && tool.output && <Markdown className="text-sm">{tool.output}</Markdown>}
    </div>
  );
}

function InnerText({ event }: { event: EventOf<"text"> }) {
  if (event.data.role !== "reasoning") return <Markdown className="text-sm">{event.data.text}</Markdown>;
  return (
    <details className="text-muted-foreground text-xs">
      <summary className="cursor-pointer">Thoughts</summary>
      <p className="mt-1 whitespace-pre-wrap border-l-2 pl-3">{event.data.text}</p>
    </details>
  );
}
