"use client";

import { CornerUpLeft } from "lucide-react";
import type { FormEvent, KeyboardEvent } from "react";
import type { Feedback } from "#components/runs/use-feedback.ts";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/input.tsx";

/** Sends the work back with what should change; comments on lines go with it. */
export function FeedbackForm({ feedback, isFocused }: { feedback: Feedback; isFocused: boolean }) {
  const { text, drafts, error } = feedback;
  const isEmpty = text.trim() === "" && drafts === 0;
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (!isEmpty) void feedback.send();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isEmpty) void feedback.send();
  };
  return (
    <form onSubmit={onSubmit} className="grid flex-none gap-2 border-t px-5 pt-3 pb-4 max-md:px-4">
      <Textarea
        rows={2}
        autoFocus={isFocused}
        aria-label="What should change"
        placeholder="What should the agent change?"
        value={text}
        onChange={(event) => feedback.setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex items-center gap-2">
        <span
          role={error ? "alert" : undefined}
          className={error ? "text-failure text-xs" : "text-muted-foreground text-xs"}
        >
          {error?.message ?? (drafts === 0 ? "Comments on lines in Changes go with it." : countOf(drafts))}
        </span>
        <Button type="submit" size="sm" className="ml-auto" isBusy={feedback.isPending} disabled={isEmpty}>
          <CornerUpLeft />
          Send back
        </Button>
      </div>
    </form>
  );
}

const countOf = (count: number): string =>
  `${count} ${count === 1 ? "comment goes" : "comments go"} with it.`;
