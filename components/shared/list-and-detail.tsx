import { ArrowLeft } from "lucide-react";
import type { ComponentProps } from "react";
import { Button } from "#components/ui/button.tsx";
import { Split } from "#components/ui/split.tsx";
import { cn } from "#lib/client/class-names.ts";

interface ListAndDetailProps extends Omit<ComponentProps<typeof Split>, "className"> {
  /** Something of the list is chosen. */
  isChosen: boolean;
}

/** A list and what is chosen in it, side by side; one of them per screen where two have no room. */
export function ListAndDetail({ isChosen, ...split }: ListAndDetailProps) {
  return (
    <Split
      {...split}
      className={cn(
        "max-md:[&>[role=separator]]:hidden",
        isChosen
          ? "max-md:[&>:first-child]:hidden"
          : "max-md:[&>:first-child]:basis-full! max-md:[&>:last-child]:hidden",
      )}
    />
  );
}

/** The way back to the list where it is not shown beside. */
export function BackToList({ label, onBack }: { label: string; onBack: () => void }) {
  return (
    <Button variant="ghost" size="icon" aria-label={label} onClick={onBack} className="md:hidden">
      <ArrowLeft />
    </Button>
  );
}
