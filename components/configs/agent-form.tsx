"use client";

import { Check } from "lucide-react";
import { type FormEvent, useId } from "react";
import { ModelFields } from "#components/configs/model-fields.tsx";
import { useConfigDraft } from "#components/configs/use-config-draft.ts";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Label } from "#components/ui/label.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { formatCount } from "#lib/client/format.ts";
import type { ConfigView } from "#lib/modules/configs/schema.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

const instructionsMax = 20_000;

/** Model, check, review and instructions. Whoever is no admin of the project reads them. */
export function AgentForm({ project, config }: { project: ProjectView; config: ConfigView }) {
  const draft = useConfigDraft(project.id, config);
  const { shown } = draft;
  const mayChange = project.access === "admin";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    draft.save();
  };
  return (
    <form onSubmit={submit} noValidate aria-label="Agents" className="grid gap-5">
      <ModelFields project={project} draft={draft} mayChange={mayChange} />
      <Field
        label="Check command"
        note="optional"
        hint="Runs by a shell in the task's worktree before each review; its output goes to the reviewer and on the card."
        error={draft.faultOf("checkCommand")}
      >
        <Textarea
          rows={2}
          className="font-mono text-xs"
          placeholder="npm test"
          spellCheck={false}
          readOnly={!mayChange}
          value={shown.checkCommand}
          onChange={(event) => draft.set({ checkCommand: event.target.value })}
        />
      </Field>
      <ReviewFields draft={draft} mayChange={mayChange} />
      <Field
        label="Instructions"
        note="optional"
        hint={instructionsHint(shown.instructions.length)}
        error={draft.faultOf("instructions")}
      >
        <Textarea
          rows={7}
          className="resize-y"
          placeholder="Conventions of this repository, what not to touch, how to test."
          readOnly={!mayChange}
          value={shown.instructions}
          onChange={(event) => draft.set({ instructions: event.target.value })}
        />
      </Field>
      {draft.rest && (
        <p role="alert" className="text-failure text-xs">
          {draft.rest}
        </p>
      )}
      {mayChange && <SaveBar draft={draft} />}
      <LeaveGuard
        isUnsaved={draft.isChanged && mayChange}
        what="The changes to Agents"
        onLeave={draft.discard}
      />
    </form>
  );
}

type Draft = ReturnType<typeof useConfigDraft>;

function ReviewFields({ draft, mayChange }: { draft: Draft; mayChange: boolean }) {
  const id = useId();
  const { isReviewOn, reviewRoundsMax } = draft.shown;
  return (
    <div className="grid gap-3 rounded-md border p-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <Label htmlFor={id}>AI review</Label>
          <p id={`${id}-hint`} className="mt-0.5 text-muted-foreground text-xs">
            A second session reads the finished work before a person does. Off: the work goes to a person at
            once, and the check does not run.
          </p>
        </div>
        <Switch
          id={id}
          aria-describedby={`${id}-hint`}
          className="mt-0.5"
          checked={isReviewOn}
          disabled={!mayChange}
          onCheckedChange={(isOn) => draft.set({ isReviewOn: isOn })}
        />
      </div>
      {isReviewOn && (
        <Field
          label="Rounds"
          hint="How often a review may send the work back to the agent, 0 to 10. Then a person looks at it."
          error={draft.faultOf("reviewRoundsMax")}
        >
          <Input
            type="number"
            min={0}
            max={10}
            step={1}
            className="w-24 tabular-nums"
            readOnly={!mayChange}
            value={reviewRoundsMax}
            onChange={(event) => draft.set({ reviewRoundsMax: event.target.value })}
          />
        </Field>
      )}
    </div>
  );
}

function SaveBar({ draft }: { draft: Draft }) {
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button type="submit" variant="primary" disabled={!draft.isChanged} isBusy={draft.isPending}>
        Save
      </Button>
      {draft.isChanged && !draft.isPending && <Button onClick={draft.discard}>Discard</Button>}
      <p role="status" className="flex items-center gap-1.5 text-muted-foreground text-xs">
        {draft.isChanged ? (
          "Not saved yet. Saving makes a new version for runs to come."
        ) : draft.savedVersion === null ? null : (
          <>
            <Check aria-hidden="true" className="size-3.5 text-primary-text" />
            Saved as version {draft.savedVersion}. Runs under way keep theirs.
          </>
        )}
      </p>
    </div>
  );
}

function instructionsHint(length: number): string {
  const words = "Told to the agent with every prompt, in plain text or Markdown.";
  return length < instructionsMax * 0.8
    ? words
    : `${words} ${formatCount(length)} of ${formatCount(instructionsMax)} characters.`;
}
