"use client";

import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { AuditTable } from "#components/audit/audit-table.tsx";
import { ListCard } from "#components/shared/list-card.tsx";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

interface AuditListProps {
  list: UseInfiniteQueryResult<AuditEntry[]>;
  hasFilter: boolean;
  onClear: () => void;
}

const none = {
  icon: ScrollText,
  title: "No entries yet",
  text: "Everything that is asked, decided and done in your projects leaves one here.",
};

export function AuditList({ list, hasFilter, onClear }: AuditListProps) {
  const noFit = hasFilter ? { title: "No entry fits", onClear } : null;
  return (
    <ListCard list={list} what="audit entries" none={none} noFit={noFit}>
      {(entries) => <AuditTable entries={entries} />}
    </ListCard>
  );
}
