import { ForeignText } from "#components/shared/foreign-text.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { Change } from "#lib/kernel/answer.ts";

interface ChangeListProps {
  changes: readonly Change[];
  className?: string;
}

/** What becomes what, for who is to agree to it. */
export function ChangeList({ changes, className }: ChangeListProps) {
  if (changes.length === 0) return null;
  return (
    <dl
      data-slot="change-list"
      tabIndex={0}
      aria-label="What changes"
      className={cn("max-h-52 overflow-y-auto rounded-lg border px-3 py-1", className)}
    >
      {changes.map(({ what, from, to }) => (
        <div key={what} className="flex min-h-7 flex-wrap gap-x-4 py-1">
          <dt className="w-32 flex-none text-muted-foreground">{what}</dt>
          <dd className="min-w-0 flex-1 basis-40 [overflow-wrap:anywhere]">
            {from !== null && (
              <>
                <span className="text-muted-foreground">
                  <ForeignText text={from} />
                </span>
                <span aria-hidden> → </span>
                <span className="sr-only"> becomes </span>
              </>
            )}
            <span className="font-medium">
              <ForeignText text={to} />
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
