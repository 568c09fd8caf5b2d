"use client";

import { InlineCode } from "#components/shared/inline-code.tsx";
import type { ClosingTerminal } from "#components/terminals/use-close-terminal.ts";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";

interface CloseTerminalDialogProps {
  closing: ClosingTerminal;
  /** A terminal takes the focus back. */
  onClosed: () => void;
}

/** Asked only where something would be cut off. */
export function CloseTerminalDialog({ closing, onClosed }: CloseTerminalDialogProps) {
  const { asked } = closing;
  const onCloseAutoFocus = (event: Event) => {
    event.preventDefault();
    onClosed();
  };
  return (
    <Dialog open={asked !== null} onOpenChange={(isOpen) => !isOpen && closing.cancel()}>
      <DialogContent onCloseAutoFocus={onCloseAutoFocus}>
        <DialogHeader>
          <DialogTitle>Close {asked?.name}?</DialogTitle>
          <DialogDescription>
            {asked?.command ? <InlineCode>{asked.command}</InlineCode> : "A program"} runs in it and ends with
            it. What is already written to disk stays.
          </DialogDescription>
        </DialogHeader>
        <DialogFooter className="mt-5">
          <Button onClick={closing.cancel}>Keep it</Button>
          <Button variant="primary" isBusy={closing.isPending} onClick={() => void closing.confirm()}>
            Close terminal
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
