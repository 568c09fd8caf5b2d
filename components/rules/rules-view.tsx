"use client";

import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { RuleDialog } from "#components/rules/rule-dialog.tsx";
import { isShown, type RuleFilter, ruleAddressOf, ruleFilterOf } from "#components/rules/rule-filter.ts";
import { RuleFilters } from "#components/rules/rule-filters.tsx";
import { RuleRow } from "#components/rules/rule-row.tsx";
import { groupOf } from "#components/rules/rule-words.ts";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingRows } from "#components/shared/loading-views.tsx";
import { PageBody, PageHeader } from "#components/shared/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { countOf } from "#lib/client/format.ts";
import { type RuleItem, ruleQueries } from "#lib/client/rule-queries.ts";

interface RulesViewProps {
  /** Of the one who looks: administrators raise, the owner relaxes. */
  role: string;
}

/** Every rule in force, and where it comes from. */
export function RulesView({ role }: RulesViewProps) {
  const filter = ruleFilterOf(new URLSearchParams(useSearchParams()));
  const { data, error, isPending, refetch } = useQuery(ruleQueries.list(filter.projectId));
  const [changed, setChanged] = useState<string | null>(null);
  const narrow = (next: RuleFilter) => window.history.replaceState(null, "", ruleAddressOf(next));
  const items = data?.items ?? [];
  const item = items.find(({ subject }) => subject === changed);
  return (
    <PageBody>
      <PageHeader
        title="Protection rules"
        description="What each command asks for before it runs. A project may ask for more, never for less; only the owner can ask for less, and that is itself CRITICAL."
      />
      <RuleFilters filter={filter} relaxed={data?.relaxed ?? 0} onChange={narrow} />
      {isPending && (
        <Card>
          <LoadingRows label="Loading the rules" rows={10} rowClassName="h-14" />
        </Card>
      )}
      {error && !data && (
        <ErrorView title="The rules could not be read" error={error} onRetry={() => void refetch()} />
      )}
      {data && <Groups items={items} filter={filter} role={role} onChange={setChanged} onNarrow={narrow} />}
      {item && (
        <RuleDialog
          item={item}
          items={items}
          role={role}
          projectId={filter.projectId}
          onClose={() => setChanged(null)}
        />
      )}
    </PageBody>
  );
}

interface GroupsProps {
  items: readonly RuleItem[];
  filter: RuleFilter;
  role: string;
  onChange: (subject: string) => void;
  onNarrow: (filter: RuleFilter) => void;
}

function Groups({ items, filter, role, onChange, onNarrow }: GroupsProps) {
  const shown = items.filter((item) => isShown(item, filter));
  const groups = Map.groupBy(shown, ({ subject }) => groupOf(subject));
  if (shown.length === 0) {
    return (
      <Card>
        <EmptyView
          icon={SearchX}
          title={filter.only === "relaxed" ? "No rule is relaxed" : "No rule fits"}
          actions={
            <Button onClick={() => onNarrow({ text: "", level: null, projectId: null, only: null })}>
              All rules
            </Button>
          }
        >
          {filter.only === "relaxed"
            ? "Every command asks for at least what it came with."
            : "No command matches all of the filters."}
        </EmptyView>
      </Card>
    );
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      {[...groups].map(([group, members]) => (
        <section key={group} aria-label={group} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <h2 className="flex items-baseline gap-2 font-medium">
            {group}
            <span className="font-normal text-subtle-foreground text-xs">
              {countOf(members.length, "rule")}
            </span>
          </h2>
          <Card>
            <ul className="divide-y">
              {members.map((item) => (
                <RuleRow key={item.subject} item={item} role={role} onChange={() => onChange(item.subject)} />
              ))}
            </ul>
          </Card>
        </section>
      ))}
    </div>
  );
}
