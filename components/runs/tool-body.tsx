"use client";

import { useMemo } from "react";
import { TodoList } from "#components/runs/todo-list.tsx";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { DiffRows } from "#components/shared/diff-rows.tsx";
import { useSyntax } from "#components/shared/use-syntax.ts";
import type { EventOf } from "#lib/client/conversation.ts";
import { parsePatch } from "#lib/client/patch.ts";
import { fileOf, patchOf } from "#lib/client/tool-words.ts";
import { todosOf } from "#lib/modules/transcripts/rules.ts";

type Tool = EventOf<"tool">["data"];

/** What a call was given and what it gave, in the form that suits its kind. */
export function ToolBody({ tool }: { tool: Tool }) {
  const todos = todosOf(tool);
  const patch = useMemo(() => patchOf(tool), [tool]);
  if (tool.error !== null) return <Output tool={tool} text={tool.error} />;
  if (todos) return <TodoList todos={todos} className="border-t px-3 py-2.5" />;
  if (patch) return <Patch path={fileOf(tool)} {...patch} />;
  return <Output tool={tool} text={tool.output ?? ""} />;
}

function Patch({ path, patch, isCut }: { path: string; patch: string; isCut: boolean }) {
  const hunks = useMemo(() => parsePatch(patch), [patch]);
  const syntax = useSyntax(path, hunks);
  return (
    <div className="relative border-t">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard */}
      <section tabIndex={0} aria-label={`Change of ${path}`} className="max-h-96 overflow-auto">
        <DiffRows hunks={hunks} layout="unified" syntax={syntax} />
      </section>
      {isCut && (
        <p className="border-t px-3 py-1.5 text-muted-foreground text-xs">The rest is not shown here.</p>
      )}
    </div>
  );
}

/** A command stands there as it was typed; what other tools were given, field by field. */
function Output({ tool, text }: { tool: Tool; text: string }) {
  const given = givenTo(tool);
  return (
    <div className="group/output relative border-t bg-terminal px-3 py-2 font-mono text-terminal-foreground text-xs">
      <CopyButton
        text={text || given}
        label="Copy"
        className="absolute top-1 right-1 text-terminal-muted opacity-0 hover:bg-white/10 hover:text-terminal-foreground focus-visible:opacity-100 group-hover/output:opacity-100"
      />
      {given && (
        <pre className="max-h-40 overflow-hidden whitespace-pre-wrap pr-6 text-terminal-muted [overflow-wrap:anywhere]">
          {given}
        </pre>
      )}
      {text && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
        <pre tabIndex={0} className="max-h-80 overflow-auto whitespace-pre-wrap [overflow-wrap:anywhere]">
          {text}
        </pre>
      )}
      {tool.isOutputCut && <p className="mt-1 text-terminal-muted">Parts of the output are left out.</p>}
      {tool.exitCode !== null && tool.exitCode !== 0 && (
        <p className="mt-1 text-terminal-muted">It ended with exit code {tool.exitCode}.</p>
      )}
    </div>
  );
}

const fieldMax = 2_000;

function givenTo({ name, input }: Tool): string {
  if (name === "bash" && typeof input.command === "string") return `$ ${input.command}`;
  return Object.entries(input)
    .map(([field, value]) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return `${field}: ${text.length > fieldMax ? `${text.slice(0, fieldMax)}…` : text}`;
    })
    .join("\n");
}
