"use client";

import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { asOneLine } from "#lib/client/paste-risk.ts";

export interface RiskyPaste {
  text: string;
  lines: number;
  paste: (text: string) => void;
}

const shownCharactersMax = 2000;

/** Asked where the program in front cannot tell pasted lines from typed ones. */
export function RiskyPasteDialog({
  risky,
  onClose,
  onClosed,
}: {
  risky: RiskyPaste | null;
  onClose: () => void;
  /** The terminal takes the focus back. */
  onClosed: () => void;
}) {
  const answer = (text: string) => () => {
    risky?.paste(text);
    onClose();
  };
  return (
    <Dialog open={risky !== null} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        {risky && (
          <>
            <DialogHeader>
              <DialogTitle>Paste {risky.lines} lines?</DialogTitle>
              <DialogDescription>
                The program in this terminal takes pasted lines for typed ones: each would run as soon as it
                is there.
              </DialogDescription>
            </DialogHeader>
            <DialogBody>
              <pre
                // biome-ignore lint/a11y/noNoninteractiveTabindex: who uses the keyboard alone scrolls it
                tabIndex={0}
                className="max-h-48 overflow-auto rounded-md border bg-code p-3 font-mono text-xs"
              >
                {risky.text.slice(0, shownCharactersMax)}
                {risky.text.length > shownCharactersMax && "…"}
              </pre>
            </DialogBody>
            <DialogFooter className="flex-wrap">
              <Button onClick={onClose}>Cancel</Button>
              <Button onClick={answer(asOneLine(risky.text))}>Paste as one line</Button>
              <Button variant="primary" onClick={answer(risky.text)}>
                Paste {risky.lines} lines
              </Button>
            </DialogFooter>
          </>
        )}
      </DialogContent>
    </Dialog>
  );
}
