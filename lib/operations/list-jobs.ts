import { pageOfOperations } from "#lib/operations/list-operations.ts";
import { query } from "#lib/operations/query.ts";
import { ListJobsInput, OperationPage } from "#lib/operations/schema.ts";

/** The operations that have work of their own, newest first. A job is its operation, seen from the work's side. */
export const listJobs = query({
  name: "job.list",
  http: "GET /api/jobs",
  summary: "List jobs",
  input: ListJobsInput,
  output: OperationPage,
  read: ({ tx, actor, input: { state: states, cursor: before, limit, projectId } }) =>
    pageOfOperations({ tx, actor }, { states, before, projectId, hasWork: true }, limit),
});
