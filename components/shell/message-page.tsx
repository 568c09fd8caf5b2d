import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

interface MessagePageProps {
  title: string;
  children: ReactNode;
  actions?: ReactNode;
  /** A quiet last line: the id that finds the failure in the log. */
  foot?: ReactNode;
}

/** A page that has one thing to say, outside of the console. */
export function MessagePage({ title, children, actions, foot }: MessagePageProps) {
  return (
    <main className="grid min-h-dvh place-items-center bg-muted px-4 py-6 dark:bg-background">
      <div className="grid w-full max-w-[376px] justify-items-center gap-1 text-center">
        <Mark isLarge className="mb-3" />
        <h1 className="text-balance font-semibold text-xl tracking-tighter">{title}</h1>
        <p className="text-balance text-muted-foreground [overflow-wrap:anywhere]">{children}</p>
        {actions && <div className="mt-4 flex flex-wrap items-center justify-center gap-2">{actions}</div>}
        {foot && <div className="mt-4 text-muted-foreground text-xs">{foot}</div>}
      </div>
    </main>
  );
}
