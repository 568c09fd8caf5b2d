import type { LaneRow } from "#lib/client/commit-lanes.ts";

interface LaneGraphProps {
  row: LaneRow;
  /** How many columns are drawn; what lies further right is cut. */
  columns: number;
  heightPx: number;
  /** The upstream does not have it. */
  isUnpushed: boolean;
}

const laneWidthPx = 12;

/** One commit's piece of the graph: lanes from above, the point, lanes to its parents. */
export function LaneGraph({ row, columns, heightPx, isUnpushed }: LaneGraphProps) {
  const middle = heightPx / 2;
  const x = (column: number) => column * laneWidthPx + laneWidthPx / 2;
  const point = x(row.column);
  const down = (from: number, to: number, top: number, bottom: number) =>
    `M${from} ${top} C${from} ${(top + bottom) / 2} ${to} ${(top + bottom) / 2} ${to} ${bottom}`;
  const paths = [
    ...row.passes.map((lane) => ({ lane, path: `M${x(lane)} 0V${heightPx}` })),
    ...row.joins.map((lane) => ({ lane, path: down(x(lane), point, 0, middle) })),
    ...row.leaves.map((lane) => ({ lane, path: down(point, x(lane), middle, heightPx) })),
  ];
  return (
    <svg
      aria-hidden="true"
      width={columns * laneWidthPx}
      height={heightPx}
      className="flex-none overflow-hidden fill-none"
    >
      {paths.map(({ lane, path }) => (
        <path
          key={path}
          d={path}
          strokeWidth={1.5}
          className={
            lane === 0 ? "stroke-primary" : lane % 2 === 1 ? "stroke-subtle-foreground" : "stroke-control"
          }
        />
      ))}
      <circle
        cx={point}
        cy={middle}
        r={3.5}
        strokeWidth={1.5}
        className={isUnpushed ? "fill-primary stroke-primary" : "fill-background stroke-foreground"}
      />
    </svg>
  );
}
