import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";

interface EmptyViewProps {
  icon: LucideIcon;
  title: string;
  /** What this is, in a sentence. */
  children?: ReactNode;
  /** The one action that starts, and perhaps a quiet second. */
  actions?: ReactNode;
  className?: string;
}

export function EmptyView({ icon: Icon, title, children, actions, className }: EmptyViewProps) {
  return (
    <div
      data-slot="empty-view"
      className={cn("grid justify-items-center gap-1 px-6 py-10 text-center", className)}
    >
      <span className="mb-3 grid size-10 place-items-center rounded-[10px] border bg-card text-muted-foreground shadow-xs">
        <Icon />
      </span>
      <h2 className="font-medium text-base">{title}</h2>
      {children && <p className="max-w-[44ch] text-balance text-muted-foreground">{children}</p>}
      {actions && <div className="mt-4 flex flex-wrap items-center justify-center gap-2">{actions}</div>}
    </div>
  );
}
