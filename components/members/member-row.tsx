"use client";

import { Trash2 } from "lucide-react";
import { accessWords } from "#components/people/role-words.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { accesses, type GiveAccessInput, type MemberView } from "#lib/modules/members/schema.ts";

interface MemberRowProps {
  member: MemberView;
  projectId: string;
  mayChange: boolean;
  /** Whether that is who looks. */
  isSelf: boolean;
  onLeave: () => void;
}

/** One member: what they may do, and the end of it. Whoever it is may leave. */
export function MemberRow({ member, projectId, mayChange, isSelf, onLeave }: MemberRowProps) {
  const { person, access } = member;
  const personId = person.id;
  const change = useCommand<GiveAccessInput>({ name: "member.change" });
  const remove = useCommand<{ projectId: string; personId: string }>({ name: "member.remove" });
  const choose = (next: string) => {
    const chosen = accesses.find((known) => known === next);
    if (chosen && chosen !== access) void change.run({ projectId, personId, access: chosen });
  };
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2">
      <Avatar name={person.name} />
      <span className="grid min-w-0 flex-1 basis-32">
        <span className="truncate font-medium">
          {person.name}
          {isSelf && <span className="font-normal text-muted-foreground"> (you)</span>}
        </span>
        <span className="text-muted-foreground text-xs">{notesOf(member, mayChange)}</span>
      </span>
      <span className="ml-auto flex flex-none items-center gap-2">
        {mayChange ? (
          <Select value={access} onValueChange={choose} disabled={change.isPending}>
            <SelectTrigger className="w-28" aria-label={`Access of ${person.name}`}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {accesses.map((one) => (
                <SelectItem key={one} value={one}>
                  {accessWords[one].label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
        ) : (
          <Badge>{accessWords[access].label}</Badge>
        )}
        {isSelf ? (
          <Button size="sm" onClick={onLeave}>
            Leave…
          </Button>
        ) : (
          mayChange && (
            <Button
              variant="ghost"
              size="icon-sm"
              aria-label={`Remove ${person.name}`}
              isBusy={remove.isPending}
              onClick={() => void remove.run({ projectId, personId })}
            >
              <Trash2 />
            </Button>
          )
        )}
      </span>
    </li>
  );
}

function notesOf({ person, givenBy, isDisabled }: MemberView, mayChange: boolean): string {
  const whole = person.role === "owner" ? "Owner" : "Admin";
  const groups = givenBy && `Given by groups of ${givenBy.name}.`;
  return [
    isDisabled ? "Disabled." : "",
    person.role === "member" ? "" : `${whole} of the installation: may do everything here.`,
    groups && mayChange
      ? `${groups} Changed here, it is yours to keep; removed, it comes back while the groups give it.`
      : (groups ?? ""),
  ]
    .filter((note) => note !== "")
    .join(" ");
}
