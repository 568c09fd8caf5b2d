import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export const badgeVariants = cva(
  "inline-flex h-5 flex-none items-center gap-1 whitespace-nowrap rounded-badge border px-[7px] font-medium text-2xs [&_svg]:pointer-events-none [&_svg]:size-3 [&_svg]:stroke-2",
  {
    variants: {
      variant: {
        default: "border-border bg-card text-muted-foreground",
        /** "Needs you": one on a card at most. */
        attention: "border-attention bg-attention text-attention-foreground",
        good: "border-primary-border bg-primary-soft text-primary-text",
        failed: "border-failure-border bg-failure-soft text-failure",
        mono: "border-border bg-card font-mono font-normal text-muted-foreground",
      },
    },
    defaultVariants: { variant: "default" },
  },
);

interface BadgeProps extends ComponentProps<"span">, VariantProps<typeof badgeVariants> {
  asChild?: boolean;
}

export function Badge({ className, variant, asChild = false, ...props }: BadgeProps) {
  const Part = asChild ? Slot.Root : "span";
  return <Part data-slot="badge" className={cn(badgeVariants({ variant }), className)} {...props} />;
}

interface CountProps extends ComponentProps<"span"> {
  /** True when the number waits for the person who looks. */
  isHot?: boolean;
}

/** A number in a pill, for the side bar, tabs and buttons. */
export function Count({ className, isHot = false, ...props }: CountProps) {
  return (
    <span
      data-slot="count"
      className={cn(
        "inline-block h-4 min-w-5 flex-none rounded-full px-[5px] text-center font-medium text-2xs",
        isHot ? "bg-attention text-attention-foreground" : "bg-sidebar-accent text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}
