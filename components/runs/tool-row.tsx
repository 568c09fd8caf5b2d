"use client";

import { Check, ChevronRight, CircleX } from "lucide-react";
import { LineCounts } from "#components/shared/diff-view.tsx";
import { StatusShape } from "#components/shared/status-dot.tsx";
import type { ConversationBlock } from "#lib/client/conversation.ts";
import { formatDuration } from "#lib/client/format.ts";

type ToolCalls = Extract<ConversationBlock, { kind: "tools" }>["tools"];
type Tool = ToolCalls[number]["data"];

/** Calls that follow each other, in one frame. */
export function ToolList({ tools }: { tools: ToolCalls }) {
  return (
    <div className="divide-y overflow-hidden rounded-lg border">
      {tools.map(({ key, data }) => (
        <ToolRow key={key} tool={data} />
      ))}
    </div>
  );
}

/** One call of a tool, folded: what, on what, and how it ended; unfolded with its result. */
function ToolRow({ tool }: { tool: Tool }) {
  const result = tool.error ?? tool.output;
  return (
    <details className="group">
      <summary className="flex h-8 cursor-pointer list-none items-center gap-2 px-3 text-xs [&::-webkit-details-marker]:hidden">
        <ChevronRight className="size-3.5 flex-none text-subtle-foreground transition-transform duration-normal group-open:rotate-90" />
        <span className="flex-none text-muted-foreground first-letter:uppercase">{tool.name}</span>
        <code className="min-w-0 truncate">{tool.title ?? subjectOf(tool)}</code>
        <span className="ml-auto flex flex-none items-center gap-2 text-subtle-foreground">
          {tool.diff && <LineCounts additions={tool.diff.additions} deletions={tool.diff.deletions} />}
          {tool.durationMs !== null && tool.durationMs >= 1000 && formatDuration(tool.durationMs)}
          <ToolState state={tool.state} />
        </span>
      </summary>
      <div className="border-t bg-terminal px-3 py-2 font-mono text-terminal-foreground text-xs">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
        <pre tabIndex={0} className="max-h-80 overflow-auto whitespace-pre-wrap [overflow-wrap:anywhere]">
          {result || JSON.stringify(tool.input, null, 2)}
        </pre>
        {tool.isOutputCut && <p className="mt-1 text-terminal-muted">The output was cut here.</p>}
      </div>
    </details>
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

/** What a call is about, from the fields that tools usually have. */
function subjectOf({ input }: Tool): string {
  const subject = input.command ?? input.filePath ?? input.path ?? input.pattern ?? input.description;
  return typeof subject === "string" ? subject : "";
}
