"use client";

import { Tabs as TabsPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

/** The words of the first tab stand 16 px from the edge; its room for the focus ring reaches beyond them. */
export const tabListClasses = "flex flex-none gap-2 overflow-x-auto scrollbar-none border-b px-2.5";
export const tabClasses =
  "relative inline-flex h-10 flex-none items-center gap-1.5 whitespace-nowrap rounded-md px-1.5 text-muted-foreground transition-colors duration-fast after:absolute after:inset-x-1.5 after:bottom-0 after:h-0.5 hover:text-foreground focus-visible:-outline-offset-2 data-[state=active]:font-medium data-[state=active]:text-foreground data-[state=active]:after:bg-primary aria-[current=page]:font-medium aria-[current=page]:text-foreground aria-[current=page]:after:bg-primary";

export function Tabs({ className, ...props }: ComponentProps<typeof TabsPrimitive.Root>) {
  return (
    <TabsPrimitive.Root
      data-slot="tabs"
      className={cn("flex min-h-0 min-w-0 flex-col", className)}
      {...props}
    />
  );
}

export function TabsList({ className, ...props }: ComponentProps<typeof TabsPrimitive.List>) {
  return <TabsPrimitive.List data-slot="tabs-list" className={cn(tabListClasses, className)} {...props} />;
}

export function TabsTrigger({ className, ...props }: ComponentProps<typeof TabsPrimitive.Trigger>) {
  return <TabsPrimitive.Trigger data-slot="tabs-trigger" className={cn(tabClasses, className)} {...props} />;
}

export function TabsContent({ className, ...props }: ComponentProps<typeof TabsPrimitive.Content>) {
  return (
    <TabsPrimitive.Content
      data-slot="tabs-content"
      className={cn("min-h-0 flex-1 outline-none", className)}
      {...props}
    />
  );
}
