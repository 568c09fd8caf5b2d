import { Skeleton } from "#components/ui/skeleton.tsx";
import { taskStatuses } from "#lib/kernel/states.ts";

/** The board's shape while it loads. */
export function BoardSkeleton() {
  return (
    <div
      role="status"
      aria-label="The board is loading"
      className="grid min-h-0 flex-1 gap-2 px-4 pb-4 max-md:pt-3 md:grid-cols-[repeat(5,minmax(0,1fr))]"
    >
      {taskStatuses.map((status, index) => (
        <div key={status} className="grid content-start gap-2 rounded-lg p-2 max-md:hidden md:bg-lane">
          <Skeleton className="h-5 w-20" />
          {index < 3 && <Skeleton className="h-20 rounded-lg" />}
          {index < 1 && <Skeleton className="h-20 rounded-lg" />}
        </div>
      ))}
    </div>
  );
}
