import { bringUp, giveUp } from "#lib/modules/projects/bring-up.ts";
import { retryProject } from "#lib/modules/projects/retry-project.ts";
import { handler } from "#lib/operations/handler.ts";

export const runRetryProject = handler(retryProject, bringUp, { failed: giveUp });
