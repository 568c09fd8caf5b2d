import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { Spinner } from "#components/ui/spinner.tsx";
import { cn } from "#lib/client/class-names.ts";

export const buttonVariants = cva(
  "inline-flex flex-none select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium text-sm shadow-xs transition-colors duration-fast disabled:cursor-not-allowed disabled:border-border disabled:bg-muted disabled:text-subtle-foreground disabled:shadow-none aria-disabled:cursor-not-allowed [&_svg]:pointer-events-none [&_svg:not([class*='size-'])]:size-3.5",
  {
    variants: {
      variant: {
        default: "border-border-strong bg-card text-foreground hover:bg-accent",
        primary:
          "border-primary bg-primary text-primary-foreground hover:border-primary-hover hover:bg-primary-hover",
        ghost:
          "border-transparent bg-transparent text-muted-foreground shadow-none hover:bg-accent hover:text-foreground disabled:border-transparent disabled:bg-transparent data-[state=open]:bg-accent data-[state=open]:text-foreground",
        safe: "border-danger-safe-solid bg-danger-safe-solid text-danger-safe-solid-foreground hover:brightness-95",
        low: "border-danger-low-solid bg-danger-low-solid text-danger-low-solid-foreground hover:brightness-95",
        medium:
          "border-danger-medium-solid bg-danger-medium-solid text-danger-medium-solid-foreground hover:brightness-95",
        high: "border-danger-high-solid bg-danger-high-solid text-danger-high-solid-foreground hover:brightness-95",
        critical:
          "border-danger-critical-solid bg-danger-critical-solid text-danger-critical-solid-foreground hover:brightness-95",
        link: "h-auto border-transparent bg-transparent p-0 font-normal text-primary-text shadow-none underline-offset-3 hover:underline",
      },
      size: {
        default: "h-control px-3",
        sm: "h-control-sm px-2.5 text-xs",
        // A finger needs more than what is drawn.
        xs: "relative h-control-xs px-2 text-xs max-md:after:absolute max-md:after:-inset-1",
        icon: "size-control p-0 [&_svg:not([class*='size-'])]:size-4",
        "icon-sm": "size-control-sm p-0",
        "icon-xs": "relative size-control-xs p-0 max-md:after:absolute max-md:after:-inset-1",
        bare: "",
      },
    },
    defaultVariants: { variant: "default", size: "default" },
  },
);

interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonVariants> {
  asChild?: boolean;
  /** Shows that its work runs, and takes no further press. */
  isBusy?: boolean;
}

export function Button({
  className,
  variant,
  size,
  asChild = false,
  isBusy = false,
  disabled,
  onClick,
  children,
  ...props
}: ButtonProps) {
  const classes = cn(buttonVariants({ variant, size }), isBusy && "cursor-progress", className);
  if (asChild) {
    return (
      <Slot.Root data-slot="button" className={classes} onClick={onClick} {...props}>
        {children}
      </Slot.Root>
    );
  }
  // A busy button keeps its focus and colour: it ignores the press instead of being disabled.
  return (
    <button
      type="button"
      data-slot="button"
      className={classes}
      disabled={disabled}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {isBusy && <Spinner />}
      {children}
    </button>
  );
}

/** Buttons that belong together: children are `Button`s with `aria-pressed`. */
export function ButtonGroup({ className, ...props }: ComponentProps<"fieldset">) {
  return (
    <fieldset
      data-slot="button-group"
      className={cn(
        "inline-flex [&>button:first-child]:ml-0 [&>button:first-child]:rounded-l-md [&>button:last-child]:rounded-r-md [&>button]:-ml-px [&>button]:rounded-none [&>button[aria-pressed=false]]:text-muted-foreground [&>button[aria-pressed=true]]:bg-accent",
        className,
      )}
      {...props}
    />
  );
}
