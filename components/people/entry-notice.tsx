import { CircleCheck, CircleX, Info } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "#lib/client/class-names.ts";

interface EntryNoticeProps {
  kind: "failed" | "good" | "plain";
  title: string;
  children?: ReactNode;
}

const looks = {
  failed: { icon: CircleX, frame: "border-failure-border bg-failure-soft", tint: "text-failure" },
  good: { icon: CircleCheck, frame: "border-primary-border bg-primary-soft", tint: "text-primary-text" },
  plain: { icon: Info, frame: "bg-card", tint: "text-muted-foreground" },
} as const;

/** What happened, in plain words, and the way on. */
export function EntryNotice({ kind, title, children }: EntryNoticeProps) {
  const { icon: Icon, frame, tint } = looks[kind];
  return (
    <div
      role={kind === "failed" ? "alert" : "status"}
      className={cn("flex gap-2.5 rounded-lg border p-3", frame)}
    >
      <Icon aria-hidden="true" className={cn("mt-0.5 size-4 flex-none", tint)} />
      <div className="min-w-0">
        <p className="font-medium">{title}</p>
        {children && <p className="mt-0.5 text-muted-foreground [overflow-wrap:anywhere]">{children}</p>}
      </div>
    </div>
  );
}
