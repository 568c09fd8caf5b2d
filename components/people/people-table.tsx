import { PersonMenu } from "#components/people/person-menu.tsx";
import { roleWords } from "#components/people/role-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { cn } from "#lib/client/class-names.ts";
import { countOf } from "#lib/client/format.ts";
import type { PersonView } from "#lib/modules/people/schema.ts";

interface PeopleTableProps {
  rows: readonly PersonView[];
  userId: string;
  /** Of who looks. */
  role: PersonView["role"];
  onDisable: (person: PersonView) => void;
  onSessions: (person: PersonView) => void;
}

const wide = "max-lg:hidden";

/** On a narrow screen the first column carries all of it. */
export function PeopleTable({ rows, userId, role, onDisable, onSessions }: PeopleTableProps) {
  const isAdmin = role !== "member";
  return (
    <Table aria-label="People">
      <TableHeader>
        <tr>
          <TableHead>Person</TableHead>
          <TableHead className="max-md:hidden">Role</TableHead>
          {isAdmin && (
            <>
              <TableHead className={wide}>Projects</TableHead>
              <TableHead className={wide}>Ways to sign in</TableHead>
              <TableHead className={wide}>Last seen</TableHead>
              <TableHead className="max-md:hidden">State</TableHead>
              <TableHead>
                <span className="sr-only">Actions</span>
              </TableHead>
            </>
          )}
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((person) => (
          <TableRow key={person.id} className={cn(person.more?.disabledAt && "text-muted-foreground")}>
            <TableCell className="w-full max-w-0 py-2.5 lg:w-[30%]">
              <Name person={person} isSelf={person.id === userId} />
            </TableCell>
            <TableCell className="max-md:hidden">
              <Role person={person} />
            </TableCell>
            {isAdmin && (
              <>
                <TableCell className={cn(wide, "max-w-72 truncate")}>{projectsOf(person)}</TableCell>
                <TableCell className={cn(wide, "max-w-72 truncate")}>{waysOf(person)}</TableCell>
                <TableCell className={wide}>
                  <Seen person={person} />
                </TableCell>
                <TableCell className="max-md:hidden">
                  <State person={person} />
                </TableCell>
                <TableCell className="text-right">
                  <PersonMenu
                    person={person}
                    role={role}
                    isSelf={person.id === userId}
                    onDisable={() => onDisable(person)}
                    onSessions={() => onSessions(person)}
                  />
                </TableCell>
              </>
            )}
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

function Name({ person, isSelf }: { person: PersonView; isSelf: boolean }) {
  const { name, more } = person;
  return (
    <span className="flex min-w-0 gap-2.5">
      <Avatar name={name} className="mt-1" />
      <span className="grid min-w-0 gap-0.5">
        <span className="truncate font-medium">
          {name}
          {isSelf && <span className="font-normal text-muted-foreground"> (you)</span>}
        </span>
        {more && <span className="truncate text-muted-foreground text-xs">{more.email}</span>}
        <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-xs lg:hidden">
          <span className="md:hidden">
            <Role person={person} />
          </span>
          {more && (
            <>
              <State person={person} className="md:hidden" />
              <span className="truncate">{projectsOf(person)}</span>
              <span>
                Seen <Seen person={person} />
              </span>
            </>
          )}
        </span>
      </span>
    </span>
  );
}

function Role({ person: { role, more } }: { person: PersonView }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <Badge>{roleWords[role].label}</Badge>
      {more?.roleFrom && (
        <span className="text-muted-foreground text-xs">by groups of {more.roleFrom.name}</span>
      )}
    </span>
  );
}

const projectsOf = ({ role, more }: PersonView): string => {
  if (role !== "member") return "All projects";
  const names = more?.projects.map(({ name }) => name) ?? [];
  if (names.length === 0) return "No project";
  return names.length > 2 ? countOf(names.length, "project") : names.join(", ");
};

const waysOf = ({ more }: PersonView): string =>
  more && more.signInWays.length > 0
    ? more.signInWays.map(({ kind, name }) => (kind === "passkey" ? `Passkey ${name}` : name)).join(", ")
    : "Links only";

const Seen = ({ person: { more } }: { person: PersonView }) =>
  more?.lastSeenAt ? (
    <RelativeTime at={more.lastSeenAt} />
  ) : (
    <span className="text-muted-foreground">never</span>
  );

function State({ person: { more }, className }: { person: PersonView; className?: string }) {
  const isDisabled = Boolean(more?.disabledAt);
  return (
    <span className={className}>
      <StatusDot status={isDisabled ? "stopped" : "healthy"}>{isDisabled ? "Disabled" : "Active"}</StatusDot>
      {more?.disabledBecause && (
        <span className="block max-w-[32ch] text-muted-foreground text-xs [overflow-wrap:anywhere]">
          {more.disabledBecause}
        </span>
      )}
    </span>
  );
}
