"use client";

import { useId } from "react";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Label } from "#components/ui/label.tsx";
import { RadioCard, RadioCards } from "#components/ui/radio-cards.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import { deliveryOf } from "#lib/modules/projects/rules.ts";
import type { DeliverySettings, ProjectView } from "#lib/modules/projects/schema.ts";

const mergeModes = [
  { mode: "merge", title: "Merge", hint: "The branch as it is; a merge commit where the base has moved." },
  { mode: "squash", title: "Squash", hint: "One commit of all that the task changed." },
  {
    mode: "rebase",
    title: "Rebase",
    hint: "Its commits one by one on top of the base, taken over first where that has moved.",
  },
] as const;

const ways = [
  { way: "merge", title: "Merge it", hint: "Approve puts it into the default branch." },
  {
    way: "pull_request",
    title: "Open a pull request",
    hint: "Approve pushes the task's branch and offers it at GitHub, where it is merged or not.",
  },
] as const;

/** What approving a task does in a project; each choice holds at once. */
export function DeliveryCard({ project }: { project: ProjectView }) {
  const id = useId();
  const { run, isPending } = useCommand({ name: "project.update", label: "Save how work is delivered" });
  const { delivery } = deliveryOf(project.deliverySettings);
  const mayChange = project.access === "admin" && !isPending;
  const save = (deliverySettings: DeliverySettings) => run({ projectId: project.id, deliverySettings });
  return (
    <Card aria-labelledby={`${id}-title`}>
      <CardHeader>
        <CardTitle id={`${id}-title`}>Approved work</CardTitle>
      </CardHeader>
      <CardBody className="grid gap-4">
        <RadioCards
          aria-label="What Approve does"
          value={delivery}
          disabled={!mayChange}
          onValueChange={(value) => {
            const chosen = ways.find(({ way }) => way === value);
            if (chosen) void save({ delivery: chosen.way });
          }}
        >
          {ways.map(({ way, title, hint }) => (
            <RadioCard key={way} value={way} title={title} hint={hint} />
          ))}
        </RadioCards>
        {delivery === "pull_request" ? (
          <p className="text-muted-foreground text-xs">
            For that origin has to be a repository at GitHub, and the project needs a token that may write its
            contents and pull requests: set it below, under Git access. How the pull request is merged is
            decided there; the card follows it.
          </p>
        ) : (
          <MergeChoices project={project} mayChange={mayChange} save={save} />
        )}
      </CardBody>
    </Card>
  );
}

interface MergeChoicesProps {
  project: ProjectView;
  mayChange: boolean;
  save: (settings: DeliverySettings) => Promise<unknown>;
}

function MergeChoices({ project, mayChange, save }: MergeChoicesProps) {
  const id = useId();
  const { mergeMode, isPushed } = deliveryOf(project.deliverySettings);
  return (
    <>
      <RadioCards
        aria-label="How approved work gets into the default branch"
        className="md:grid-cols-3"
        value={mergeMode}
        disabled={!mayChange}
        onValueChange={(value) => {
          const chosen = mergeModes.find(({ mode }) => mode === value);
          if (chosen) void save({ mergeMode: chosen.mode });
        }}
      >
        {mergeModes.map(({ mode, title, hint }) => (
          <RadioCard key={mode} value={mode} title={title} hint={hint} />
        ))}
      </RadioCards>
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <Label htmlFor={`${id}-push`}>Push to origin</Label>
          <p id={`${id}-hint`} className="mt-0.5 text-muted-foreground text-xs">
            What others pushed is taken over first. Off: approved work stays in the workspace until somebody
            pushes it.
          </p>
        </div>
        <Switch
          id={`${id}-push`}
          aria-describedby={`${id}-hint`}
          className="mt-0.5"
          checked={isPushed}
          disabled={!mayChange}
          onCheckedChange={(isOn) => void save({ isPushed: isOn })}
        />
      </div>
    </>
  );
}
