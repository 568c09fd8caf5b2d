"use client";

import { useQuery } from "@tanstack/react-query";
import { type Dispatch, type SetStateAction, type SubmitEvent, useState } from "react";
import { noSorting, TaskFields, type TaskSorting } from "#components/tasks/task-fields.tsx";
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
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { faultOf, restOf } from "#lib/client/form-faults.ts";
import { useCommand } from "#lib/client/run-command.ts";
import { shellQueries } from "#lib/client/shell-queries.ts";
import { templateQueries } from "#lib/modules/task-templates/queries.ts";
import type { TemplateView } from "#lib/modules/task-templates/schema.ts";
import type { TaskView } from "#lib/modules/tasks/schema.ts";

interface NewTaskDialogProps {
  /** Null: which project it is for is chosen here. */
  projectId: string | null;
  isOpen: boolean;
  onClose: () => void;
}

/** A card by its title and what the agent is to do; it can be run at once. */
export function NewTaskDialog({ projectId, isOpen, onClose }: NewTaskDialogProps) {
  // What was typed is there again where the dialog was closed by mistake.
  const [draft, setDraft] = useState(emptyDraft);
  return (
    <Dialog open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <DialogContent className="max-w-lg">
        <NewTaskForm projectId={projectId} draft={draft} onDraft={setDraft} onClose={onClose} />
      </DialogContent>
    </Dialog>
  );
}

interface Draft extends TaskSorting {
  title: string;
  description: string;
  model: string | null;
}
const emptyDraft: Draft = { title: "", description: "", model: null, ...noSorting };

interface NewTaskFormProps {
  projectId: string | null;
  draft: Draft;
  onDraft: Dispatch<SetStateAction<Draft>>;
  onClose: () => void;
}

function NewTaskForm({ projectId: given, draft, onDraft, onClose }: NewTaskFormProps) {
  const [chosenId, setChosenId] = useState<string | null>(null);
  const projectId = given ?? chosenId;
  const change = (part: Partial<Draft>) => onDraft((known) => ({ ...known, ...part }));
  // Labels, people and cards are those of one project.
  const choose = (id: string) => {
    setChosenId(id);
    change(noSorting);
  };
  const create = useCommand<object, TaskView>({
    name: "task.create",
    label: "Create task",
    errors: "inline",
  });
  const start = useCommand({ name: "run.start", label: "Run" });

  const rest = restOf(create.error, ["title", "description"]);
  const submit = async (isRun: boolean) => {
    const { model, ...fields } = draft;
    const answer = await create.run({ projectId, ...fields, ...(model !== null && { model }) });
    if (answer.outcome !== "done") return;
    onDraft(emptyDraft);
    onClose();
    if (isRun) await start.run({ projectId, taskId: answer.result.id });
  };
  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { submitter } = event.nativeEvent;
    void submit(submitter instanceof HTMLButtonElement && submitter.value === "run");
  };

  return (
    <form onSubmit={onSubmit}>
      <DialogHeader>
        <DialogTitle>New task</DialogTitle>
        <DialogDescription>
          Say what should be true when it is done, as you would to a colleague.
        </DialogDescription>
      </DialogHeader>
      <DialogBody>
        {given === null && <ProjectField value={chosenId} onChange={choose} />}
        {projectId !== null && (
          <TemplateField projectId={projectId} onChoose={(template) => change(draftOf(template))} />
        )}
        <Field label="Title" error={faultOf(create.error, "title")}>
          <Input
            value={draft.title}
            onChange={(event) => change({ title: event.target.value })}
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
            value={draft.description}
            onChange={(event) => change({ description: event.target.value })}
          />
        </Field>
        {projectId !== null && <TaskFields projectId={projectId} value={draft} onChange={change} />}
        {rest && (
          <p role="alert" className="text-failure text-xs">
            {rest}
          </p>
        )}
      </DialogBody>
      <DialogFooter>
        <Button type="submit" isBusy={create.isPending} disabled={projectId === null}>
          Add to To do
        </Button>
        <Button
          type="submit"
          value="run"
          variant="primary"
          isBusy={create.isPending}
          disabled={projectId === null}
        >
          Add and run
        </Button>
      </DialogFooter>
    </form>
  );
}

const draftOf = ({ title, description, model, priority, labelIds }: TemplateView) => ({
  title,
  description,
  model,
  priority,
  labelIds,
});

function ProjectField({ value, onChange }: { value: string | null; onChange: (id: string) => void }) {
  const { data: projects = [] } = useQuery(shellQueries.projects());
  return (
    <Select value={value ?? ""} onValueChange={onChange}>
      <Field label="Project">
        <SelectTrigger>
          <SelectValue placeholder="Choose a project" />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {projects
          .filter(({ access }) => access === "write" || access === "admin")
          .map(({ id, name }) => (
            <SelectItem key={id} value={id}>
              {name}
            </SelectItem>
          ))}
      </SelectContent>
    </Select>
  );
}

/** Only where the project has templates. */
function TemplateField({
  projectId,
  onChoose,
}: {
  projectId: string;
  onChoose: (template: TemplateView) => void;
}) {
  const { data: templates = [] } = useQuery(templateQueries.list(projectId));
  const [chosen, setChosen] = useState("");
  if (templates.length === 0) return null;
  return (
    <Select
      value={chosen}
      onValueChange={(id) => {
        setChosen(id);
        const template = templates.find((known) => known.id === id);
        if (template) onChoose(template);
      }}
    >
      <Field label="Template">
        <SelectTrigger>
          <SelectValue placeholder="Begin with a template" />
        </SelectTrigger>
      </Field>
      <SelectContent>
        {templates.map(({ id, name }) => (
          <SelectItem key={id} value={id}>
            {name}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}
