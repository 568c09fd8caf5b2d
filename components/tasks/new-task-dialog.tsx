"use client";

import { type SubmitEvent, useState } from "react";
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
import { Input, Textarea } from "#components/ui/input.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface NewTaskDialogProps {
  projectId: string;
  isOpen: boolean;
  onClose: () => void;
}

/** A card by its title and what the agent is to do; it can be run at once. */
export function NewTaskDialog({ projectId, isOpen, onClose }: NewTaskDialogProps) {
  const [title, setTitle] = useState("");
  const [description, setDescription] = useState("");
  const create = useCommand<object, TaskView>({
    name: "task.create",
    label: "Create task",
    errors: "inline",
  });
  const start = useCommand({ name: "run.start", label: "Run" });

  const rest = restOf(create.error, ["title", "description"]);
  const submit = async (isRun: boolean) => {
    const answer = await create.run({ projectId, title, description });
    if (answer.outcome !== "done") return;
    setTitle("");
    setDescription("");
    onClose();
    if (isRun) await start.run({ projectId, taskId: answer.result.id });
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent;
    void submit(submitter instanceof HTMLButtonElement && submitter.value === "run");
  };

  return (
    <Dialog open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg">
        <form onSubmit={onSubmit}>
          <DialogHeader>
            <DialogTitle>New task</DialogTitle>
            <DialogDescription>
              Say what should be true when it is done, as you would to a colleague.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            <Field label="Title" error={faultOf(create.error, "title")}>
              <Input
                value={title}
                onChange={(event) => setTitle(event.target.value)}
                autoFocus
                required
                maxLength={100}
              />
            </Field>
            <Field
              label="Description"
              note="Markdown, may stay empty"
              error={faultOf(create.error, "description")}
            >
              <Textarea
                rows={6}
                value={description}
                onChange={(event) => setDescription(event.target.value)}
              />
            </Field>
            {rest && (
              <p role="alert" className="text-failure text-xs">
                {rest}
              </p>
            )}
          </DialogBody>
          <DialogFooter>
            <Button type="submit" isBusy={create.isPending}>
              Add to To do
            </Button>
            <Button type="submit" value="run" variant="primary" isBusy={create.isPending}>
              Add and run
            </Button>
          </DialogFooter>
        </form>
      </DialogContent>
    </Dialog>
  );
}
