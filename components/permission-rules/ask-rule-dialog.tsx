"use client";

import { Check, X } from "lucide-react";
import { useState } from "react";
import { deedOfClass } from "#components/permission-rules/rule-words.ts";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { ruleFor } from "#lib/modules/permission-rules/rules.ts";
import {
  type CreateRuleInput,
  PermissionPattern,
  type RuleAction,
} from "#lib/modules/permission-rules/schema.ts";

interface AskRuleDialogProps {
  projectId: string;
  ask: { permission: string; patterns: readonly string[]; suggested: readonly string[] };
  action: RuleAction;
  onClose: () => void;
}

/** Makes what an agent asks for now a rule of the project; the open ask is answered by it too, where it fits. */
export function AskRuleDialog({ projectId, ask, action, onClose }: AskRuleDialogProps) {
  const { permission } = ask;
  const begun = ask.suggested.length > 0 ? ask.suggested : ask.patterns;
  const [patterns, setPatterns] = useState<readonly string[]>(() => [...new Set(begun)]);
  const written = patterns.map((pattern) => pattern.trim()).filter(Boolean);
  const command = useCommand<CreateRuleInput>({
    name: "permission-rule.create",
    label: action === "allow" ? "Always allow" : "Never allow",
    subject: written.join(", "),
    errors: "inline",
    onDone: onClose,
  });
  const rules = written.map((pattern) => ({ permission, pattern, action }));
  const isFitting = ruleFor(ask, rules) !== null;
  const faults = patterns.map((pattern) => faultOf(pattern));
  const isReady = written.length > 0 && faults.every((fault) => fault === null);
  return (
    <FormDialog
      title={action === "allow" ? "Always allow in this project" : "Never allow in this project"}
      description={
        action === "allow"
          ? "No agent of this project asks for it any more. It is done in your name, and every use is on record."
          : "It is refused to every agent of this project, and nobody is asked. A refusal counts more than what is allowed."
      }
      button={action === "allow" ? "Always allow" : "Never allow"}
      isBusy={command.isPending}
      isReady={isReady}
      onSubmit={() => void command.run({ projectId, permission, patterns: written, action })}
      onClose={onClose}
    >
      <div className="grid gap-3">
        {patterns.map((pattern, index) => (
          <Field
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are neither added nor moved
            key={index}
            label={deedOfClass(permission)}
            error={faults[index] ?? null}
          >
            <Input
              className="font-mono text-xs"
              value={pattern}
              onChange={(event) =>
                setPatterns(patterns.map((other, at) => (at === index ? event.target.value : other)))
              }
            />
          </Field>
        ))}
        <p className="text-muted-foreground text-xs">
          <code>*</code> stands for anything, <code>?</code> for one character.
        </p>
        <p className="flex items-center gap-1.5 text-xs" role="status">
          {isFitting ? <Check className="size-3.5 text-primary-text" /> : <X className="size-3.5" />}
          {isFitting ? "Fits what is asked now." : "Does not fit what is asked now: that stays open."}
        </p>
        {command.error && (
          <p role="alert" className="text-failure text-xs">
            {command.error.message}
          </p>
        )}
      </div>
    </FormDialog>
  );
}

function faultOf(pattern: string): string | null {
  if (pattern.trim() === "") return null;
  return PermissionPattern.safeParse(pattern).error?.issues[0]?.message ?? null;
}
