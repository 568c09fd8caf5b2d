"use client";

import { useQuery } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useId, useState } from "react";
import { NewRuleDialog } from "#components/permission-rules/new-rule-dialog.tsx";
import { deedOfClass } from "#components/permission-rules/rule-words.ts";
import { ErrorView } from "#components/shared/error-view.tsx";
import { LoadingText } from "#components/shared/loading-views.tsx";
import { RelativeTime } from "#components/shared/relative-time.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { permissionRuleQueries } from "#lib/modules/permission-rules/queries.ts";
import type { DeleteRuleInput, PermissionRuleView } from "#lib/modules/permission-rules/schema.ts";

interface RulesCardProps {
  projectId: string;
  mayChange: boolean;
}

/** What agents of a project were allowed or refused once and for all, by whom, and how often it was used. */
export function RulesCard({ projectId, mayChange }: RulesCardProps) {
  const { data, error, refetch } = useQuery(permissionRuleQueries.ofProject(projectId));
  const [isAdding, setIsAdding] = useState(false);
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>Answers that stand</CardTitle>
        {mayChange && (
          <Button size="sm" variant="ghost" className="-mr-2 ml-auto" onClick={() => setIsAdding(true)}>
            <Plus />
            Add a rule
          </Button>
        )}
      </CardHeader>
      {data ? (
        data.items.length === 0 ? (
          <CardBody>
            <p className="text-muted-foreground">
              None yet. Where an agent asks for a permission, “Always in this project” makes one.
            </p>
          </CardBody>
        ) : (
          <ul className="grid divide-y divide-border">
            {data.items.map((rule) => (
              <RuleRow key={rule.id} rule={rule} projectId={projectId} mayChange={mayChange} />
            ))}
          </ul>
        )
      ) : (
        <CardBody>
          {error ? (
            <ErrorView title="The rules could not be read" error={error} onRetry={() => void refetch()} />
          ) : (
            <LoadingText label="Loading the rules" />
          )}
        </CardBody>
      )}
      {isAdding && <NewRuleDialog projectId={projectId} onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

function RuleRow({ rule, projectId, mayChange }: RulesCardProps & { rule: PermissionRuleView }) {
  const remove = useCommand<DeleteRuleInput>({ name: "permission-rule.delete", label: "Remove" });
  return (
    <li className="flex items-start gap-3 px-4 py-2.5">
      <Badge
        variant={rule.action === "deny" ? "failed" : undefined}
        className="mt-px w-16 flex-none justify-center"
      >
        {rule.action === "allow" ? "Allowed" : "Refused"}
      </Badge>
      <span className="grid min-w-0 flex-1 gap-0.5">
        <span className="[overflow-wrap:anywhere]">
          {deedOfClass(rule.permission)} <code className="text-xs">{rule.pattern}</code>
        </span>
        <span className="text-muted-foreground text-xs">
          {rule.run && `Only the run of #${rule.run.taskNumber} · `}
          {rule.createdBy ?? "Somebody who is gone"}, <RelativeTime at={rule.createdAt} />
          {" · "}
          {rule.uses === 0 ? "not used yet" : `used ${rule.uses === 1 ? "once" : `${rule.uses} times`}`}
          {rule.lastUsedAt && (
            <>
              , last <RelativeTime at={rule.lastUsedAt} />
            </>
          )}
        </span>
      </span>
      {mayChange && (
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Remove the rule for ${rule.pattern}`}
          isBusy={remove.isPending}
          onClick={() => void remove.run({ projectId, ruleId: rule.id })}
        >
          <Trash2 />
        </Button>
      )}
    </li>
  );
}
