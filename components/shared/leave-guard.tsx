"use client";

import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";

interface LeaveGuardProps {
  /** While it is true, a link and the browser's own ways out are asked about first. */
  isUnsaved: boolean;
  /** What would be lost: "The changes to General". */
  what: string;
  onLeave: () => void;
}

/** Stands beside a form: nobody leaves it with something unsaved by a slip. */
export function LeaveGuard({ isUnsaved, what, onLeave }: LeaveGuardProps) {
  const router = useRouter();
  const [target, setTarget] = useState<string | null>(null);

  useEffect(() => {
    if (!isUnsaved) return;
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    const onClick = (event: MouseEvent) => {
      const href = wayOut(event);
      if (href === null) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      setTarget(href);
    };
    window.addEventListener("beforeunload", onUnload);
    // On its way down from the window: before the link, and whatever else would follow it, hears of it.
    window.addEventListener("click", onClick, { capture: true });
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      window.removeEventListener("click", onClick, { capture: true });
    };
  }, [isUnsaved]);

  const leave = () => {
    onLeave();
    if (target !== null) router.push(target);
    setTarget(null);
  };
  return (
    <Dialog open={target !== null} onOpenChange={(isOpen) => !isOpen && setTarget(null)}>
      <DialogContent>
        <DialogHeader className="pb-4">
          <DialogTitle>Leave without saving?</DialogTitle>
          <DialogDescription>{what} are not saved yet and would be lost.</DialogDescription>
        </DialogHeader>
        <DialogFooter>
          <Button onClick={leave}>Leave</Button>
          <Button variant="primary" onClick={() => setTarget(null)}>
            Stay
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}

/** Where a click on a link of ours leads in this tab; null for every other click. */
function wayOut(event: MouseEvent): string | null {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank" || link.hasAttribute("download"))
    return null;
  const isElsewhere = link.origin !== location.origin || link.pathname === location.pathname;
  return isElsewhere ? null : `${link.pathname}${link.search}${link.hash}`;
}
