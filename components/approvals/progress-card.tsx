import Link from "next/link";
import { OperationDuration, OperationStateMark } from "#components/operations/operation-parts.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { StepList } from "#components/shared/step-list.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";

/** What became of it once it was answered, live, and the way to its log. */
export function ProgressCard({ operation }: { operation: OperationView }) {
  const { state, steps, error, endedAt } = operation;
  if (state === "held") return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>What became of it</CardTitle>
        <span role="status" className="ml-auto">
          <OperationStateMark operation={operation} />
        </span>
      </CardHeader>
      {steps.length > 0 && (
        <CardBody className="py-2">
          <StepList steps={steps} />
        </CardBody>
      )}
      {error && <p className="px-4 py-3 [overflow-wrap:anywhere]">{error.message}</p>}
      <p className="flex items-center gap-2 border-t px-4 py-2.5 text-muted-foreground text-xs first-of-type:border-t-0">
        {endedAt && <RelativeTime at={endedAt} />}
        {operation.startedAt && (
          <span>
            took <OperationDuration operation={operation} />
          </span>
        )}
        <Link
          href={`/operations/${operation.id}`}
          className="ml-auto text-primary-text underline-offset-3 hover:underline"
        >
          Steps and log of the operation
        </Link>
      </p>
    </Card>
  );
}
