/** How one commit's row of the graph is drawn; columns count from 0. */
export interface LaneRow {
  /** Where the commit's own point stands. */
  column: number;
  /** Lanes that come from above and end in the point. */
  joins: number[];
  /** Lanes that only pass by. */
  passes: number[];
  /** Lanes that leave the point downwards, one for each parent. */
  leaves: number[];
  /** How many columns the row takes. */
  width: number;
}

/** Lays a history out in lanes: children before parents; a parent that is not listed leaves its lane open to the end. */
export function lanesOf(commits: readonly { sha: string; parents: readonly string[] }[]): LaneRow[] {
  const lanes: (string | null)[] = [];
  const freeLane = (): number => {
    const free = lanes.indexOf(null);
    return free < 0 ? lanes.length : free;
  };
  return commits.map(({ sha, parents }) => {
    const joins = lanes.flatMap((lane, index) => (lane === sha ? [index] : []));
    const column = joins[0] ?? freeLane();
    const passes = lanes.flatMap((lane, index) => (lane !== null && lane !== sha ? [index] : []));
    const widthAbove = lanes.length;
    for (const index of joins) lanes[index] = null;
    const leaves = parents.map((parent, index) => {
      const known = lanes.indexOf(parent);
      // The first parent goes straight on, unless another child has led to it already.
      const lane = known >= 0 ? known : index === 0 ? column : freeLane();
      lanes[lane] = parent;
      return lane;
    });
    while (lanes.length > 0 && lanes.at(-1) === null) lanes.pop();
    return { column, joins, passes, leaves, width: Math.max(widthAbove, lanes.length, column + 1) };
  });
}
