"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useCommand } from "#lib/client/run-command.ts";
import type { CheckedOutBranch } from "#lib/modules/git/schema.ts";

export interface BlockedCheckout {
  branch: string;
  files: string[];
}

export interface Checkout {
  isPending: boolean;
  /** The files that kept a checkout from happening, until the person has decided. */
  blocked: BlockedCheckout | null;
  run: (branch: string, changes?: "carry" | "leave") => void;
  giveUp: () => void;
}

/** Switches branches; where changes are in the way it asks what shall become of them. */
export function useCheckout(workspaceId: string): Checkout {
  const [blocked, setBlocked] = useState<BlockedCheckout | null>(null);
  const checkout = useCommand<object, CheckedOutBranch>({ name: "git.checkout", errors: "inline" });
  const run = async (branch: string, changes: "carry" | "leave" = "carry") => {
    const answer = await checkout.run({ workspaceId, branch, changes });
    if (answer.outcome === "error") {
      const { details, message } = answer.error;
      const files = Array.isArray(details.files) ? details.files.map(String) : [];
      if (changes === "carry" && files.length > 0) setBlocked({ branch, files });
      else toast.error("Check out failed", { description: message, duration: 10_000 });
      return;
    }
    setBlocked(null);
    if (answer.outcome === "done") tell(answer.result);
  };
  return {
    isPending: checkout.isPending,
    blocked,
    run: (branch, changes) => void run(branch, changes),
    giveUp: () => setBlocked(null),
  };
}

function tell(result: CheckedOutBranch | undefined): void {
  if (!result) return;
  const { branch, left, back } = result;
  const words = [
    left ? "Your changes stay with the branch you left, and come back with it." : "",
    back === "restored" ? "What you had left here is back." : "",
    back === "kept" ? "What you had left here is still put aside: see Branches." : "",
  ].filter((word) => word !== "");
  if (words.length > 0) toast(`On ${branch}`, { description: words.join(" ") });
}
