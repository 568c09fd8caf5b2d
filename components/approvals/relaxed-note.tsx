"use client";

import { useQuery } from "@tanstack/react-query";
import { ShieldOff } from "lucide-react";
import Link from "next/link";
import { isRelaxed, relaxedWords } from "#components/rules/rule-words.ts";
import { Moment } from "#components/shared/relative-time.tsx";
import { countOf } from "#lib/client/format.ts";
import { ruleQueries } from "#lib/client/rule-queries.ts";

/** Foot of the queue: which rules are weaker than they came, by whom and until when. */
export function RelaxedNote() {
  const { data } = useQuery(ruleQueries.list(null));
  const relaxed = data?.items.filter(isRelaxed) ?? [];
  const [only] = relaxed;
  const rule = only?.rules.find((each) => each.isRelaxed);
  return (
    <footer className="flex flex-none gap-2.5 border-t px-4 py-3 text-muted-foreground text-xs">
      {relaxed.length > 0 && <ShieldOff />}
      <p className="min-w-0">
        {relaxed.length === 0 ? (
          "Every rule is as it came or stricter. "
        ) : (
          <span className="font-medium text-foreground">
            {relaxed.length === 1
              ? "One rule is relaxed. "
              : `${countOf(relaxed.length, "rule")} are relaxed. `}
          </span>
        )}
        {relaxed.length === 1 && only && rule && (
          <>
            {relaxedWords(only)} By {rule.setBy?.name ?? "somebody who is gone"}
            {rule.expiresAt && (
              <>
                , until <Moment at={rule.expiresAt} />
              </>
            )}
            .{" "}
          </>
        )}
        <Link
          href={relaxed.length > 0 ? "/settings/protection?view=relaxed" : "/settings/protection"}
          className="text-foreground underline underline-offset-2"
        >
          {relaxed.length > 0 ? "Look and restore" : "All rules"}
        </Link>
      </p>
    </footer>
  );
}
