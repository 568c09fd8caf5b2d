"use client";

import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Tag, Trash2 } from "lucide-react";
import { useState } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { LabelChip, LabelDot } from "#components/tasks/label-chip.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { countOf } from "#lib/client/format.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { labelColors } from "#lib/kernel/states.ts";
import { labelQueries } from "#lib/modules/labels/queries.ts";
import type { LabelColor, LabelOfProject } from "#lib/modules/labels/schema.ts";

/** The labels of a project: who may write cards may sort them, too. */
export function LabelsCard({ projectId, mayChange }: { projectId: string; mayChange: boolean }) {
  const { data: labels } = useQuery(labelQueries.list(projectId));
  const [edited, setEdited] = useState<LabelOfProject | "new" | null>(null);
  const remove = useCommand({ name: "label.delete", label: "Delete label" });
  return (
    <Card>
      <CardHeader>
        <CardTitle>Labels</CardTitle>
        {mayChange && (
          <Button size="sm" className="ml-auto" onClick={() => setEdited("new")}>
            <Plus />
            New label
          </Button>
        )}
      </CardHeader>
      {labels?.length === 0 && (
        <EmptyView icon={Tag} title="No labels yet" className="py-6">
          Words that sort cards: api, docs, security. A board can be narrowed to one.
        </EmptyView>
      )}
      <ul aria-label="Labels" className="divide-y">
        {labels?.map((label) => (
          <li key={label.id} className="flex min-h-10 items-center gap-2 px-4">
            <LabelChip label={label} />
            <span className="text-subtle-foreground text-xs">{countOf(label.tasks, "card", "cards")}</span>
            {mayChange && (
              <span className="ml-auto flex">
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Edit ${label.name}`}
                  onClick={() => setEdited(label)}
                >
                  <Pencil />
                </Button>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Delete ${label.name}`}
                  onClick={() => void remove.run({ projectId, labelId: label.id })}
                >
                  <Trash2 />
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited && (
        <LabelDialog
          projectId={projectId}
          label={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

interface LabelDialogProps {
  projectId: string;
  /** Null: a new one. */
  label: LabelOfProject | null;
  onClose: () => void;
}

function LabelDialog({ projectId, label, onClose }: LabelDialogProps) {
  const [name, setName] = useState(label?.name ?? "");
  const [color, setColor] = useState<LabelColor>(label?.color ?? "grey");
  const { run, isPending, error } = useCommand({
    name: label ? "label.update" : "label.create",
    label: "Save",
    errors: "inline",
    onDone: onClose,
  });
  const rest = restOf(error, ["name"]);
  return (
    <FormDialog
      title={label ? "Edit label" : "New label"}
      description="It shows on every card that has it."
      button="Save"
      isBusy={isPending}
      isReady={name.trim() !== ""}
      rest={rest}
      onSubmit={() => void run({ projectId, name, color, ...(label && { labelId: label.id }) })}
      onClose={onClose}
    >
      <Field label="Name" error={faultOf(error, "name")}>
        <Input value={name} maxLength={40} autoFocus onChange={(event) => setName(event.target.value)} />
      </Field>
      <Select
        value={color}
        onValueChange={(next) => setColor(labelColors.find((known) => known === next) ?? "grey")}
      >
        <Field label="Colour">
          <SelectTrigger>
            <SelectValue />
          </SelectTrigger>
        </Field>
        <SelectContent>
          {labelColors.map((known) => (
            <SelectItem key={known} value={known}>
              <span className="flex items-center gap-2">
                <LabelDot color={known} />
                {known}
              </span>
            </SelectItem>
          ))}
        </SelectContent>
      </Select>
    </FormDialog>
  );
}
