"use client";

import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { Button } from "#components/ui/button.tsx";

interface UnsentWordsProps {
  /** Nothing is shown where it is empty. */
  text: string;
  onPutAway: () => void;
}

/** What was being typed when the field for it went: to be copied, or put away. */
export function UnsentWords({ text, onPutAway }: UnsentWordsProps) {
  if (text === "") return null;
  return <Words text={text} onPutAway={onPutAway} />;
}

function Words({ text, onPutAway }: UnsentWordsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    // The field that was typed in is gone: the next letters would be keys of the board.
    if (document.activeElement === document.body) field.current?.focus();
  }, []);
  return (
    <div className="mt-1.5 flex items-start gap-1 rounded-lg border border-dashed px-3 py-2 text-xs">
      <label className="grid min-w-0 flex-1 gap-0.5 text-muted-foreground">
        Typed and not sent:
        <textarea
          ref={field}
          readOnly
          rows={1}
          value={text}
          className="field-sizing-content max-h-32 w-full resize-none rounded-sm bg-transparent text-foreground"
        />
      </label>
      <CopyButton text={text} label="Copy what was typed" />
      <Button variant="ghost" size="icon-xs" aria-label="Put away" title="Put away" onClick={onPutAway}>
        <X />
      </Button>
    </div>
  );
}
