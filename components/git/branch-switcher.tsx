"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronsUpDown, GitBranch, Plus } from "lucide-react";
import { useState } from "react";
import { NewBranchDialog } from "#components/git/new-branch-dialog.tsx";
import type { Checkout } from "#components/git/use-checkout.ts";
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
import { gitQueries } from "#lib/modules/git/queries.ts";
import { localNameOf } from "#lib/modules/git/rules.ts";

interface BranchSwitcherProps {
  workspaceId: string;
  branch: string | null;
  head: string | null;
  isWritable: boolean;
  checkout: Checkout;
}

export function BranchSwitcher({ workspaceId, branch, head, isWritable, checkout }: BranchSwitcherProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [isNaming, setIsNaming] = useState(false);
  const { data, error } = useQuery({ ...gitQueries.branches(workspaceId), enabled: isOpen });
  const local = data?.items.filter((item) => item.remote === null) ?? [];
  const known = new Set(local.map((item) => item.name));
  const remote = data?.items.filter((item) => item.remote !== null && !known.has(localNameOf(item))) ?? [];
  const choose = (name: string) => {
    setIsOpen(false);
    if (name !== branch) checkout.run(name);
  };
  return (
    <>
      <Popover open={isOpen} onOpenChange={setIsOpen}>
        <PopoverTrigger asChild>
          <Button
            size="sm"
            className="min-w-0 justify-start"
            disabled={!isWritable}
            title={isWritable ? undefined : "You may read this project, not change it."}
            isBusy={checkout.isPending}
            aria-label={`Branch ${branch ?? "none"}: check out another`}
          >
            <GitBranch />
            <code className="truncate font-medium">
              {branch ?? (head ? `no branch, at ${head.slice(0, 7)}` : "no branch")}
            </code>
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
                    <CommandItem key={item.name} value={item.name} onSelect={() => choose(localNameOf(item))}>
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
