"use client";

import { Bot, CircleHelp, FilePen, Info, type LucideIcon, MessageSquare, ShieldCheck } from "lucide-react";
import { useEffect, useRef } from "react";
import type { OutlineEntry } from "#lib/modules/transcripts/schema.ts";

interface OutlineListProps {
  entries: readonly OutlineEntry[];
  onChoose: (position: number) => void;
}

const kinds: Record<OutlineEntry["kind"], { icon: LucideIcon; word: string }> = {
  prompt: { icon: MessageSquare, word: "Asked" },
  ask: { icon: CircleHelp, word: "Question" },
  review: { icon: ShieldCheck, word: "Review" },
  edit: { icon: FilePen, word: "Change" },
  agent: { icon: Bot, word: "Sub-agent" },
  status: { icon: Info, word: "Status" },
};

/** Prompts, asks, reviews, changes and what became of the run; each leads to its place. */
export function OutlineList({ entries, onChoose }: OutlineListProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, []);
  if (entries.length === 0) {
    return <p className="px-2 py-1.5 text-muted-foreground text-sm">Nothing that stands out yet.</p>;
  }
  return (
    <ol ref={list} aria-label="Outline" className="max-h-[60vh] overflow-auto">
      {entries.map(({ key, position, kind, label }) => {
        const { icon: Icon, word } = kinds[kind];
        return (
          <li key={key}>
            <button
              type="button"
              onClick={() => onChoose(position)}
              className="flex min-h-7 w-full max-md:min-h-10 cursor-pointer items-center gap-2 rounded-md px-2 py-1 text-left text-sm hover:bg-accent focus-visible:-outline-offset-2"
            >
              <Icon role="img" aria-label={word} className="size-3.5 flex-none text-subtle-foreground" />
              <span className="min-w-0 truncate">{label || word}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}
