"use client";

import { useQuery } from "@tanstack/react-query";
import { Link2, Link2Off, LoaderCircle } from "lucide-react";
import type { ComponentProps } from "react";
import { type ChainState, chainStateOf } from "#components/audit/audit-words.ts";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#lib/client/class-names.ts";
import { auditQueries } from "#lib/modules/audit/queries.ts";

const looks = {
  checking: { word: "Checking the chain", icon: LoaderCircle, classes: "" },
  verified: { word: "Chain verified", icon: Link2, classes: "" },
  unsealed: {
    word: "Not sealed yet",
    icon: Link2,
    classes: "border-danger-medium-border bg-danger-medium-background text-danger-medium",
  },
  broken: {
    word: "Chain broken",
    icon: Link2Off,
    classes: "border-failure-border bg-failure-soft text-failure",
  },
} as const;

/** The chain's state as a badge. */
export function ChainBadge({
  state,
  className,
  children,
  ...props
}: { state: Exclude<ChainState, "unknown"> } & ComponentProps<typeof Badge>) {
  const { word, icon: Icon, classes } = looks[state];
  return (
    <Badge data-chain={state} className={cn(classes, className)} {...props}>
      <Icon className={state === "checking" ? "motion-safe:animate-spin" : undefined} />
      {word}
      {children}
    </Badge>
  );
}

/** The same by what the server says now; nothing for those who may not ask. */
export function ChainMark() {
  const { data } = useQuery({ ...auditQueries.chain(), retry: false });
  const state = chainStateOf(data, Date.now());
  return state === "unknown" ? null : <ChainBadge state={state} />;
}
