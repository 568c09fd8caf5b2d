import { cn } from "#lib/client/class-names.ts";
import type { LabelColor, LabelView } from "#lib/modules/labels/schema.ts";

const dots: Record<LabelColor, string> = {
  grey: "bg-label-grey",
  teal: "bg-label-teal",
  blue: "bg-label-blue",
  violet: "bg-label-violet",
  plum: "bg-label-plum",
  ochre: "bg-label-ochre",
  olive: "bg-label-olive",
};

export const LabelDot = ({ color }: { color: LabelColor }) => (
  <span aria-hidden="true" className={cn("size-2 flex-none rounded-full", dots[color])} />
);

/** The word of a label behind its colour; the word alone says what it is. */
export function LabelChip({ label }: { label: Pick<LabelView, "name" | "color"> }) {
  return (
    <span className="inline-flex h-5 min-w-0 max-w-full items-center gap-1.5 rounded-badge border px-1.5 text-2xs text-muted-foreground">
      <LabelDot color={label.color} />
      <span className="truncate">{label.name}</span>
    </span>
  );
}
