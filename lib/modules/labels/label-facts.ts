import { conflict, notFound } from "#lib/kernel/errors.ts";
import { findLabel, isNameTaken, type LabelRow } from "#lib/modules/labels/store.ts";
import { type ProjectFacts, projectFacts } from "#lib/modules/projects/project-facts.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

interface LabelFacts extends ProjectFacts {
  label: LabelRow;
}

/** A label as a command's target; NOT_FOUND for one of another project. */
export async function labelFacts(
  tx: Tx,
  actor: Actor,
  { projectId, labelId }: { projectId: string; labelId: string },
): Promise<LabelFacts> {
  const facts = await projectFacts(tx, actor, projectId);
  const label = await findLabel(tx, labelId);
  if (!label || label.projectId !== projectId) throw notFound("label");
  return { ...facts, label, target: { kind: "label", id: label.id, name: label.name, projectId } };
}

/** CONFLICT where the project has a label of this name. */
export async function checkName(
  tx: Tx,
  projectId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  if (await isNameTaken(tx, projectId, name, exceptId))
    throw conflict(`The project has a label "${name}" already.`, { field: "name" });
}

/** A label shows on every card that has it: all boards of the project are read anew. */
export function publishLabels(
  tx: Tx,
  projectId: string,
  name: "label.created" | "label.updated" | "label.deleted",
): void {
  publish(tx, { topic: "labels", name, subjectId: null, projectId });
  if (name !== "label.created") publish(tx, { topic: "tasks", name, subjectId: null, projectId });
  if (name === "label.deleted") publish(tx, { topic: "task-templates", name, subjectId: null, projectId });
}
