"use client";

import { useQuery } from "@tanstack/react-query";
import { ChevronDown, ShieldAlert } from "lucide-react";
import Link from "next/link";
import { useEffect, useState } from "react";
import { ForeignText } from "#components/shared/foreign-text.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { approvalQueries } from "#lib/client/approval-queries.ts";
import { cn } from "#lib/client/class-names.ts";
import { countOf } from "#lib/client/format.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";

/** Kept in the browser: which of them this person has folded. A new one opens it again. */
const storageKey = "lockkeeper-break-glass-folded";

/** For seven days after a cooldown was skipped: who did it, where and why, on every page of those who protect. */
export function BreakGlassBanner() {
  const { data } = useQuery(approvalQueries.summary());
  const glasses = data?.breakGlasses ?? [];
  const newest = glasses[0]?.operationId ?? "";
  const [folded, setFolded] = useState("");
  useEffect(() => setFolded(readFolded()), []);
  if (glasses.length === 0) return null;
  const isFolded = folded === newest;
  const fold = () => {
    const next = isFolded ? "" : newest;
    writeFolded(next);
    setFolded(next);
  };
  return (
    <section
      aria-label="Skipped cooldowns"
      data-slot="break-glass-banner"
      className="flex flex-none items-start gap-2.5 border-b bg-muted px-4 py-1.5 text-xs"
    >
      <ShieldAlert className="mt-1 size-3.5" />
      <div className="min-w-0 flex-1 py-0.5 leading-5">
        {isFolded ? (
          <span>
            {glasses.length === 1 ? "A cooldown was" : `${countOf(glasses.length, "cooldown")} were`} skipped
            in the last seven days.
          </span>
        ) : (
          <ul>
            {glasses.map((glass) => (
              <li key={`${glass.operationId}:${glass.at}`} className="[overflow-wrap:anywhere]">
                <span className="font-medium">{glass.person.name} skipped the cooldown</span> of{" "}
                <Link
                  href={`/approvals/${glass.operationId}`}
                  className="text-primary-text underline underline-offset-2"
                >
                  {labelOfCommand(glass.command)} <ForeignText text={glass.targetName} />
                </Link>{" "}
                <RelativeTime at={glass.at} />
                {glass.reason && (
                  <>
                    : “<ForeignText text={glass.reason} />”
                  </>
                )}
              </li>
            ))}
          </ul>
        )}
      </div>
      <Button
        variant="ghost"
        size="icon-xs"
        aria-expanded={!isFolded}
        aria-label={isFolded ? "Unfold the skipped cooldowns" : "Fold the skipped cooldowns"}
        onClick={fold}
      >
        <ChevronDown className={cn("transition-transform", !isFolded && "rotate-180")} />
      </Button>
    </section>
  );
}

function readFolded(): string {
  try {
    return localStorage.getItem(storageKey) ?? "";
  } catch {
    return "";
  }
}

function writeFolded(value: string): void {
  try {
    localStorage.setItem(storageKey, value);
  } catch {
    // Storage is forbidden: it stays folded as long as the page.
  }
}
