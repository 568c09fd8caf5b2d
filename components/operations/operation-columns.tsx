import { HeldNote, OperationDuration, OperationStateMark } from "#components/operations/operation-parts.tsx";
import { noteOf, titleOf, wayOf } from "#components/operations/operation-words.ts";
import type { Column } from "#components/shared/data-table.tsx";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";

const wide = "max-md:hidden";
const what =
  "grid w-full grid-cols-[84px_minmax(0,1fr)] items-center gap-x-3 max-md:grid-cols-[minmax(0,1fr)]";

/** On a narrow screen the first column carries all of it, as the rows of a queue. */
export const operationColumns: readonly Column<OperationView>[] = [
  {
    key: "what",
    header: (
      <span className={what}>
        <span className={wide}>Level</span>
        <span>What</span>
      </span>
    ),
    className: "w-full max-w-0 [&>a]:flex",
    cell: (operation) => <What operation={operation} />,
  },
  { key: "who", header: "Who", className: wide, cell: (operation) => <Who operation={operation} /> },
  {
    key: "state",
    header: "State",
    className: wide,
    cell: (operation) => <OperationStateMark operation={operation} />,
  },
  {
    key: "took",
    header: "Took",
    isNumeric: true,
    className: `${wide} text-muted-foreground`,
    cell: (operation) => <OperationDuration operation={operation} />,
  },
  {
    key: "when",
    header: "When",
    isNumeric: true,
    className: `${wide} text-muted-foreground`,
    cell: (operation) => <RelativeTime at={operation.createdAt} />,
  },
];

function What({ operation }: { operation: OperationView }) {
  return (
    <span className={`${what} min-h-14 py-2 max-md:gap-y-1.5 max-md:py-3`}>
      <span className="flex items-center gap-2">
        <LevelBadge level={operation.level} />
        <span className="ml-auto text-xs md:hidden">
          <OperationStateMark operation={operation} />
        </span>
      </span>
      <span className="grid min-w-0">
        <span className="truncate font-medium">
          {titleOf(operation)} <code className="font-medium">{operation.target.name}</code>
        </span>
        <span className="truncate text-muted-foreground text-xs">
          {operation.state === "held" ? <HeldNote operation={operation} /> : noteOf(operation)}
        </span>
      </span>
      <span className="flex min-w-0 items-center gap-1.5 text-muted-foreground text-xs md:hidden">
        <Avatar name={operation.actor.name} kind={operation.actor.kind} size="sm" />
        <span className="truncate">{operation.actor.name}</span>
        <span aria-hidden="true">·</span>
        <RelativeTime at={operation.createdAt} className="flex-none" />
      </span>
    </span>
  );
}

function Who({ operation }: { operation: OperationView }) {
  const { actor, onBehalfOf } = operation;
  return (
    <span className="flex w-56 items-center gap-2.5">
      <Avatar name={actor.name} kind={actor.kind} />
      <span className="grid min-w-0">
        <span className="truncate">{actor.name}</span>
        <span className="truncate text-muted-foreground text-xs">
          {onBehalfOf ? `for ${onBehalfOf.name}, ` : ""}
          {wayOf(operation)}
        </span>
      </span>
    </span>
  );
}
