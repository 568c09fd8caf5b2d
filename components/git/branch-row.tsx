"use client";

import { Ellipsis, GitBranch } from "lucide-react";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import type { Branch } from "#lib/modules/git/schema.ts";

interface BranchRowProps {
  branch: Branch;
  isWritable: boolean;
  onCheckout: () => void;
  onBranchOff: () => void;
  onRename: () => void;
  onDelete: () => void;
}

/** A branch, its newest commit, and how it stands to its upstream. */
export function BranchRow({ branch, isWritable, ...on }: BranchRowProps) {
  const { name, current, checkedOutIn, ahead, behind, upstream, remote } = branch;
  const isElsewhere = checkedOutIn !== null && !current;
  const distance = [ahead > 0 && `${ahead} ahead`, behind > 0 && `${behind} behind`].filter(Boolean);
  return (
    <li className="group flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-accent">
      <GitBranch className="size-3.5 flex-none text-subtle-foreground" />
      <div className="min-w-0 flex-1 text-xs">
        <p className="flex items-center gap-2">
          <code className="truncate font-medium" title={name}>
            {name}
          </code>
          {current && <Badge variant="good">current</Badge>}
          {isElsewhere && <Badge>in use by a task</Badge>}
        </p>
        <p className="truncate text-muted-foreground" title={branch.subject}>
          {branch.subject}
        </p>
        <p className="truncate text-subtle-foreground">
          {branch.author} · <RelativeTime at={branch.committedAt} />
          {remote === null && (
            <>
              {" "}
              ·{" "}
              {upstream === null
                ? "not pushed"
                : distance.length === 0
                  ? "as its upstream"
                  : distance.join(", ")}
            </>
          )}
        </p>
      </div>
      {isWritable && (
        <DropdownMenu>
          <DropdownMenuTrigger asChild>
            <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
              <Ellipsis />
            </Button>
          </DropdownMenuTrigger>
          <DropdownMenuContent align="end">
            <DropdownMenuItem disabled={current || isElsewhere} onSelect={on.onCheckout}>
              Check out
            </DropdownMenuItem>
            <DropdownMenuItem onSelect={on.onBranchOff}>New branch from here</DropdownMenuItem>
            {remote === null && (
              <>
                <DropdownMenuItem disabled={isElsewhere} onSelect={on.onRename}>
                  Rename
                </DropdownMenuItem>
                <DropdownMenuSeparator />
                <DropdownMenuItem disabled={checkedOutIn !== null} onSelect={on.onDelete}>
                  Delete
                </DropdownMenuItem>
              </>
            )}
          </DropdownMenuContent>
        </DropdownMenu>
      )}
    </li>
  );
}
