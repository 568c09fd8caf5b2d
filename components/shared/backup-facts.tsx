import type { ReactNode } from "react";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatBytes } from "#lib/client/format.ts";
import type { LastBackup } from "#lib/kernel/answer.ts";

interface BackupFactsProps {
  backup: LastBackup | null;
  className?: string;
}

/** What could bring it back, or plainly that nothing could. */
export function BackupFacts({ backup, className }: BackupFactsProps) {
  if (!backup) {
    return (
      <p data-slot="backup-facts" className={className}>
        <span className="font-medium">There is no backup.</span> What is listed is gone for good.
      </p>
    );
  }
  return (
    <dl data-slot="backup-facts" className={cn("grid gap-2 md:grid-cols-3 md:gap-4", className)}>
      <Fact name="Taken">
        <RelativeTime at={backup.takenAt} />
      </Fact>
      <Fact name="Restored to prove it">
        {backup.verifiedAt ? <RelativeTime at={backup.verifiedAt} /> : "never"}
      </Fact>
      <Fact name="Size">{backup.sizeBytes === null ? "not known" : formatBytes(backup.sizeBytes)}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="max-md:flex max-md:justify-between max-md:gap-4">
      <dt className="text-muted-foreground text-xs max-md:leading-5">{name}</dt>
      <dd className="max-md:text-right">{children}</dd>
    </div>
  );
}
