import { OperationView } from "#lib/kernel/answer.ts";
import { notFound } from "#lib/kernel/errors.ts";
import { accessToOperation } from "#lib/operations/access.ts";
import { describeOperation } from "#lib/operations/describe.ts";
import { query } from "#lib/operations/query.ts";
import { JobInput } from "#lib/operations/schema.ts";
import { findOperation } from "#lib/operations/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";

export const readJob = query({
  name: "job.read",
  http: "GET /api/jobs/:jobId",
  summary: "Read a job",
  input: JobInput,
  output: OperationView,
  async read({ tx, input, actor }) {
    const operation = await jobFor(tx, actor, input.jobId);
    return describeOperation(tx, operation);
  },
});

/** The operation behind a job; NOT_FOUND also where it has no work of its own. */
export async function jobFor(tx: Tx, actor: Actor, jobId: string) {
  const operation = await findOperation(tx, jobId);
  const access = operation?.workKey ? await accessToOperation(tx, actor, operation) : "none";
  if (!operation || access === "none") throw notFound("job");
  return operation;
}
