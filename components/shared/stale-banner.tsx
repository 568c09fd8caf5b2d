import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { cn } from "#lib/client/class-names.ts";

interface StaleBannerProps {
  /** What is the matter and how old what one sees is. */
  children: ReactNode;
  /** `urgent` while typing would be lost; `quiet` for news. */
  tone?: "urgent" | "quiet";
  /** Without an icon an arc runs. */
  icon?: LucideIcon;
  action?: { label: string; onClick: () => void; isBusy?: boolean };
  className?: string;
}

/** One line at the top of a view that says at once when what one sees may be old. */
export function StaleBanner({ children, tone = "urgent", icon: Icon, action, className }: StaleBannerProps) {
  return (
    <div
      role="status"
      data-slot="stale-banner"
      className={cn(
        "flex min-h-9 flex-none items-center gap-2 rounded-md py-1 pr-2 pl-3 text-xs",
        tone === "urgent" ? "bg-attention text-attention-foreground" : "border bg-muted text-foreground",
        className,
      )}
    >
      {Icon ? <Icon className="size-3.5" /> : <Spinner />}
      <span className="min-w-0 flex-1">{children}</span>
      {action && (
        <Button
          size="xs"
          isBusy={action.isBusy}
          onClick={action.onClick}
          className="border-current/35 bg-transparent text-inherit shadow-none hover:bg-current/15"
        >
          {action.label}
        </Button>
      )}
    </div>
  );
}
