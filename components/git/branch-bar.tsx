"use client";

import { ArrowDown, ArrowUp, ChevronDown } from "lucide-react";
import { BlockedCheckoutDialog } from "#components/git/blocked-checkout-dialog.tsx";
import { BranchSwitcher } from "#components/git/branch-switcher.tsx";
import { SyncProgress } from "#components/git/sync-progress.tsx";
import { useCheckout } from "#components/git/use-checkout.ts";
import { useSync } from "#components/git/use-sync.ts";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { countOf } from "#lib/client/format.ts";
import { isDefaultBranch, reasonNotToPush, wordsOfBranch } from "#lib/modules/git/rules.ts";
import type { GitStatus } from "#lib/modules/git/schema.ts";

interface BranchBarProps {
  projectId: string;
  workspaceId: string;
  isWritable: boolean;
  defaultBranch: string | null;
  status: GitStatus;
}

/** The branch that is checked out, how it stands to its upstream, and what brings the two together. */
export function BranchBar({ projectId, workspaceId, isWritable, defaultBranch, status }: BranchBarProps) {
  const { branch, upstream, ahead, behind, head } = status;
  const whyNoPush = reasonNotToPush(status);
  const checkout = useCheckout(workspaceId);
  const sync = useSync(workspaceId, branch);
  const isDetached = branch === null && status.underWay === null;
  return (
    <div className="grid flex-none gap-2.5 border-b px-4 py-3">
      <BranchSwitcher
        workspaceId={workspaceId}
        branch={branch}
        head={head}
        isWritable={isWritable}
        checkout={checkout}
      />
      <p className="text-muted-foreground text-xs">
        {status.underWay?.kind === "rebase" ? "A rebase is under way." : wordsOfBranch(status)}
      </p>
      {isWritable && isDetached && defaultBranch !== null && (
        <Button size="sm" isBusy={checkout.isPending} onClick={() => checkout.run(defaultBranch)}>
          Back to {defaultBranch}
        </Button>
      )}
      {isWritable && branch !== null && (
        <div className="flex gap-2">
          <div className="flex flex-1">
            <Button
              size="sm"
              className="flex-1 rounded-r-none"
              disabled={upstream === null}
              isBusy={sync.isPulling}
              onClick={() => sync.pull()}
            >
              <ArrowDown />
              {behind > 0 ? `Pull ${behind}` : "Pull"}
            </Button>
            <DropdownMenu>
              <DropdownMenuTrigger asChild>
                <Button
                  size="icon-sm"
                  className="-ml-px rounded-l-none"
                  disabled={upstream === null || sync.isPulling}
                  aria-label="Other ways to pull"
                >
                  <ChevronDown />
                </Button>
              </DropdownMenuTrigger>
              <DropdownMenuContent align="end">
                <DropdownMenuItem onSelect={() => sync.pull()}>Pull, only forward</DropdownMenuItem>
                <DropdownMenuItem onSelect={() => sync.pull(true)}>
                  Pull with rebase: your commits go on top
                </DropdownMenuItem>
              </DropdownMenuContent>
            </DropdownMenu>
          </div>
          <Button
            size="sm"
            className="flex-1"
            disabled={whyNoPush !== null}
            isBusy={sync.isPushing}
            onClick={() => sync.push(branch)}
            title={whyNoPush ?? (ahead > 0 ? `${countOf(ahead, "commit")} to push` : undefined)}
          >
            <ArrowUp />
            {ahead > 0 ? `Push ${ahead}` : "Push"}
            {whyNoPush === null && isDefaultBranch(branch, defaultBranch) && <LevelBadge level="MEDIUM" />}
          </Button>
        </div>
      )}
      <SyncProgress projectId={projectId} workspaceId={workspaceId} />
      <BlockedCheckoutDialog checkout={checkout} current={branch} />
    </div>
  );
}
