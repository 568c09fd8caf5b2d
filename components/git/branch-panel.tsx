"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { BlockedCheckoutDialog } from "#components/git/blocked-checkout-dialog.tsx";
import { BranchRow } from "#components/git/branch-row.tsx";
import { NewBranchDialog } from "#components/git/new-branch-dialog.tsx";
import { PutAside } from "#components/git/put-aside.tsx";
import { RenameBranchDialog } from "#components/git/rename-branch-dialog.tsx";
import { useCheckout } from "#components/git/use-checkout.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";
import { localNameOf } from "#lib/modules/git/rules.ts";
import type { Branch, GitStatus } from "#lib/modules/git/schema.ts";

interface BranchPanelProps {
  workspaceId: string;
  isWritable: boolean;
  status: GitStatus;
}

/** Every branch with how it stands to its upstream, and what was put aside. */
export function BranchPanel({ workspaceId, isWritable, status }: BranchPanelProps) {
  const { data, error, refetch } = useQuery(gitQueries.branches(workspaceId));
  const [text, setText] = useState("");
  const [renamed, setRenamed] = useState<Branch | null>(null);
  const [from, setFrom] = useState<Branch | null>(null);
  const checkout = useCheckout(workspaceId);
  const remove = useCommand<object>({ name: "git.delete-branch", label: "Delete" });
  if (!data && error) {
    return (
      <ErrorView
        title="The branches could not be read"
        error={error}
        onRetry={() => void refetch()}
        className="m-3"
      />
    );
  }
  if (!data) return <LoadingText label="Loading the branches" lines={6} className="p-4" />;
  const found = data.items.filter(({ name }) => name.toLowerCase().includes(text.trim().toLowerCase()));
  const groups = [
    { title: "Branches", items: found.filter(({ remote }) => remote === null) },
    { title: "At the remotes", items: found.filter(({ remote }) => remote !== null) },
  ];
  return (
    <div className="min-h-0 flex-1 overflow-y-auto pb-3">
      <div className="px-4 py-3">
        <Input
          type="search"
          aria-label="Find a branch"
          placeholder="Find a branch"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {groups.map(
        ({ title, items }) =>
          items.length > 0 && (
            <section key={title} aria-label={title} className="px-2">
              <h2 className="px-2 py-1 font-medium text-muted-foreground text-xs">{title}</h2>
              <ul>
                {items.map((branch) => (
                  <BranchRow
                    key={`${branch.remote ?? ""}:${branch.name}`}
                    branch={branch}
                    isWritable={isWritable}
                    onCheckout={() => checkout.run(localNameOf(branch))}
                    onBranchOff={() => setFrom(branch)}
                    onRename={() => setRenamed(branch)}
                    onDelete={() => void remove.run({ workspaceId, branch: branch.name })}
                  />
                ))}
              </ul>
            </section>
          ),
      )}
      {found.length === 0 && <p className="px-4 text-muted-foreground">No branch has this in its name.</p>}
      <PutAside workspaceId={workspaceId} isWritable={isWritable} isDirty={status.entries.length > 0} />
      {renamed && (
        <RenameBranchDialog
          workspaceId={workspaceId}
          branch={renamed.name}
          onClose={() => setRenamed(null)}
        />
      )}
      {from && (
        <NewBranchDialog
          workspaceId={workspaceId}
          from={{ revision: from.name, name: from.name }}
          onClose={() => setFrom(null)}
        />
      )}
      <BlockedCheckoutDialog checkout={checkout} current={status.branch} />
    </div>
  );
}
