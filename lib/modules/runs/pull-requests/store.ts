import { sql } from "drizzle-orm";
import { runs } from "#drizzle/schema/tasks.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** Open ones that nobody has looked at for two minutes, those of old runs for half an hour: claimed by being marked. */
export const claimDue = (tx: Tx, limit: number) =>
  tx
    .update(runs)
    .set({
      pullRequest: sql`${runs.pullRequest} || jsonb_build_object('lookedAt', clock_timestamp()::text)`,
    })
    .where(
      sql`${runs.id} in (select id from runs as due where due.pull_request ->> 'state' = 'open'
        and coalesce((due.pull_request ->> 'lookedAt')::timestamptz, '-infinity') < clock_timestamp()
          - case when due.created_at < now() - interval '2 days' then interval '30 minutes' else interval '2 minutes' end
        order by due.pull_request ->> 'lookedAt' nulls first limit ${limit} for no key update skip locked)`,
    )
    .returning({
      id: runs.id,
      taskId: runs.taskId,
      projectId: runs.projectId,
      pullRequest: runs.pullRequest,
    });
