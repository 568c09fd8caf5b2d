import { newId } from "#lib/kernel/ids.ts";
import { labelTask } from "#lib/modules/labels/of-task.ts";
import { checkAssignee } from "#lib/modules/projects/people-of-project.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { checkModel } from "#lib/modules/tasks/check-model.ts";
import { dependOn } from "#lib/modules/tasks/depend-on.ts";
import { CreateTaskInput, TaskView } from "#lib/modules/tasks/schema.ts";
import { insertTask, takeNumber, topPosition } from "#lib/modules/tasks/store.ts";
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
  async apply(tx, { input, actor, facts: { project } }) {
    const { projectId, title, description, model, priority, assigneeId, labelIds, after } = input;
    await checkAssignee(tx, projectId, assigneeId);
    await checkModel(tx, actor, project, model);
    const id = newId();
    await insertTask(tx, {
      id,
      projectId,
      number: await takeNumber(tx, projectId),
      title,
      description,
      status: "todo",
      position: await topPosition(tx, projectId, "todo"),
      model: model ?? null,
      priority: priority ?? null,
      assigneeId: assigneeId ?? null,
      createdBy: actor.userId,
    });
    if (labelIds) await labelTask(tx, { id, projectId }, labelIds);
    if (after) await dependOn(tx, { id, projectId }, after);
    publish(tx, { topic: "tasks", name: "task.created", subjectId: id, projectId });
    return taskView(tx, id);
  },
});
