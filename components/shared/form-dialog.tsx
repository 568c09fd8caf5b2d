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

interface FormFrameProps {
  title: string;
  description: ReactNode;
  /** Where a field's hint says the same: for those who hear the dialog only. */
  isDescriptionHidden?: boolean;
  /** What the button that submits says. */
  button: string;
  isBusy: boolean;
  isReady?: boolean;
  /** What was refused and belongs to no field. */
  rest?: string | null;
  /** The server says what does not fit, and the browser nothing. */
  noValidate?: boolean;
  onSubmit: (form: HTMLFormElement) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A few fields that are sent together, or not at all. */
export function FormDialog({ className, ...frame }: FormFrameProps & { className?: string }) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && frame.onClose()}>
      <DialogContent className={className}>
        <FormFrame {...frame} />
      </DialogContent>
    </Dialog>
  );
}

function FormFrame({ title, description, button, ...props }: FormFrameProps) {
  const { isBusy, isReady = true, rest, onClose } = props;
  return (
    <form
      noValidate={props.noValidate}
      onSubmit={(event) => {
        event.preventDefault();
        props.onSubmit(event.currentTarget);
      }}
    >
      <DialogHeader>
        <DialogTitle>{title}</DialogTitle>
        <DialogDescription className={props.isDescriptionHidden ? "sr-only" : undefined}>
          {description}
        </DialogDescription>
      </DialogHeader>
      <DialogBody>
        {props.children}
        {rest && (
          <p role="alert" className="text-failure text-xs">
            {rest}
          </p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button variant="ghost" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" variant="primary" isBusy={isBusy} disabled={!isReady}>
          {button}
        </Button>
      </DialogFooter>
    </form>
  );
}

interface ShownFrameProps {
  title: string;
  description: ReactNode;
  children: ReactNode;
  onClose: () => void;
}

function ShownFrame({ title, description, children, onClose }: ShownFrameProps) {
  return (
    <>
      <DialogHeader>
        <DialogTitle className="[overflow-wrap:anywhere]">{title}</DialogTitle>
        <DialogDescription>{description}</DialogDescription>
      </DialogHeader>
      <DialogBody>{children}</DialogBody>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </>
  );
}

const stay = (event: Event) => event.preventDefault();
/** A press beside a dialog does not take away what it shows this one time. */
const staying = { onInteractOutside: stay, onEscapeKeyDown: stay };

/** Something to look at. `isOnce`: it is shown this one time. */
export function ShownDialog({
  className,
  isOnce = false,
  ...frame
}: ShownFrameProps & { className?: string; isOnce?: boolean }) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && frame.onClose()}>
      <DialogContent className={className} {...(isOnce && staying)}>
        <ShownFrame {...frame} />
      </DialogContent>
    </Dialog>
  );
}

interface OnceDialogProps extends FormFrameProps {
  className?: string;
  /** What is shown in the place of the form once it is there, this one time. */
  shown: Omit<ShownFrameProps, "onClose"> | null;
}

/** A form whose answer is shown once. */
export function OnceDialog({ className, shown, ...frame }: OnceDialogProps) {
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && frame.onClose()}>
      <DialogContent className={className} {...(shown && staying)}>
        {shown ? <ShownFrame {...shown} onClose={frame.onClose} /> : <FormFrame {...frame} />}
      </DialogContent>
    </Dialog>
  );
}
