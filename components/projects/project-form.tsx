"use client";

import { type FormEvent, useState } from "react";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

interface Change {
  projectId: string;
  name: string;
  description: string;
}

/** Name and description; what somebody else changed meanwhile is taken over where one has not typed. */
export function ProjectForm({ project }: { project: ProjectView }) {
  const [name, setName] = useState<string | null>(null);
  const [description, setDescription] = useState<string | null>(null);
  const update = useCommand<Change>({
    name: "project.update",
    label: "Save",
    errors: "inline",
    onDone: () => {
      setName(null);
      setDescription(null);
    },
  });
  const shown = { name: name ?? project.name, description: description ?? project.description };
  const isChanged = shown.name !== project.name || shown.description !== project.description;
  const mayChange = project.access === "admin";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void update.run({ projectId: project.id, ...shown });
  };
  const rest = restOf(update.error, ["name", "description"]);
  return (
    <Card>
      <CardHeader>
        <CardTitle>General</CardTitle>
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} noValidate className="grid gap-4">
          <Field label="Name" error={faultOf(update.error, "name")}>
            <Input
              value={shown.name}
              disabled={!mayChange}
              onChange={(event) => setName(event.target.value)}
            />
          </Field>
          <Field label="Description" note="optional" error={faultOf(update.error, "description")}>
            <Textarea
              value={shown.description}
              disabled={!mayChange}
              onChange={(event) => setDescription(event.target.value)}
            />
          </Field>
          {rest && (
            <p role="alert" className="text-failure text-xs">
              {rest}
            </p>
          )}
          <div>
            <Button type="submit" disabled={!isChanged || !mayChange} isBusy={update.isPending}>
              Save
            </Button>
          </div>
          <LeaveGuard
            isUnsaved={isChanged && mayChange}
            what="The changes to General"
            onLeave={() => {
              setName(null);
              setDescription(null);
            }}
          />
        </form>
      </CardBody>
    </Card>
  );
}
