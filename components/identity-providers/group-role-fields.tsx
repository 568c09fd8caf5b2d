import { useQuery } from "@tanstack/react-query";
import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { shellQueries } from "#lib/client/shell-queries.ts";
import type { GroupRole, IdentityKind } from "#lib/modules/identity-providers/schema.ts";

interface GroupRoleFieldsProps {
  kind: IdentityKind;
  value: readonly GroupRole[];
  onChange: (value: readonly GroupRole[]) => void;
}

const accesses = ["read", "write", "admin"] as const;
const accessWords = { read: "may read", write: "may write", admin: "is admin" } as const;

/** What a member of a group is here: a role of the installation, or access to a project. */
export function GroupRoleFields({ kind, value, onChange }: GroupRoleFieldsProps) {
  const projects = useQuery(shellQueries.projects());
  const gifts = [
    { key: "role admin", label: "Admin of the installation", gift: { role: "admin" as const } },
    { key: "role member", label: "Member of the installation", gift: { role: "member" as const } },
    ...(projects.data ?? []).flatMap(({ id: projectId, name }) =>
      accesses.map((access) => ({
        key: `${projectId} ${access}`,
        label: `${name}: ${accessWords[access]}`,
        gift: { projectId, access },
      })),
    ),
  ];
  const keyOf = ({ role, projectId, access }: GroupRole) =>
    role ? `role ${role}` : `${projectId} ${access}`;
  const set = (index: number, row: GroupRole) => onChange(value.map((old, at) => (at === index ? row : old)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">What groups give</legend>
      {value.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own while they are typed
        <div key={index} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto] items-center gap-2">
          <Input
            aria-label={`Group ${index + 1}`}
            value={row.group}
            onChange={(event) => set(index, { ...row, group: event.target.value })}
            placeholder={kind === "github" ? "acme/operators" : "operators"}
            spellCheck={false}
          />
          <Select
            value={keyOf(row)}
            onValueChange={(key) => {
              const found = gifts.find((gift) => gift.key === key);
              if (found) set(index, { group: row.group, ...found.gift });
            }}
          >
            <SelectTrigger aria-label={`What group ${index + 1} gives`}>
              <SelectValue />
            </SelectTrigger>
            <SelectContent>
              {gifts.map(({ key, label }) => (
                <SelectItem key={key} value={key}>
                  {label}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove group ${index + 1}`}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          >
            <X />
          </Button>
        </div>
      ))}
      <p className="flex flex-wrap items-center gap-2 text-muted-foreground text-xs">
        <Button size="sm" onClick={() => onChange([...value, { group: "", role: "member" }])}>
          <Plus />
          Add a group
        </Button>
        Taken back when somebody leaves the group. What was given by hand stays.
      </p>
    </fieldset>
  );
}
