"use client";

import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, ChevronsUpDown, GitBranch, Plus } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { NewBranchDialog } from "#components/git/new-branch-dialog.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#components/ui/command.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { gitQueries } from "#lib/modules/git/queries.ts";
import { isDefaultBranch, reasonNotToPush, wordsOfBranch } from "#lib/modules/git/rules.ts";
import type { GitStatus, PulledBranch, PushedBranch } from "#lib/modules/git/schema.ts";

interface BranchBarProps {
  workspaceId: string;
  isWritable: boolean;
  defaultBranch: string | null;
  status: GitStatus;
}

/** The branch that is checked out, how it stands to its upstream, and what brings the two together. */
export function BranchBar({ workspaceId, isWritable, defaultBranch, status }: BranchBarProps) {
  const { branch, upstream, ahead, behind } = status;
  const whyNoPush = reasonNotToPush(status);
  const push = useCommand<object, PushedBranch>({
    name: "git.push",
    label: "Push",
    subject: branch ?? undefined,
    isAwaited: true,
    onDone: (result) => {
      if (!result) tellGoingOn("push");
      else toast.success(result.already ? "The origin has it all already" : `Pushed ${branch ?? ""}`);
    },
  });
  const pull = useCommand<object, PulledBranch>({
    name: "git.pull",
    label: "Pull",
    isAwaited: true,
    onDone: (result) => {
      if (!result) tellGoingOn("pull");
      else
        toast.success(result.state === "pulled" && result.already ? "Nothing new at the origin" : "Pulled");
    },
  });
  return (
    <div className="grid flex-none gap-2.5 border-b px-4 py-3">
      <div className="flex min-w-0 items-center gap-2">
        <BranchSwitcher workspaceId={workspaceId} branch={branch} isWritable={isWritable} />
      </div>
      <p className="text-muted-foreground text-xs">{wordsOfBranch(status)}</p>
      {isWritable && branch !== null && (
        <div className="flex gap-2">
          <Button
            size="sm"
            className="flex-1"
            disabled={upstream === null}
            isBusy={pull.isPending}
            onClick={() => void pull.run({ workspaceId })}
          >
            <ArrowDown />
            {behind > 0 ? `Pull ${behind}` : "Pull"}
          </Button>
          <Button
            size="sm"
            className="flex-1"
            disabled={whyNoPush !== null}
            isBusy={push.isPending}
            onClick={() => void push.run({ workspaceId, branch })}
            title={whyNoPush ?? (ahead > 0 ? `${countOf(ahead, "commit")} to push` : undefined)}
          >
            <ArrowUp />
            {ahead > 0 ? `Push ${ahead}` : "Push"}
            {whyNoPush === null && isDefaultBranch(branch, defaultBranch) && <LevelBadge level="MEDIUM" />}
          </Button>
        </div>
      )}
    </div>
  );
}

const tellGoingOn = (what: "push" | "pull") =>
  toast(`The ${what} goes on`, { description: "Operations shows how it ends." });

interface BranchSwitcherProps {
  workspaceId: string;
  branch: string | null;
  isWritable: boolean;
}

function BranchSwitcher({ workspaceId, branch, isWritable }: BranchSwitcherProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isNaming, setIsNaming] = useState(false);
  const { data, error } = useQuery({ ...gitQueries.branches(workspaceId), enabled: isOpen });
  const checkout = useCommand<object>({ name: "git.checkout", label: "Check out" });
  const local = data?.items.filter((item) => item.remote === null) ?? [];
  const known = new Set(local.map((item) => item.name));
  const remote =
    data?.items.filter((item) => item.remote !== null && !known.has(localName(item.name, item.remote))) ?? [];
  const choose = (name: string) => {
    setIsOpen(false);
    if (name !== branch) void checkout.run({ workspaceId, branch: name });
  };
  return (
    <>
      <Popover open={isOpen} onOpenChange={setIsOpen}>
        <PopoverTrigger asChild>
          <Button
            size="sm"
            className="min-w-0 flex-1 justify-start"
            disabled={!isWritable}
            isBusy={checkout.isPending}
            aria-label={`Branch ${branch ?? "none"}: check out another`}
          >
            <GitBranch />
            <code className="truncate font-medium">{branch ?? "no branch"}</code>
            <ChevronsUpDown className="ml-auto text-subtle-foreground" />
          </Button>
        </PopoverTrigger>
        <PopoverContent className="w-80 max-w-[calc(100vw-2rem)] p-0">
          <Command label="Branches">
            <CommandInput placeholder="Find a branch" />
            <CommandList>
              <CommandEmpty>{error ? error.message : data ? "No such branch." : "Loading …"}</CommandEmpty>
              <CommandGroup heading="Branches">
                {local.map((item) => {
                  const isElsewhere = item.checkedOutIn !== null && !item.current;
                  return (
                    <CommandItem
                      key={item.name}
                      value={item.name}
                      disabled={isElsewhere}
                      onSelect={() => choose(item.name)}
                    >
                      <GitBranch />
                      <code className="truncate">{item.name}</code>
                      <span className="ml-auto flex-none text-muted-foreground text-xs">
                        {item.current ? "current" : isElsewhere ? "in use by a task" : null}
                      </span>
                    </CommandItem>
                  );
                })}
              </CommandGroup>
              {remote.length > 0 && (
                <CommandGroup heading="At the origin">
                  {remote.map((item) => (
                    <CommandItem
                      key={item.name}
                      value={item.name}
                      onSelect={() => choose(localName(item.name, item.remote))}
                    >
                      <GitBranch />
                      <code className="truncate">{item.name}</code>
                    </CommandItem>
                  ))}
                </CommandGroup>
              )}
            </CommandList>
          </Command>
          <div className="border-t p-1">
            <Button
              variant="ghost"
              size="sm"
              className="w-full justify-start"
              onClick={() => {
                setIsOpen(false);
                setIsNaming(true);
              }}
            >
              <Plus />
              New branch from here
            </Button>
          </div>
        </PopoverContent>
      </Popover>
      {isNaming && <NewBranchDialog workspaceId={workspaceId} onClose={() => setIsNaming(false)} />}
    </>
  );
}

/** `origin/feature/x` → `feature/x`: checking it out makes a local branch that follows it. */
const localName = (name: string, remote: string | null): string =>
  remote !== null && name.startsWith(`${remote}/`) ? name.slice(remote.length + 1) : name;
