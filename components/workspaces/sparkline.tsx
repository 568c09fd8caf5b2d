import { useId } from "react";
import { cn } from "#lib/client/class-names.ts";
import { lineThrough } from "#lib/client/usage-series.ts";

export interface Line {
  values: readonly number[];
  /** The second line of two stands back. */
  isQuiet?: boolean;
}

interface SparklineProps {
  /** What it shows, for those who do not see it: "CPU over the last three minutes, now 12 %". */
  label: string;
  lines: readonly Line[];
  /** How many values fit side by side. */
  slots: number;
  /** The value at the upper edge. */
  ceiling: number;
  className?: string;
}

const width = 240;
const height = 44;

/** Values over time as lines that grow from the right; the first line is filled. */
export function Sparkline({ label, lines, slots, ceiling, className }: SparklineProps) {
  const fillId = useId();
  const frame = { slots, ceiling, width, height: height - 2 };
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      className={cn("block h-11 w-full overflow-visible", className)}
    >
      <defs>
        <linearGradient id={fillId} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" className="[stop-color:var(--primary)]" stopOpacity="0.22" />
          <stop offset="1" className="[stop-color:var(--primary)]" stopOpacity="0.02" />
        </linearGradient>
      </defs>
      <line
        x1="0"
        x2={width}
        y1={height - 0.5}
        y2={height - 0.5}
        vectorEffect="non-scaling-stroke"
        className="stroke-border"
      />
      {[...lines].reverse().map(({ values, isQuiet = false }) => {
        const points = lineThrough(values, frame).map(({ x, y }) => `${x.toFixed(1)},${(y + 1).toFixed(1)}`);
        const [first] = points;
        if (first === undefined) return null;
        const startX = first.split(",", 1)[0];
        return (
          <g key={isQuiet ? "quiet" : "main"}>
            {!isQuiet && (
              <polygon
                points={`${startX},${height} ${points.join(" ")} ${width},${height}`}
                fill={`url(#${fillId})`}
              />
            )}
            <polyline
              points={points.join(" ")}
              fill="none"
              vectorEffect="non-scaling-stroke"
              strokeLinejoin="round"
              className={isQuiet ? "stroke-control [stroke-dasharray:3_2]" : "stroke-[1.5] stroke-primary"}
            />
          </g>
        );
      })}
    </svg>
  );
}
