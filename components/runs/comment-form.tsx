"use client";

import { type KeyboardEvent, useState } from "react";
import type { Said } from "#components/runs/drafts.ts";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/input.tsx";

interface CommentFormProps {
  said: Said;
  onChange: (said: Said) => void;
  /** What it is said to: `Lines 22–24`. */
  where: string;
  /** What stands there now, from which a suggestion begins; null where nothing can be suggested. */
  replaced: string | null;
  action: string;
  /** It was opened just now, and not drawn again because it came back into sight. */
  isFresh: boolean;
  onSave: () => Promise<unknown>;
  onCancel: () => void;
}

/** Words to some lines, and what should stand there instead; kept until it is sent back with the others. */
export function CommentForm(props: CommentFormProps) {
  const { said, onChange: change, where, replaced, action, isFresh, onSave, onCancel } = props;
  const [isBusy, setIsBusy] = useState(false);
  const isEmpty = said.text.trim() === "" && said.suggestion === null;
  const save = async () => {
    if (isEmpty || isBusy) return;
    setIsBusy(true);
    await onSave();
    setIsBusy(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save();
    if (event.key === "Escape" && isEmpty) onCancel();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the fields within it, wherever the focus is
    <div
      onKeyDown={onKeyDown}
      className="grid max-w-[640px] gap-2 rounded-lg border border-ring bg-card p-2 outline-2 outline-ring/30"
    >
      <Textarea
        autoFocus={isFresh}
        rows={2}
        // The frame around it shows the focus.
        className="border-transparent bg-transparent focus-visible:border-transparent focus-visible:outline-0"
        aria-label="Comment"
        placeholder="What should change here?"
        value={said.text}
        onChange={(event) => change({ ...said, text: event.target.value })}
      />
      {said.suggestion !== null && (
        <Textarea
          rows={Math.min(12, Math.max(2, said.suggestion.split("\n").length))}
          aria-label="What should stand there instead"
          className="font-mono text-xs leading-5"
          spellCheck={false}
          value={said.suggestion}
          onChange={(event) => change({ ...said, suggestion: event.target.value })}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <span className="min-w-0 flex-1 truncate pl-1 text-muted-foreground text-xs">
          {where} · kept until you send back
        </span>
        {replaced !== null && (
          <Button
            size="sm"
            variant="ghost"
            onClick={() => change({ ...said, suggestion: said.suggestion === null ? replaced : null })}
          >
            {said.suggestion === null ? "Suggest" : "No suggestion"}
          </Button>
        )}
        <Button size="sm" variant="ghost" onClick={onCancel}>
          Discard
        </Button>
        <Button size="sm" isBusy={isBusy} disabled={isEmpty} onClick={() => void save()}>
          {action}
        </Button>
      </div>
    </div>
  );
}
