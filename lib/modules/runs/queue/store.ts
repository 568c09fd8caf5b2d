import { type SQL, sql } from "drizzle-orm";
import { type Hold, placedStates } from "#lib/modules/runs/rules.ts";
import { leaseEnd, moveRun, type RunRow } from "#lib/modules/runs/store.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { lockByName } from "#lib/platform/db/lock-by-name.ts";

/** Of the whole installation. */
export interface ParallelLimits {
  parallelMax: number;
  parallelPerProjectMax: number;
}

/** Of `run`, its task `task` and its project `project`. */
const source = sql`runs as run join tasks as task on task.id = run.task_id
  join projects as project on project.id = run.project_id`;
const placed = sql`other.state in ${[...placedStates]}`;

/** Most pressing first, then who waits longest. A card without a priority is one of the middle. */
const rankOf = (task: SQL): SQL =>
  sql`case ${task}.priority when 'urgent' then 0 when 'high' then 1 when 'low' then 3 else 2 end`;
const turnOf = (run: SQL, task: SQL): SQL => sql`(${rankOf(task)}, ${run}.queued_at, ${run}.id)`;
const ownTurn = turnOf(sql`run`, sql`task`);

const limitOf = (column: string): SQL =>
  sql`(project.board_settings -> 'columnLimits' ->> ${column}::text)::int`;
const projectMax = ({ parallelPerProjectMax }: ParallelLimits): SQL =>
  sql`coalesce((project.board_settings ->> 'parallelRunsMax')::int, ${parallelPerProjectMax}::int)`;

const taken = {
  installation: sql`(select count(*)::int from runs as other where ${placed})`,
  project: sql`(select count(*)::int from runs as other where other.project_id = run.project_id and ${placed})`,
  /** Other cards of the column that an agent works on. */
  inProgress: sql`(select count(distinct card.id)::int from tasks as card
    join runs as other on other.task_id = card.id
    where card.project_id = run.project_id and card.status = 'in_progress' and card.id <> task.id and ${placed})`,
  humanReview: sql`(select count(*)::int from tasks as card
    where card.project_id = run.project_id and card.status = 'human_review')`,
};

const asking = {
  project: sql`(select count(*)::int from runs as other
    where other.project_id = run.project_id and other.state = 'waiting')`,
  installation: sql`(select count(*)::int from runs as other where other.state = 'waiting')`,
};

/** Only what never started waits for other cards: work that was begun goes on. */
const isNew = sql`run.started_at is null`;
const unmet = sql`from task_dependencies as dependency join tasks as before on before.id = dependency.after_task_id
  where dependency.task_id = task.id and before.status <> 'done'`;

/** Each thing that may hold a queued run back, with how much there is of it. */
function holdsOf(limits: ParallelLimits): Record<Hold["kind"], SQL> {
  return {
    dependency: sql`(${isNew} and exists (select 1 ${unmet}))`,
    human_review: sql`(${isNew} and ${taken.humanReview} >= ${limitOf("human_review")})`,
    in_progress: sql`(task.status = 'in_progress' and ${taken.inProgress} >= ${limitOf("in_progress")})`,
    project: sql`(${taken.project} >= ${projectMax(limits)})`,
    installation: sql`(${taken.installation} >= ${limits.parallelMax}::int)`,
  };
}

/**
 * Takes one run that nobody holds and that has work to be done: one under way whose supervisor went silent, or the
 * queued one whose turn it is and that nothing holds back. Null where there is none.
 */
export async function claimRun(tx: Tx, owner: string, limits: ParallelLimits): Promise<RunRow | null> {
  await lockByName(tx, "run-queue");
  // A limit that nobody set compares as null, which holds nothing back.
  const isHeld = sql.join(
    Object.values(holdsOf(limits)).map((hold) => sql`coalesce(${hold}, false)`),
    sql` or `,
  );
  const [candidate] = await tx.execute<{ id: string; state: RunRow["state"] }>(sql`
    select run.id, run.state from ${source}
    where (run.lease_until is null or run.lease_until < now())
      and (run.state in ${[...placedStates]} or (run.state = 'queued' and not (${isHeld})))
    order by run.state = 'queued', ${ownTurn}
    limit 1`);
  if (!candidate) return null;
  const isQueued = candidate.state === "queued";
  return moveRun(tx, candidate.id, [candidate.state], {
    leaseOwner: owner,
    leaseUntil: leaseEnd,
    ...(isQueued ? { state: "starting", startedAt: sql`coalesce(started_at, now())` } : {}),
  });
}

export interface QueuePlace {
  id: string;
  /** How many queued runs of its project are before it. */
  place: number;
  /** The first thing that holds it back; null where its turn is next. */
  hold: Hold | null;
}

interface PlaceRow extends Record<string, unknown> {
  id: string;
  place: number;
  kind: Hold["kind"] | null;
  taken: number | null;
  most: number | null;
  waiting: number | null;
  after: number[];
}

/** How queued runs stand in the queue, and what each waits for. */
export async function selectPlaces(
  tx: Tx,
  ids: readonly string[],
  limits: ParallelLimits,
): Promise<QueuePlace[]> {
  if (ids.length === 0) return [];
  const holds = holdsOf(limits);
  const none = sql`null::int`;
  const figures: Record<Hold["kind"], [taken: SQL, most: SQL, waiting: SQL]> = {
    dependency: [none, none, none],
    human_review: [taken.humanReview, limitOf("human_review"), none],
    in_progress: [taken.inProgress, limitOf("in_progress"), none],
    project: [taken.project, projectMax(limits), asking.project],
    installation: [taken.installation, sql`${limits.parallelMax}::int`, asking.installation],
  };
  const kinds = Object.keys(holds) as Hold["kind"][];
  const cases = (value: (kind: Hold["kind"]) => SQL) =>
    sql`case ${sql.join(
      kinds.map((kind) => sql`when ${holds[kind]} then ${value(kind)}`),
      sql` `,
    )} end`;
  const rows = await tx.execute<PlaceRow>(sql`
    select run.id,
      (select count(*)::int from runs as other join tasks as card on card.id = other.task_id
        where other.project_id = run.project_id and other.state = 'queued'
          and ${turnOf(sql`other`, sql`card`)} < ${ownTurn}) as place,
      ${cases((kind) => sql`${kind}::text`)} as kind,
      ${cases((kind) => figures[kind][0])} as taken,
      ${cases((kind) => figures[kind][1])} as most,
      ${cases((kind) => figures[kind][2])} as waiting,
      array(select before.number ${unmet} order by before.number) as after
    from ${source}
    where run.state = 'queued' and run.id = any(${sql.param([...ids])}::uuid[])`);
  return [...rows].map(({ id, place, kind, taken, most, waiting, after }) => ({
    id,
    place,
    hold: kind && {
      kind,
      taken: taken ?? 0,
      most: most ?? 0,
      waiting: waiting ?? 0,
      taskNumbers: kind === "dependency" ? after : [],
    },
  }));
}
