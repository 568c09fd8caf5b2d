import { newId } from "#lib/kernel/ids.ts";
import type { connect } from "#lib/platform/db/connect.ts";

type Sql = ReturnType<typeof connect>;

/** Makes a task look as if an agent had said and done so many things on it: words, calls, edits and prompts in turn. */
export async function writeLongRun(
  sql: Sql,
  task: { projectId: string; id: string },
  events: number,
): Promise<string> {
  const runId = newId();
  await sql`insert into runs (id, project_id, task_id, ordinal, state, provider, model, config_version, branch, worktree,
      base_branch, gateway_token_hash, last_sequence, started_at, ended_at)
    values (${runId}, ${task.projectId}, ${task.id}, 1, 'finished', 'custom', 'scripted', 0, 'task/1-long', 'task-1',
      'main', ${runId}, ${events}, now() - interval '2 hours', now())`;
  await sql`insert into run_events (run_id, key, sequence, position, kind, revision, data)
    select ${runId}, 'row:' || n, n, n, case when n % 4 in (1, 2) then 'tool' else 'text' end, 'r',
      case
        when n % 4 = 1 then jsonb_build_object('source', 'agent', 'name', 'bash', 'state', 'completed', 'title', null,
          'input', jsonb_build_object('command', 'npm test -- part-' || n), 'output', repeat('ok line of output' || chr(10), n % 40),
          'isOutputCut', false, 'error', null, 'diff', null, 'durationMs', n % 3000)
        when n % 4 = 2 then jsonb_build_object('source', 'agent', 'name', 'edit', 'state', 'completed', 'title', 'src/file-' || n || '.ts',
          'input', jsonb_build_object('filePath', '/w/src/file-' || n || '.ts', 'oldString', 'a', 'newString', 'b'),
          'output', 'done', 'isOutputCut', false, 'error', null, 'diff', jsonb_build_object('additions', 1, 'deletions', 1),
          'durationMs', 3)
        else jsonb_build_object('role', case when n % 400 = 0 then 'user' else 'assistant' end, 'source', 'agent',
          'text', 'Word ' || n || '. ' || repeat('The store is read from **one place** and written to another, with \`get\` and \`set\`. ', 1 + n % 6),
          'isFinished', true)
      end
    from generate_series(1, ${events - 1}) as n`;
  await sql`insert into run_events (run_id, key, sequence, position, kind, revision, data)
    values (${runId}, 'done', ${events}, ${events}, 'done', 'r', '{"state": "finished", "message": null}')`;
  await sql`update tasks set current_run_id = ${runId}, status = 'human_review' where id = ${task.id}`;
  return runId;
}
