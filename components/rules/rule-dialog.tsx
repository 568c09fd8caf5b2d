"use client";

import type { FormEvent } from "react";
import { ConsentFields } from "#components/rules/consent-fields.tsx";
import { CooldownField } from "#components/rules/cooldown-field.tsx";
import { askedWords, cooldownWords, subjectWords } from "#components/rules/rule-words.ts";
import { type RuleChangeProps, useRuleDraft } from "#components/rules/use-rule-draft.ts";
import { LevelBadge } from "#components/shared/level-badge.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogFooter,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { isCooledLevel, type RuleItem } from "#lib/client/rule-queries.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";

/** Asks for more, which holds at once, or for less, which goes through the queue as anything dangerous does. */
export function RuleDialog(props: RuleChangeProps) {
  const { item, onClose } = props;
  const draft = useRuleDraft(props);
  const isLevel = isCooledLevel(item.subject);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (draft.canSend) void draft.send();
  };
  return (
    <Dialog open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <DialogContent>
        <form onSubmit={submit}>
          <DialogHeader>
            <DialogTitle>{subjectWords(item.subject)}</DialogTitle>
            <DialogDescription>
              {isLevel
                ? `How long a cooldown lasts at ${item.subject}, where a command says nothing else.`
                : item.sentence}
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            {!isLevel && (
              <>
                <WhereField draft={draft} />
                <LevelField draft={draft} />
                <ConsentFields chosen={draft.consents} level={draft.level} onChoose={draft.setConsents} />
              </>
            )}
            <CooldownField
              lengthMs={draft.cooldownMs}
              usualMs={draft.usualMs}
              isShown={isLevel || isCooledLevel(draft.level)}
              onChange={draft.setCooldownMs}
            />
            <Follows draft={draft} item={item} />
            {draft.isWeaker && (
              <Field label="Until" note="may stay open" hint="From then on the rule is as it came.">
                <Input
                  type="datetime-local"
                  value={draft.until}
                  onChange={(event) => draft.setUntil(event.target.value)}
                />
              </Field>
            )}
            {!draft.isWeaker && (
              <Field label="Reason" note="may stay empty">
                <Input
                  autoComplete="off"
                  maxLength={2000}
                  value={draft.reason}
                  onChange={(event) => draft.setReason(event.target.value)}
                />
              </Field>
            )}
            {draft.error && (
              <p role="alert" className="text-failure [overflow-wrap:anywhere]">
                {draft.error.message}
              </p>
            )}
          </DialogBody>
          <DialogFooter>
            <Button variant="ghost" onClick={onClose}>
              Cancel
            </Button>
            <Button
              type="submit"
              variant={draft.isWeaker ? "critical" : "primary"}
              disabled={!draft.canSend}
              isBusy={draft.isSending}
            >
              {draft.isWeaker ? "Relax the rule…" : "Raise the rule"}
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}

type Draft = ReturnType<typeof useRuleDraft>;

function WhereField({ draft }: { draft: Draft }) {
  const { projects } = draft;
  if (projects.length === 0) return null;
  return (
    <Select value={draft.where} onValueChange={draft.setWhere}>
      <Field label="Where">
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        <SelectItem value="installation">The whole installation</SelectItem>
        {projects.map((project) => (
          <SelectItem key={project.id} value={project.id}>
            {project.name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

function LevelField({ draft }: { draft: Draft }) {
  return (
    <Select
      value={draft.level}
      onValueChange={(value) => draft.setLevel(DangerLevel.safeParse(value).data ?? draft.level)}
    >
      <Field
        label="Level"
        hint={draft.isOfProject ? "A project may ask for more, never for less." : undefined}
      >
        <SelectTrigger>
          <SelectValue />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {draft.levels.map((level) => (
          <SelectItem key={level} value={level}>
            {level}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

/** What follows from what is chosen, and what the change itself takes. */
function Follows({ draft, item }: { draft: Draft; item: RuleItem }) {
  const { next } = draft;
  return (
    <div className="grid gap-1.5 rounded-lg border bg-muted p-3 text-xs" role="status">
      <p className="flex items-center gap-2">
        <LevelBadge level={next.level} />
        {isCooledLevel(item.subject) ? "Its usual cooldown" : "It then asks for"}
      </p>
      <p className="text-sm first-letter:uppercase">
        {isCooledLevel(item.subject) ? cooldownWords(next.cooldownMs) : askedWords(next)}
      </p>
      <p className="text-muted-foreground">{consequenceOf(draft)}</p>
    </div>
  );
}

function consequenceOf({ isSame, isWeaker, isOfProject, isOwner }: Draft): string {
  if (isSame) return "Nothing changes.";
  if (!isWeaker) return "This is stricter: it holds at once, also for what waits.";
  if (isOfProject) return "This is weaker than what is in force; a project may only ask for more.";
  if (!isOwner) return "This is weaker: only the owner may ask for it.";
  return "This is weaker, and itself CRITICAL: it waits for the name typed, a cooldown and another administrator, and stays visible on the approvals page.";
}
