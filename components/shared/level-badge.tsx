import { cva } from "class-variance-authority";
import { cn } from "#lib/client/class-names.ts";
import { type DangerLevel, dangerLevels } from "#lib/kernel/danger.ts";

const levelVariants = cva(
  "inline-flex h-5 flex-none items-center gap-[5px] whitespace-nowrap rounded-badge border pr-[7px] pl-1.5 font-semibold text-2xs tracking-[0.03em]",
  {
    variants: {
      level: {
        SAFE: "border-danger-safe-border bg-danger-safe-background text-danger-safe",
        LOW: "border-danger-low-border bg-danger-low-background text-danger-low",
        MEDIUM: "border-danger-medium-border bg-danger-medium-background text-danger-medium",
        HIGH: "border-danger-high-border bg-danger-high-background text-danger-high",
        CRITICAL: "border-danger-critical-border bg-danger-critical-background text-danger-critical",
      },
    },
  },
);

const bars = ["h-1", "h-[5px]", "h-1.5", "h-2"] as const;

/** The danger level: four bars, the colour and always the word. */
export function LevelBadge({ level, className }: { level: DangerLevel; className?: string }) {
  const filled = dangerLevels.indexOf(level);
  return (
    <span data-slot="level-badge" className={cn(levelVariants({ level }), className)}>
      <span aria-hidden="true" className="flex h-2 items-end gap-px">
        {bars.map((height, index) => (
          <span
            key={height}
            className={cn("w-0.5 rounded-full bg-current", height, index >= filled && "opacity-25")}
          />
        ))}
      </span>
      {level}
    </span>
  );
}
