import { bringUp, giveUp } from "#lib/modules/projects/bring-up.ts";
import { createProject } from "#lib/modules/projects/create-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runCreateProject = handler(createProject, bringUp, { failed: giveUp });
