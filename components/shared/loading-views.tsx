import type { ReactNode } from "react";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { cn } from "#lib/client/class-names.ts";

interface LoadingProps {
  /** What is being loaded: "Loading projects". */
  label: string;
  className?: string;
  children: ReactNode;
}

/** The frame of every skeleton: says that it loads to those who do not see it. */
export function Loading({ label, className, children }: LoadingProps) {
  return (
    <div role="status" aria-busy="true" data-slot="loading" className={className}>
      <span className="sr-only">{label}</span>
      {children}
    </div>
  );
}

const widths = ["w-1/5", "w-1/4", "w-1/6", "w-1/3"] as const;

/** The shape of a table or list; rows of 40 px unless `rowClassName` says otherwise. */
export function LoadingRows({
  label,
  rows = 6,
  rowClassName,
  className,
}: {
  label: string;
  rows?: number;
  rowClassName?: string;
  className?: string;
}) {
  return (
    <Loading label={label} className={className}>
      {keysOf(rows).map((key, index) => (
        <div
          key={key}
          className={cn("flex h-row items-center gap-3 border-b px-4 last:border-b-0", rowClassName)}
        >
          <Skeleton className={cn("h-2.5", widths[index % widths.length])} />
          <Skeleton className="h-2.5 w-1/3" />
          <Skeleton className="ml-auto h-2.5 w-1/8" />
        </div>
      ))}
    </Loading>
  );
}

/** The shape of a grid of cards with a head and three lines of facts. */
export function LoadingCards({
  label,
  cards = 3,
  className,
}: {
  label: string;
  cards?: number;
  className?: string;
}) {
  return (
    <Loading
      label={label}
      className={cn("grid grid-cols-[repeat(auto-fill,minmax(min(340px,100%),1fr))] gap-4", className)}
    >
      {keysOf(cards).map((key) => (
        <div key={key} className="grid h-[202px] content-start gap-3 rounded-lg border p-4">
          <div className="flex items-center gap-3">
            <Skeleton className="size-9 rounded-lg" />
            <div className="grid flex-1 gap-2">
              <Skeleton className="h-3 w-2/5" />
              <Skeleton className="h-2.5 w-2/3" />
            </div>
          </div>
          {widths.slice(0, 3).map((width) => (
            <div key={width} className="flex h-4 items-center gap-5">
              <Skeleton className="h-2.5 w-16" />
              <Skeleton className={cn("h-2.5", width)} />
            </div>
          ))}
        </div>
      ))}
    </Loading>
  );
}

/** The shape of text, for a panel or a document. */
export function LoadingText({
  label,
  lines = 5,
  className,
}: {
  label: string;
  lines?: number;
  className?: string;
}) {
  return (
    <Loading label={label} className={cn("grid gap-3", className)}>
      {keysOf(lines).map((key, index) => (
        <Skeleton key={key} className={cn("h-2.5", index % 3 === 2 ? "w-3/5" : "w-full")} />
      ))}
    </Loading>
  );
}

const keysOf = (count: number): string[] => Array.from({ length: count }, (_, index) => `skeleton-${index}`);
