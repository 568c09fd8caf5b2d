"use client";

import { useQuery } from "@tanstack/react-query";
import { FileStack, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { EmptyView } from "#components/shared/empty-view.tsx";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { LabelPicker } from "#components/tasks/label-picker.tsx";
import { PriorityPicker } from "#components/tasks/task-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { templateQueries } from "#lib/modules/task-templates/queries.ts";
import type { TemplateView } from "#lib/modules/task-templates/schema.ts";

/** What new cards of a project can begin with. */
export function TemplatesCard({ projectId, mayChange }: { projectId: string; mayChange: boolean }) {
  const { data: templates } = useQuery(templateQueries.list(projectId));
  const [edited, setEdited] = useState<TemplateView | "new" | null>(null);
  const remove = useCommand({ name: "task-template.delete", label: "Delete template" });
  return (
    <Card>
      <CardHeader>
        <CardTitle>Templates for tasks</CardTitle>
        {mayChange && (
          <Button size="sm" className="ml-auto" onClick={() => setEdited("new")}>
            <Plus />
            New template
          </Button>
        )}
      </CardHeader>
      {templates?.length === 0 && (
        <EmptyView icon={FileStack} title="No templates yet" className="py-6">
          What is asked again and again: a bug report's questions, a release's steps. A new card can begin
          with one.
        </EmptyView>
      )}
      <ul aria-label="Templates" className="divide-y">
        {templates?.map((template) => (
          <li key={template.id} className="flex min-h-10 items-center gap-3 px-4">
            <span className="flex-none font-medium">{template.name}</span>
            <span className="min-w-0 truncate text-muted-foreground text-xs">
              {template.title || template.description}
            </span>
            {mayChange && (
              <span className="ml-auto flex flex-none">
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Edit ${template.name}`}
                  onClick={() => setEdited(template)}
                >
                  <Pencil />
                </Button>
                <Button
                  variant="ghost"
                  size="icon-sm"
                  aria-label={`Delete ${template.name}`}
                  onClick={() => void remove.run({ projectId, templateId: template.id })}
                >
                  <Trash2 />
                </Button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {edited && (
        <TemplateDialog
          projectId={projectId}
          template={edited === "new" ? null : edited}
          onClose={() => setEdited(null)}
        />
      )}
    </Card>
  );
}

interface TemplateDialogProps {
  projectId: string;
  /** Null: a new one. */
  template: TemplateView | null;
  onClose: () => void;
}

const empty = { name: "", title: "", description: "", model: null, priority: null, labelIds: [] };

function TemplateDialog({ projectId, template, onClose }: TemplateDialogProps) {
  const [draft, setDraft] = useState<Omit<TemplateView, "id">>(template ?? empty);
  const change = (part: Partial<typeof draft>) => setDraft((known) => ({ ...known, ...part }));
  const { run, isPending, error } = useCommand({
    name: template ? "task-template.update" : "task-template.create",
    label: "Save",
    errors: "inline",
    onDone: onClose,
  });
  const rest = restOf(error, ["name", "title", "description", "model"]);
  const { name, title, description, model, priority, labelIds } = draft;
  return (
    <FormDialog
      title={template ? "Edit template" : "New template"}
      description="What a new card begins with; each can be changed before it is added."
      button="Save"
      isBusy={isPending}
      isReady={name.trim() !== ""}
      rest={rest}
      onSubmit={() =>
        void run({
          projectId,
          ...{ name, title, description, priority, labelIds },
          model: model?.trim() ? model.trim() : null,
          ...(template && { templateId: template.id }),
        })
      }
      onClose={onClose}
    >
      <Field label="Name" error={faultOf(error, "name")}>
        <Input
          value={name}
          maxLength={100}
          autoFocus
          onChange={(event) => change({ name: event.target.value })}
        />
      </Field>
      <Field label="Title of the card" note="may stay empty" error={faultOf(error, "title")}>
        <Input value={title} maxLength={100} onChange={(event) => change({ title: event.target.value })} />
      </Field>
      <Field label="Description" note="Markdown" error={faultOf(error, "description")}>
        <Textarea
          rows={6}
          value={description}
          onChange={(event) => change({ description: event.target.value })}
        />
      </Field>
      <Field label="Model" note="empty: the project's own" error={faultOf(error, "model")}>
        <Input value={model ?? ""} onChange={(event) => change({ model: event.target.value })} />
      </Field>
      <div className="flex flex-wrap gap-1.5">
        <PriorityPicker value={priority} onChange={(next) => change({ priority: next })} />
        <LabelPicker projectId={projectId} value={labelIds} onChange={(next) => change({ labelIds: next })} />
      </div>
    </FormDialog>
  );
}
