import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export function Table({ className, ...props }: ComponentProps<"table">) {
  return (
    <div data-slot="table-frame" className="relative w-full overflow-x-auto">
      <table data-slot="table" className={cn("w-full border-collapse", className)} {...props} />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return <thead data-slot="table-header" className={className} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return (
    <tbody data-slot="table-body" className={cn("[&>tr:last-child>td]:border-b-0", className)} {...props} />
  );
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return (
    <tr
      data-slot="table-row"
      className={cn(
        "hover:bg-muted focus-visible:bg-accent focus-visible:-outline-offset-2 aria-selected:bg-accent",
        className,
      )}
      {...props}
    />
  );
}

const cell = "border-b whitespace-nowrap px-3 first:pl-4 last:pr-4";

export function TableHead({ className, ...props }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      data-slot="table-head"
      className={cn(cell, "h-9 text-left font-normal text-muted-foreground text-xs", className)}
      {...props}
    />
  );
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td data-slot="table-cell" className={cn(cell, "h-9", className)} {...props} />;
}
