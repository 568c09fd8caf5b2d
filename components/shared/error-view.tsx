"use client";

import { CircleX, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";
import { RequestError } from "#lib/client/request-error.ts";

interface ErrorViewProps {
  /** What failed: "Projects could not be listed". */
  title: string;
  error: unknown;
  onRetry?: () => void;
  /** Other ways on, beside Try again. */
  actions?: ReactNode;
  className?: string;
}

const adviceByType: Record<string, string> = {
  UNAUTHORIZED: "Sign in again to go on.",
  FORBIDDEN: "Ask someone with more rights here.",
  NOT_FOUND: "It may have been deleted or renamed. The list shows what is there.",
  SERVICE_UNAVAILABLE: "The server or its database is restarting. This usually passes within a minute.",
  RATE_LIMITED: "Wait a moment before you try again.",
  PROVIDER_ERROR: "The other system has to answer first. Try again in a moment.",
  NETWORK: "Check that the server runs and that you reach it.",
};

/** What failed, what to do, the request id and a way to try again. */
export function ErrorView({ title, error, onRetry, actions, className }: ErrorViewProps) {
  const known = error instanceof RequestError ? error : null;
  const advice = known ? adviceByType[known.type] : undefined;
  return (
    <div
      role="alert"
      data-slot="error-view"
      className={cn("grid grid-cols-[minmax(0,1fr)] gap-1 rounded-lg border bg-card p-5", className)}
    >
      <h2 className="flex items-center gap-2 font-medium text-base">
        <CircleX className="text-failure" />
        {title}
      </h2>
      <p className="text-muted-foreground [overflow-wrap:anywhere]">
        {known?.message ?? "Something unexpected happened in this page."}
        {advice && ` ${advice}`}
      </p>
      {(onRetry || actions) && (
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {onRetry && (
            <Button onClick={onRetry}>
              <RotateCw />
              Try again
            </Button>
          )}
          {actions}
        </div>
      )}
      {known?.requestId && (
        <p className="mt-3 flex items-center gap-1.5 border-t pt-3 text-xs">
          Request <code className="truncate">{known.requestId}</code>
          <CopyButton text={known.requestId} label="Copy request id" className="-my-1 ml-auto" />
        </p>
      )}
    </div>
  );
}
