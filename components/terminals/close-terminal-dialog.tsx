"use client";

import { InlineCode } from "#components/shared/inline-code.tsx";
import type { ClosingTerminals } from "#components/terminals/use-close-terminal.ts";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import type { LiveTerminal } from "#lib/modules/terminals/schema.ts";

interface CloseTerminalDialogProps {
  closing: ClosingTerminals;
  /** A terminal takes the focus back. */
  onClosed: () => void;
}

/** Asked only where something would be cut off. */
export function CloseTerminalDialog({ closing, onClosed }: CloseTerminalDialogProps) {
  const { asked } = closing;
  const only = asked.length === 1 ? asked[0] : undefined;
  const onCloseAutoFocus = (event: Event) => {
    event.preventDefault();
    onClosed();
  };
  return (
    <Dialog open={asked.length > 0} onOpenChange={(isOpen) => !isOpen && closing.cancel()}>
      <DialogContent onCloseAutoFocus={onCloseAutoFocus}>
        <DialogHeader>
          <DialogTitle>{only ? `Close ${only.name}?` : `Close ${asked.length} busy terminals?`}</DialogTitle>
          {only ? (
            <DialogDescription>
              <Running terminal={only} /> runs in it and ends with it. What is already written to disk stays.
            </DialogDescription>
          ) : (
            <DialogDescription>
              What runs in them ends with them:{" "}
              {asked.map((terminal, index) => (
                <span key={terminal.id}>
                  {index > 0 && ", "}
                  <Running terminal={terminal} /> in {terminal.name}
                </span>
              ))}
              . What is already written to disk stays.
            </DialogDescription>
          )}
        </DialogHeader>
        <DialogFooter className="mt-5">
          <Button onClick={closing.cancel}>Keep it</Button>
          <Button variant="primary" isBusy={closing.isPending} onClick={() => void closing.confirm()}>
            {only ? "Close terminal" : "Close terminals"}
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

const Running = ({ terminal: { command } }: { terminal: LiveTerminal }) =>
  command ? <InlineCode>{command}</InlineCode> : "A program";
