"use client";

import { type FormEvent, useState } from "react";
import { LeaveGuard } from "#components/shared/leave-guard.tsx";
import { columnLabels } from "#components/tasks/columns.ts";
import { Button } from "#components/ui/button.tsx";
import { Card, CardBody, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#lib/client/run-command.ts";
import type { ProjectView } from "#lib/modules/projects/schema.ts";

/** Columns that agents fill; To do and Done hold nothing back. */
const limited = ["in_progress", "ai_review", "human_review"] as const;

type Limit = (typeof limited)[number] | "parallelRunsMax";
type Typed = Partial<Record<Limit, string>>;

const numberIn = (typed: string): number | null => (typed.trim() === "" ? null : Number(typed));

/** How the board holds work back: what the columns take, and how many runs are at work at once. */
export function BoardCard({ project }: { project: ProjectView }) {
  const { columnLimits = {}, parallelRunsMax } = project.boardSettings;
  const [typed, setTyped] = useState<Typed>({});
  const update = useCommand({
    name: "project.update",
    label: "Save",
    errors: "inline",
    onDone: () => setTyped({}),
  });
  const mayChange = project.access === "admin";
  const kept = (field: Limit) =>
    (field === "parallelRunsMax" ? parallelRunsMax : columnLimits[field]) ?? null;
  const shown = (field: Limit) => typed[field] ?? kept(field)?.toString() ?? "";
  const isChanged = [...limited, "parallelRunsMax" as const].some(
    (field) => numberIn(shown(field)) !== kept(field),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // What somebody else sets meanwhile stays as they set it.
    const touched = limited.filter((status) => typed[status] !== undefined);
    const boardSettings = {
      columnLimits: Object.fromEntries(touched.map((status) => [status, numberIn(shown(status))])),
      ...(typed.parallelRunsMax !== undefined && { parallelRunsMax: numberIn(typed.parallelRunsMax) }),
    };
    void update.run({ projectId: project.id, boardSettings });
  };
  const fieldOf = (field: Limit, label: string, none: string, max: number) => (
    <Field key={field} label={label}>
      <Input
        type="number"
        inputMode="numeric"
        min={1}
        max={max}
        placeholder={none}
        value={shown(field)}
        disabled={!mayChange}
        onChange={(event) => setTyped((known) => ({ ...known, [field]: event.target.value }))}
      />
    </Field>
  );
  return (
    <Card>
      <CardHeader>
        <CardTitle>Board</CardTitle>
      </CardHeader>
      <CardBody>
        <form onSubmit={submit} className="grid gap-4">
          <p className="text-muted-foreground">
            A column that is full takes nothing more: runs wait in their order, and their cards say so.
          </p>
          <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
            {limited.map((status) => fieldOf(status, columnLabels[status], "No limit", 999))}
            {fieldOf("parallelRunsMax", "Runs at once", "As usual here", 50)}
          </div>
          {update.error && (
            <p role="alert" className="text-failure text-xs">
              {update.error.message}
            </p>
          )}
          <div>
            <Button type="submit" disabled={!isChanged || !mayChange} isBusy={update.isPending}>
              Save
            </Button>
          </div>
          <LeaveGuard
            isUnsaved={isChanged && mayChange}
            what="The changes to Board"
            onLeave={() => setTyped({})}
          />
        </form>
      </CardBody>
    </Card>
  );
}
