import { newId } from "#lib/kernel/ids.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { CreateTaskInput, TaskView } from "#lib/modules/tasks/schema.ts";
import { insertTask, takeNumber } from "#lib/modules/tasks/store.ts";
import { taskView } from "#lib/modules/tasks/view.ts";
import { command } from "#lib/operations/command.ts";
import { publish } from "#lib/platform/db/transact.ts";

export const createTask = command({
  name: "task.create",
  http: "POST /api/projects/:projectId/tasks",
  summary: "Add a task to a project's board",
  input: CreateTaskInput,
  output: TaskView,
  creates: true,
  facts: (tx, { projectId }, actor) => projectFacts(tx, actor, projectId),
  async apply(tx, { input, actor }) {
    const { projectId, title, description, model } = input;
    const { id } = await insertTask(tx, {
      id: newId(),
      projectId,
      number: await takeNumber(tx, projectId),
      title,
      description,
      status: "todo",
      model: model ?? null,
      createdBy: actor.userId,
    });
    publish(tx, { topic: "tasks", name: "task.created", subjectId: id, projectId });
    return taskView(tx, id);
  },
});
