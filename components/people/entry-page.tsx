import type { ReactNode } from "react";
import { Mark } from "#components/shell/mark.tsx";

interface EntryPageProps {
  title: string;
  /** Under the title: where one is, or whom the link is for. */
  subtitle?: ReactNode;
  /** A note above the card, such as why the last attempt failed. */
  notice?: ReactNode;
  foot: string;
  children: ReactNode;
}

/** The quiet page in front of the console: the mark, one card, one thing to do. */
export function EntryPage({ title, subtitle, notice, foot, children }: EntryPageProps) {
  return (
    <div className="grid min-h-dvh grid-rows-[1fr_auto] place-items-center bg-muted px-4 py-6 dark:bg-background">
      <main className="grid w-full max-w-[376px] gap-5">
        <header className="grid justify-items-center gap-1 text-center">
          <Mark isLarge className="mb-3" />
          <h1 className="text-balance font-semibold text-xl tracking-tighter">{title}</h1>
          {subtitle && <p className="text-muted-foreground [overflow-wrap:anywhere]">{subtitle}</p>}
        </header>
        {notice}
        {children}
      </main>
      <footer className="text-muted-foreground text-xs">{foot}</footer>
    </div>
  );
}
