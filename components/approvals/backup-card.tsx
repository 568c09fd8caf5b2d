import { BadgeCheck } from "lucide-react";
import { BackupFacts } from "#components/shared/backup-facts.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import type { OperationView } from "#lib/kernel/answer.ts";
import { isRemoval } from "#lib/kernel/command-words.ts";
import { isAtLeast } from "#lib/kernel/danger.ts";

/** What could bring it back; said from HIGH on, where something is destroyed. */
export function BackupCard({ operation }: { operation: OperationView }) {
  const { lastBackup, losses, level, command } = operation;
  const isLost = isRemoval(command) && losses.length > 0 && isAtLeast(level, "HIGH");
  if (!lastBackup && !isLost) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>Last backup</CardTitle>
        {lastBackup?.verifiedAt && (
          <Badge variant="good">
            <BadgeCheck />
            Verified
          </Badge>
        )}
        {lastBackup && !lastBackup.verifiedAt && <Badge>Never verified</Badge>}
      </CardHeader>
      <CardBody className="py-3">
        <BackupFacts backup={lastBackup} />
      </CardBody>
    </Card>
  );
}
