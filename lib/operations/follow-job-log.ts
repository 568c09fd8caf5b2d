import { followLines } from "#lib/operations/follow-operation-log.ts";
import { stream } from "#lib/operations/query.ts";
import { jobFor } from "#lib/operations/read-job.ts";
import { JobInput } from "#lib/operations/schema.ts";

/** The log of a job: its operation's, line by line. */
export const followJobLog = stream({
  name: "job.follow-log",
  http: "GET /api/jobs/:jobId/logs",
  summary: "Follow the log of a job",
  input: JobInput,
  async open(context) {
    const { id: operationId } = await jobFor(context.tx, context.actor, context.input.jobId);
    return followLines({ ...context, input: { operationId } });
  },
});
