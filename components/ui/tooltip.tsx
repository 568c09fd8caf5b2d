"use client";

import { Tooltip as TooltipPrimitive } from "radix-ui";
import { type ComponentProps, type ReactNode, useState } from "react";
import { cn } from "#lib/client/class-names.ts";

export const TooltipProvider = TooltipPrimitive.Provider;

interface TooltipProps extends Omit<ComponentProps<typeof TooltipPrimitive.Content>, "content"> {
  content: ReactNode;
  /** The one element it explains; it has to take a ref and focus. */
  children: ReactNode;
  /** Asked each time it is about to open; a tooltip that is not needed must not take Escape either. */
  isNeeded?: () => boolean;
}

/** Says more about an element on hover and focus. Never the only place of a fact one needs. */
export function Tooltip({
  content,
  children,
  isNeeded = () => true,
  className,
  sideOffset = 4,
  ...props
}: TooltipProps) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <TooltipPrimitive.Root open={isOpen} onOpenChange={(next) => setIsOpen(next && isNeeded())}>
      <TooltipPrimitive.Trigger asChild>{children}</TooltipPrimitive.Trigger>
      <TooltipPrimitive.Portal>
        <TooltipPrimitive.Content
          data-slot="tooltip-content"
          sideOffset={sideOffset}
          className={cn(
            "z-50 flex max-w-80 items-center gap-2 rounded-md bg-attention px-2 py-1 text-attention-foreground text-xs data-[state=delayed-open]:animate-fade-in",
            className,
          )}
          {...props}
        >
          {content}
        </TooltipPrimitive.Content>
      </TooltipPrimitive.Portal>
    </TooltipPrimitive.Root>
  );
}
