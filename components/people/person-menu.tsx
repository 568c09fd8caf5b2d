"use client";

import { MoreHorizontal } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { PersonView } from "#lib/modules/people/schema.ts";

interface PersonMenuProps {
  person: PersonView;
  /** Of who looks. */
  role: PersonView["role"];
  isSelf: boolean;
  onDisable: () => void;
  onSessions: () => void;
}

/** What an admin may do about somebody. The server says what each of it takes. */
export function PersonMenu({ person, role, isSelf, onDisable, onSessions }: PersonMenuProps) {
  const changeRole = useCommand({ name: "person.change-role", label: "Change the role of" });
  const changeOwnership = useCommand({ name: "person.change-ownership", label: "Change the ownership of" });
  const enable = useCommand({ name: "person.enable", label: "Enable" });
  const remove = useCommand({ name: "person.remove", label: "Remove" });
  const personId = person.id;
  const isOwner = person.role === "owner";
  if (isOwner && role !== "owner") return null;
  const isDisabled = Boolean(person.more?.disabledAt);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon-sm" aria-label={`Change ${person.name}`}>
          <MoreHorizontal />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-52">
        {person.role === "member" && (
          <DropdownMenuItem onSelect={() => void changeRole.run({ personId, role: "admin" })}>
            Make an admin…
          </DropdownMenuItem>
        )}
        {person.role === "admin" && (
          <DropdownMenuItem onSelect={() => void changeRole.run({ personId, role: "member" })}>
            Make a member…
          </DropdownMenuItem>
        )}
        {role === "owner" && !isDisabled && (
          <DropdownMenuItem onSelect={() => void changeOwnership.run({ personId, isOwner: !isOwner })}>
            {isOwner ? "End the ownership…" : "Make an owner…"}
          </DropdownMenuItem>
        )}
        <DropdownMenuSeparator />
        {isSelf ? (
          <DropdownMenuItem asChild>
            <Link href="/account">Where you are signed in</Link>
          </DropdownMenuItem>
        ) : (
          <DropdownMenuItem onSelect={onSessions}>Where they are signed in…</DropdownMenuItem>
        )}
        {isDisabled ? (
          <DropdownMenuItem onSelect={() => void enable.run({ personId })}>Enable</DropdownMenuItem>
        ) : (
          <DropdownMenuItem onSelect={onDisable}>Disable…</DropdownMenuItem>
        )}
        <DropdownMenuItem onSelect={() => void remove.run({ personId })}>Remove…</DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
