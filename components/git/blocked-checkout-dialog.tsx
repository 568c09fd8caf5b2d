"use client";

import type { Checkout } from "#components/git/use-checkout.ts";
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
import { shownPath } from "#lib/modules/git/rules.ts";

interface BlockedCheckoutDialogProps {
  checkout: Checkout;
  /** The branch that is checked out now. */
  current: string | null;
}

/** Changes are in the way of a checkout: they can stay with their branch. */
export function BlockedCheckoutDialog({ checkout, current }: BlockedCheckoutDialogProps) {
  const { blocked } = checkout;
  if (!blocked) return null;
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && checkout.giveUp()}>
      <DialogContent>
        <DialogHeader>
          <DialogTitle>
            Changes are in the way of <code>{blocked.branch}</code>
          </DialogTitle>
          <DialogDescription>
            These files differ there too, so their changes cannot come along. Commit them first, or leave all
            your changes here: they come back when you check out <code>{current ?? "this branch"}</code>{" "}
            again.
          </DialogDescription>
        </DialogHeader>
        <DialogBody>
          <ul aria-label="Files in the way" className="max-h-48 overflow-y-auto font-mono text-xs">
            {blocked.files.map((file) => (
              <li key={file} className="truncate py-0.5">
                {shownPath(file)}
              </li>
            ))}
          </ul>
        </DialogBody>
        <DialogFooter>
          <Button variant="ghost" onClick={checkout.giveUp}>
            Cancel
          </Button>
          {current !== null && (
            <Button
              variant="primary"
              isBusy={checkout.isPending}
              onClick={() => checkout.run(blocked.branch, "leave")}
            >
              Leave changes on {current}
            </Button>
          )}
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
