"use client";

import { Check } from "lucide-react";
import { type FormEvent, type ReactNode, useId } from "react";
import { InstructionFields } from "#components/configs/instruction-fields.tsx";
import { ModelFields } from "#components/configs/model-fields.tsx";
import { NumberField } from "#components/configs/number-field.tsx";
import { PermissionFields } from "#components/configs/permission-fields.tsx";
import { ReviewFields } from "#components/configs/review-fields.tsx";
import {
  type ConfigForm,
  type ConfigFormProps,
  useConfigDraft,
} from "#components/configs/use-config-draft.ts";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Input } from "#components/ui/input.tsx";
import { cn } from "#lib/client/class-names.ts";
import type { ConfigView } from "#lib/modules/configs/schema.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Everything that a version of how agents work says. Whoever is no admin of the project reads it. */
export function AgentForm({ project, config }: { project: ProjectView; config: ConfigView }) {
  const draft = useConfigDraft(project.id, config);
  const mayChange = project.access === "admin";
  const form = { draft, mayChange };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  return (
    <form onSubmit={submit} noValidate aria-label="Agents" className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <Part title="Model">
        <ModelFields project={project} {...form} />
      </Part>
      <Part title="Instructions">
        <InstructionFields projectId={project.id} {...form} />
      </Part>
      <Part title="Check and review">
        <ReviewFields {...form} />
      </Part>
      <Part title="Tools and permissions">
        <PermissionFields {...form} />
      </Part>
      <Part title="Limits of a run">
        <LimitFields {...form} />
      </Part>
      {mayChange && <SaveBar draft={draft} />}
      <LeaveGuard
        isUnsaved={draft.isChanged && mayChange}
        what="The changes to Agents"
        onLeave={draft.discard}
      />
    </form>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <Card aria-labelledby={id}>
      <CardHeader>
        <CardTitle id={id}>{title}</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-5">{children}</CardBody>
    </Card>
  );
}

function LimitFields({ draft, mayChange }: ConfigFormProps) {
  return (
    <div className="grid gap-5 md:grid-cols-2 md:gap-3">
      <NumberField
        field="turnsMax"
        label="Prompts"
        hint="After so many a person has to say that it goes on."
        placeholder="without end"
        inputMode="numeric"
        {...{ draft, mayChange }}
      />
      <NumberField
        field="runBudgetUsd"
        label="Cost in US dollars"
        hint="What one run may cost before it is paused."
        placeholder="as the project has it"
        inputMode="decimal"
        {...{ draft, mayChange }}
      />
    </div>
  );
}

/** Stays in sight while there is something to save. */
function SaveBar({ draft }: { draft: ConfigForm }) {
  return (
    <div
      className={cn(
        "grid gap-2 rounded-lg border bg-card p-3",
        draft.isChanged && "sticky -bottom-2 z-10 shadow-md md:-bottom-4",
      )}
    >
      {draft.rest && (
        <p role="alert" className="text-failure text-xs">
          {draft.rest}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {draft.isChanged && (
          <Input
            aria-label="Why this version is written"
            placeholder="Why? Optional, shown in the history"
            className="w-auto min-w-48 flex-1"
            maxLength={500}
            aria-invalid={draft.noteFault ? true : undefined}
            value={draft.note}
            onChange={(event) => draft.set({ note: event.target.value })}
          />
        )}
        {draft.isChanged && !draft.isPending && <Button onClick={draft.discard}>Discard</Button>}
        <Button type="submit" variant="primary" disabled={!draft.isChanged} isBusy={draft.isPending}>
          Save
        </Button>
        <p
          role="status"
          className="flex items-center gap-1.5 text-muted-foreground text-xs empty:hidden max-md:basis-full"
        >
          {draft.isChanged ? (
            draft.noteFault
          ) : draft.savedVersion === null ? (
            "Saving a change makes a new version."
          ) : (
            <>
              <Check aria-hidden="true" className="size-3.5 text-primary-text" />
              Saved as version {draft.savedVersion}. Runs under way keep theirs.
            </>
          )}
        </p>
      </div>
    </div>
  );
}
