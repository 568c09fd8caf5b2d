import { Loading } from "#components/shared/loading-views.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

/** The tabs and the first lines, before anything is known. */
export function TerminalsSkeleton() {
  return (
    <Loading label="Loading terminals" className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-9 flex-none items-center gap-4 border-b px-4">
        <Skeleton className="h-2.5 w-14" />
        <Skeleton className="h-2.5 w-10" />
      </div>
      <div className="grid content-start gap-2.5 p-4">
        <Skeleton className="h-2.5 w-48" />
        <Skeleton className="h-2.5 w-72 max-w-full" />
        <Skeleton className="h-2.5 w-24" />
      </div>
    </Loading>
  );
}
