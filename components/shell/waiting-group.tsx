"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { CommandGroup, CommandItem } from "#components/ui/command.tsx";
import { approvalHref, noApprovalFilter } from "#lib/client/approval-address.ts";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";

/** What waits for an answer, by name, in the command menu. */
export function WaitingGroup({ go }: { go: (href: string) => () => void }) {
  const { data: entries = [] } = useInfiniteQuery(approvalQueries.list("waiting", noApprovalFilter));
  if (entries.length === 0) return null;
  return (
    <CommandGroup heading="Approvals">
      {entries.map((entry) => (
        <CommandItem
          key={entry.id}
          value={entry.id}
          keywords={[`${labelOfCommand(entry.command)} ${entry.target.name}`]}
          onSelect={go(approvalHref("waiting", noApprovalFilter, entry.id))}
        >
          <ShieldCheck />
          <span className="truncate">
            {labelOfCommand(entry.command)} {entry.target.name}
          </span>
          <LevelBadge level={entry.level} className="ml-auto" />
        </CommandItem>
      ))}
    </CommandGroup>
  );
}
