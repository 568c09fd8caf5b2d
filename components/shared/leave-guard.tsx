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
import { followedLink } from "#lib/client/followed-link.ts";
import { isServerThere } from "#lib/client/server-there.ts";

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
      const href = followedLink(event);
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

  const leave = async () => {
    if (!(await isServerThere())) return;
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
          <Button onClick={() => void leave()}>Leave</Button>
          <Button variant="primary" onClick={() => setTarget(null)}>
            Stay
          </Button>
        </DialogFooter>
      </DialogContent>
    </Dialog>
  );
}
