"use client";

import type { ReactNode } from "react";
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

interface FormDialogProps {
  title: string;
  description: string;
  /** Where a field's hint says the same: for those who hear the dialog only. */
  isDescriptionHidden?: boolean;
  /** What the button that submits says. */
  button: string;
  isBusy: boolean;
  isReady: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}

/** A few fields that are sent together, or not at all. */
export function FormDialog({ title, description, button, isBusy, isReady, ...props }: FormDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <DialogContent>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            props.onSubmit();
          }}
        >
          <DialogHeader>
            <DialogTitle>{title}</DialogTitle>
            <DialogDescription className={props.isDescriptionHidden ? "sr-only" : undefined}>
              {description}
            </DialogDescription>
          </DialogHeader>
          <DialogBody>{props.children}</DialogBody>
          <DialogFooter>
            <Button variant="ghost" onClick={props.onClose}>
              Cancel
            </Button>
            <Button type="submit" variant="primary" isBusy={isBusy} disabled={!isReady}>
              {button}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
