import { kindWords, stateWords } from "#components/keys/key-words.ts";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StatusDot } from "#components/shared/status-dot.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { KeyView } from "#lib/modules/keys/schema.ts";

interface KeyTableProps {
  rows: readonly KeyView[];
  userId: string;
  showsPeople: boolean;
  onRevoke: (key: KeyView) => void;
}

const wide = "max-lg:hidden";

/** On a narrow screen the first column carries all of it. */
export function KeyTable({ rows, userId, showsPeople, onRevoke }: KeyTableProps) {
  return (
    <Table aria-label="API keys">
      <TableHeader>
        <tr>
          <TableHead>Key</TableHead>
          {showsPeople && <TableHead className={wide}>Whose</TableHead>}
          <TableHead className={wide}>Scopes</TableHead>
          <TableHead className={wide}>Project</TableHead>
          <TableHead className={wide}>Last used</TableHead>
          <TableHead className={wide}>Ends</TableHead>
          <TableHead className="max-md:hidden">State</TableHead>
          <TableHead>
            <span className="sr-only">Actions</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {rows.map((key) => {
          const whose = key.person.id === userId ? "You" : key.person.name;
          return (
            <TableRow key={key.id} className={cn(key.state !== "active" && "text-muted-foreground")}>
              <TableCell className="w-full max-w-0 py-2.5">
                <Name apiKey={key} whose={key.person.id === userId ? null : whose} />
              </TableCell>
              {showsPeople && <TableCell className={cn(wide, "max-w-40 truncate")}>{whose}</TableCell>}
              <TableCell className={wide}>
                <Scopes scopes={key.scopes} />
              </TableCell>
              <TableCell className={cn(wide, "max-w-48 truncate")}>{projectOf(key)}</TableCell>
              <TableCell className={wide}>
                <Moment at={key.lastUsedAt} />
              </TableCell>
              <TableCell className={wide}>
                <Moment at={endOf(key)} />
              </TableCell>
              <TableCell className="max-md:hidden">
                <State state={key.state} />
              </TableCell>
              <TableCell className="text-right">
                {key.state === "active" && (
                  <Button size="sm" aria-label={`Revoke ${key.name}…`} onClick={() => onRevoke(key)}>
                    Revoke…
                  </Button>
                )}
              </TableCell>
            </TableRow>
          );
        })}
      </TableBody>
    </Table>
  );
}

function Name({ apiKey, whose }: { apiKey: KeyView; whose: string | null }) {
  const { name, prefix, kind, scopes, state } = apiKey;
  return (
    <span className="grid gap-0.5">
      <span className="truncate font-medium">{name}</span>
      <span className="truncate text-muted-foreground text-xs">
        {kindWords[kind].label} · <code>{prefix}…</code>
      </span>
      <span className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1 text-muted-foreground text-xs lg:hidden">
        <State state={state} className="md:hidden" />
        <Scopes scopes={scopes} />
        {whose && <span className="truncate">{whose}</span>}
        <span className="truncate">{projectOf(apiKey)}</span>
        <span>
          Used <Moment at={apiKey.lastUsedAt} isInSentence />
        </span>
        <span>
          {state === "active" ? "Ends" : "Ended"} <Moment at={endOf(apiKey)} isInSentence />
        </span>
      </span>
    </span>
  );
}

/** When it was revoked, or else runs out; null for never. */
const endOf = ({ revokedAt, expiresAt }: KeyView): string | null => revokedAt ?? expiresAt;

const projectOf = ({ project }: KeyView): string => project?.name ?? "All projects";

const Scopes = ({ scopes }: Pick<KeyView, "scopes">) => (
  <span className="inline-flex gap-1">
    {scopes.map((scope) => (
      <Badge key={scope}>{scope}</Badge>
    ))}
  </span>
);

interface MomentProps {
  at: string | null;
  isInSentence?: boolean;
}

const Moment = ({ at, isInSentence = false }: MomentProps) =>
  at ? (
    <RelativeTime at={at} />
  ) : (
    <span className="text-muted-foreground">{isInSentence ? "never" : "Never"}</span>
  );

const dots = { active: "healthy", expired: "stopped", revoked: "stopped" } as const;

const State = ({ state, className }: Pick<KeyView, "state"> & { className?: string }) => (
  <StatusDot status={dots[state]} className={className}>
    {stateWords[state]}
  </StatusDot>
);
