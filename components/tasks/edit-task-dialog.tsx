"use client";

import { useState } from "react";
import { FormDialog } from "#components/shared/form-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

/** What a card says. A run that began keeps what it was told; the next one reads the new text. */
export function EditTaskDialog({ task, onClose }: { task: TaskView; onClose: () => void }) {
  // As it was when one began: what was not touched is not sent, whatever others make of it meanwhile.
  const [before] = useState(task);
  const [title, setTitle] = useState(task.title);
  const [description, setDescription] = useState(task.description);
  const [model, setModel] = useState(task.model ?? "");
  const { run, isPending, error } = useCommand({
    name: "task.update",
    label: "Save",
    errors: "inline",
    onDone: onClose,
  });
  const rest = restOf(error, ["title", "description", "model"]);
  const chosen = model.trim() === "" ? null : model.trim();
  return (
    <FormDialog
      title={`Edit #${task.number}`}
      description="A run that began keeps what it was told; the next one reads the new text."
      button="Save"
      isBusy={isPending}
      isReady={title.trim() !== ""}
      rest={rest}
      onSubmit={() =>
        void run({
          projectId: task.projectId,
          taskId: task.id,
          ...(title !== before.title && { title }),
          ...(description !== before.description && { description }),
          ...(chosen !== before.model && { model: chosen }),
        })
      }
      onClose={onClose}
    >
      <Field label="Title" error={faultOf(error, "title")}>
        <Input value={title} maxLength={100} onChange={(event) => setTitle(event.target.value)} />
      </Field>
      <Field label="Description" note="Markdown" error={faultOf(error, "description")}>
        <Textarea rows={8} value={description} onChange={(event) => setDescription(event.target.value)} />
      </Field>
      <Field label="Model" note="empty: the project's own" error={faultOf(error, "model")}>
        <Input value={model} onChange={(event) => setModel(event.target.value)} />
      </Field>
    </FormDialog>
  );
}
