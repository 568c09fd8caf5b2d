import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** Tells a person and the admins, and nobody else: who is here is not for everybody. */
export function tellPerson(
  tx: Tx,
  name: "person.created" | "person.changed" | "person.removed",
  userId: string,
): void {
  publish(tx, { topic: "people", name, subjectId: userId, projectId: null, userId });
}

/** Tells who sees these projects that a person may do something else there, and that person, who may not see them now. */
export function tellProjects(tx: Tx, userId: string, projectIds: readonly string[]): void {
  for (const projectId of projectIds) {
    const name = "project.access_changed";
    publish(tx, { topic: "people", name, subjectId: userId, projectId });
    publish(tx, { topic: "projects", name, subjectId: projectId, projectId: null, userId });
  }
}
