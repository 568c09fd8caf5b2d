import { ChangeList } from "#components/shared/change-list.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { Change, OperationView } from "#lib/kernel/answer.ts";

interface ChangeCardProps {
  state: OperationView["state"];
  changes: readonly Change[];
}

/** What becomes what; nothing where the operation changes nothing of that kind. */
export function ChangeCard({ state, changes }: ChangeCardProps) {
  if (changes.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{state === "succeeded" ? "What changed" : "What would change"}</CardTitle>
      </CardHeader>
      <ChangeList changes={changes} className="max-h-96 rounded-t-none border-0 px-4" />
    </Card>
  );
}
