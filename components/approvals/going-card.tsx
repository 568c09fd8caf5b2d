import type { z } from "zod";
import { DependantList } from "#components/shared/dependant-list.tsx";
import { LossList } from "#components/shared/loss-list.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";
import type { StakesNow } from "#lib/operations/schema.ts";

interface GoingCardProps {
  operation: OperationView;
  /** What a look at the outside just now found; missing before it, and for what is no longer held. */
  stakes: z.infer<typeof StakesNow> | undefined;
}

function titleOf({ command, state }: OperationView): string {
  if (command.startsWith("rule.")) return state === "succeeded" ? "What changed" : "What would change";
  return state === "succeeded" ? "What went" : "What would go";
}

/** What goes with it, with sizes, and what rests on that. */
export function GoingCard({ operation, stakes }: GoingCardProps) {
  const { level, state, heldAt, createdAt } = operation;
  const { losses, dependants, changes } = stakes ?? operation;
  const isEmpty = losses.length === 0 && dependants.length === 0;
  const isSaidElsewhere = changes.length > 0 && !stakes?.hasChanged;
  if (isEmpty && (isSaidElsewhere || !isAtLeast(level, "HIGH") || state !== "held")) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{titleOf(operation)}</CardTitle>
        <span className="ml-auto text-subtle-foreground text-xs">
          {stakes ? "listed live, " : "listed "}
          <RelativeTime at={stakes?.lookedAt ?? heldAt ?? createdAt} />
        </span>
      </CardHeader>
      {isEmpty && <p className="px-4 py-3 text-muted-foreground">Nothing is known that would go with it.</p>}
      {losses.length > 0 && (
        <LossList
          losses={losses}
          className="max-h-96 rounded-t-none border-0 px-4 [&>div:last-child]:-mx-4 [&>div:last-child]:px-4"
        />
      )}
      {stakes?.hasChanged && (
        <p className="border-t bg-muted px-4 py-2 text-xs">
          <span className="font-medium">It has changed since it was asked for or answered.</span> The next
          answer makes earlier ones lapse and asks again, with what stands here.
        </p>
      )}
      <DependantList dependants={dependants} className="border-t px-4 pb-1" />
    </Card>
  );
}
