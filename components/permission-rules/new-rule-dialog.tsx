"use client";

import { useState } from "react";
import { deedOfClass, writtenClasses } from "#components/permission-rules/rule-words.ts";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { CreateRuleInput, RuleAction } from "#lib/modules/permission-rules/schema.ts";

/** A rule that no agent had to ask for first. */
export function NewRuleDialog({ projectId, onClose }: { projectId: string; onClose: () => void }) {
  const [permission, setPermission] = useState<string>("bash");
  const [pattern, setPattern] = useState("");
  const [action, setAction] = useState<RuleAction>("allow");
  const command = useCommand<CreateRuleInput>({
    name: "permission-rule.create",
    label: "Add a rule",
    errors: "inline",
    onDone: onClose,
  });
  return (
    <FormDialog
      title="Add a rule"
      description="It answers what agents of this project ask for. What they may do anyway is not asked, and no rule changes that."
      button="Add the rule"
      isBusy={command.isPending}
      isReady={pattern.trim() !== ""}
      onSubmit={() => void command.run({ projectId, permission, patterns: [pattern.trim()], action })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        <RadioCards
          aria-label="Answer"
          value={action}
          onValueChange={(chosen) => setAction(chosen === "deny" ? "deny" : "allow")}
        >
          <RadioCard value="allow" title="Allow" hint="Nobody is asked." className="px-3 py-2" />
          <RadioCard
            value="deny"
            title="Refuse"
            hint="Counts more than what is allowed."
            className="px-3 py-2"
          />
        </RadioCards>
        <Select value={permission} onValueChange={setPermission}>
          <Field label="What">
            <SelectTrigger>
              <SelectValue />
            </SelectTrigger>
          </Field>
          <SelectContent>
            {writtenClasses.map((name) => (
              <SelectItem key={name} value={name}>
                {deedOfClass(name)} …
              </SelectItem>
            ))}
          </SelectContent>
        </Select>
        <Field
          label="Pattern"
          hint="* stands for anything, ? for one character: git push origin *"
          error={command.error?.message ?? null}
        >
          <Input
            className="font-mono text-xs"
            value={pattern}
            onChange={(event) => setPattern(event.target.value)}
          />
        </Field>
      </div>
    </FormDialog>
  );
}
