"use client";

import { InlineCode } from "#components/shared/inline-code.tsx";
import { Button } from "#components/ui/button.tsx";
import type { SettingFieldView } from "#lib/modules/settings/schema.ts";

interface SourceNoteProps {
  view: SettingFieldView | undefined;
  /** Takes back what people set; left out where the reader may not. */
  onReset?: (() => void) | undefined;
}

/** Where what holds comes from, and the way back to what holds without it. */
export function SourceNote({ view, onReset }: SourceNoteProps) {
  if (!view || view.source === "default") return null;
  if (view.source === "environment") {
    return (
      <span className="block text-muted-foreground">
        From <InlineCode>{view.variable}</InlineCode>, until something else is set here.
      </span>
    );
  }
  if (!onReset) return null;
  return (
    <Button variant="link" size="bare" className="mt-0.5 text-xs" onClick={onReset}>
      Back to the default
    </Button>
  );
}
