import type { ReactNode } from "react";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import type { DangerLevel } from "#lib/kernel/danger.ts";

interface ActionRowProps {
  title: string;
  level: DangerLevel;
  /** What it means, in a sentence. */
  text: string;
  /** Its button. */
  children: ReactNode;
}

/** One verb of a settings card: what it is called, how dangerous it is, what it means. */
export function ActionRow({ title, level, text, children }: ActionRowProps) {
  return (
    <div className="flex items-center gap-4 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {title}
          <LevelBadge level={level} />
        </p>
        <p className="mt-0.5 text-muted-foreground text-xs">{text}</p>
      </div>
      {children}
    </div>
  );
}
