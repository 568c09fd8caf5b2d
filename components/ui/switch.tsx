"use client";

import { Switch as SwitchPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export function Switch({ className, ...props }: ComponentProps<typeof SwitchPrimitive.Root>) {
  return (
    <SwitchPrimitive.Root
      data-slot="switch"
      className={cn(
        "relative inline-flex h-4 w-7 flex-none items-center rounded-full bg-control p-0.5 transition-colors duration-fast disabled:cursor-not-allowed disabled:opacity-50 data-[state=checked]:bg-primary",
        // A finger needs more than what is drawn.
        "after:absolute after:-inset-1.5",
        className,
      )}
      {...props}
    >
      <SwitchPrimitive.Thumb className="block size-3 rounded-full bg-white transition-transform duration-fast data-[state=checked]:translate-x-3" />
    </SwitchPrimitive.Root>
  );
}
