import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Tx } from "#lib/platform/db/database.ts";

export const operationTask = "run_operation";

interface JobRequest {
  operationId: string;
  /** Jobs with one key run one after the other. */
  workKey: string;
  delayMs?: number;
}

/**
 * Adds the job of an operation, in the caller's transaction. The payload is the operation's id and nothing else; the
 * row is the truth. A job of the same operation that nobody has claimed is replaced, so asking twice is harmless.
 */
export async function enqueueOperation(tx: Tx, request: JobRequest): Promise<void> {
  const payload = JSON.stringify({ operationId: request.operationId });
  const delay = `${request.delayMs ?? 0} milliseconds`;
  await tx.execute(sql`
    select graphile_worker.add_job(
      ${operationTask}::text, ${payload}::json,
      queue_name => ${queueName(request.workKey)}::text,
      run_at => now() + ${delay}::interval,
      max_attempts => 1,
      job_key => ${`operation:${request.operationId}`}::text)`);
}

/** The queue takes names of at most 128 characters; a longer key goes by its hash. */
const queueName = (key: string): string =>
  key.length <= 128 ? key : createHash("sha256").update(key).digest("hex");
