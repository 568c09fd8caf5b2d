import { ForeignText } from "#components/shared/foreign-text.tsx";
import { cn } from "#lib/client/class-names.ts";
import { formatBytes } from "#lib/client/format.ts";
import type { Loss } from "#lib/kernel/answer.ts";

/** Beyond this many the rest is counted, so that a dialog keeps its buttons in sight. */
const shownMax = 50;

/** What goes when the operation runs, with sizes, and their sum where there is more than one. */
export function LossList({ losses, className }: { losses: readonly Loss[]; className?: string }) {
  const sized = losses.flatMap((loss) => (loss.sizeBytes === null ? [] : [loss.sizeBytes]));
  const hidden = losses.length - shownMax;
  return (
    <dl
      data-slot="loss-list"
      tabIndex={0}
      aria-label="What would go"
      className={cn("max-h-52 overflow-y-auto rounded-lg border px-3 py-1", className)}
    >
      {losses.slice(0, shownMax).map((loss, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two losses may bear the same kind and name, and the list does not move
        <div key={`${loss.kind}:${loss.name}:${index}`} className="flex min-h-7 items-center gap-4">
          <dt className="min-w-0 flex-1 py-1 [overflow-wrap:anywhere]">
            {loss.kind}{" "}
            <span className="text-muted-foreground">
              <ForeignText text={loss.name} />
            </span>
          </dt>
          <dd className="flex-none text-muted-foreground">
            {loss.sizeBytes === null ? "" : formatBytes(loss.sizeBytes)}
          </dd>
        </div>
      ))}
      {hidden > 0 && <div className="flex min-h-7 items-center text-muted-foreground">and {hidden} more</div>}
      {sized.length > 1 && (
        <div className="-mx-3 mt-1 flex min-h-8 items-center justify-between border-t px-3 font-medium">
          <dt>Together</dt>
          <dd>{formatBytes(sized.reduce((sum, size) => sum + size, 0))}</dd>
        </div>
      )}
    </dl>
  );
}
