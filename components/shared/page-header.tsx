import type { ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";

interface PageHeaderProps {
  title: ReactNode;
  /** How many there are. */
  count?: number;
  description?: ReactNode;
  /** At most one primary button among them. */
  actions?: ReactNode;
  className?: string;
}

export function PageHeader({ title, count, description, actions, className }: PageHeaderProps) {
  return (
    <header data-slot="page-header" className={cn("mb-5", className)}>
      <div className="flex min-h-control flex-wrap items-center gap-x-3 gap-y-2">
        <h1 className="min-w-0 font-semibold text-xl tracking-tighter [overflow-wrap:anywhere]">{title}</h1>
        {count !== undefined && <span className="text-muted-foreground">{count}</span>}
        {actions && <div className="ml-auto flex flex-none items-center gap-2">{actions}</div>}
      </div>
      {description && <p className="mt-1 max-w-[72ch] text-muted-foreground">{description}</p>}
    </header>
  );
}

/** The scrolling body of a page under the top bar; what stands absolute in it scrolls with it. */
export function PageBody({ className, children }: { className?: string; children: ReactNode }) {
  return <div className={cn("relative min-h-0 flex-1 overflow-auto p-4 md:p-6", className)}>{children}</div>;
}
