import { CircleDashed } from "lucide-react";
import type { ReactNode } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { OperationState } from "#lib/kernel/answer.ts";

export type Status = "healthy" | "live" | "running" | "waiting" | "stopped" | "failed" | "unknown";

const shapes: Record<Exclude<Status, "running" | "unknown">, string> = {
  healthy: "rounded-full bg-primary",
  live: "rounded-full bg-primary ring-3 ring-primary/20",
  waiting:
    "rounded-full border-[1.5px] border-foreground bg-[linear-gradient(90deg,var(--foreground)_50%,transparent_50%)]",
  stopped: "rounded-full border-[1.5px] border-subtle-foreground",
  failed: "rotate-45 scale-90 rounded-[2px] bg-failure",
};

/** The shape alone, 12 px with its margin: full healthy, ring stopped, half waiting, lozenge failed, arc running. */
export function StatusShape({ status, className }: { status: Status; className?: string }) {
  if (status === "running") return <Spinner className={cn("text-primary", className)} />;
  if (status === "unknown") {
    return <CircleDashed aria-hidden="true" className={cn("size-3 text-subtle-foreground", className)} />;
  }
  return (
    <span
      aria-hidden="true"
      className={cn("mx-0.5 inline-block size-2 flex-none", shapes[status], className)}
    />
  );
}

interface StatusDotProps {
  status: Status;
  /** The word; never left out. */
  children: ReactNode;
  className?: string;
}

export function StatusDot({ status, children, className }: StatusDotProps) {
  return (
    <span
      data-slot="status-dot"
      data-status={status}
      className={cn(
        "inline-flex min-w-0 items-center gap-2 align-middle",
        status === "unknown" && "text-subtle-foreground",
        className,
      )}
    >
      <StatusShape status={status} />
      <span className="truncate">{children}</span>
    </span>
  );
}

export const statusOfOperation: Record<OperationState, Status> = {
  denied: "failed",
  queued: "waiting",
  held: "waiting",
  running: "running",
  succeeded: "healthy",
  failed: "failed",
  cancelled: "stopped",
  rejected: "failed",
  expired: "stopped",
};

export const wordOfOperation: Record<OperationState, string> = {
  denied: "Denied",
  queued: "Queued",
  held: "Held",
  running: "Running",
  succeeded: "Succeeded",
  failed: "Failed",
  cancelled: "Cancelled",
  rejected: "Rejected",
  expired: "Expired",
};
