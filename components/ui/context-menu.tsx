"use client";

import { ContextMenu as MenuPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#lib/client/class-names.ts";

export const ContextMenu = MenuPrimitive.Root;
export const ContextMenuTrigger = MenuPrimitive.Trigger;

/** What a right click, the menu key or a long press on its trigger opens. */
export function ContextMenuContent({ className, ...props }: ComponentProps<typeof MenuPrimitive.Content>) {
  return (
    <MenuPrimitive.Portal>
      <MenuPrimitive.Content
        data-slot="context-menu-content"
        className={cn(
          "z-50 max-h-(--radix-context-menu-content-available-height) min-w-44 overflow-y-auto rounded-lg border bg-popover p-1 text-popover-foreground shadow-md data-[state=open]:animate-rise-in",
          className,
        )}
        {...props}
      />
    </MenuPrimitive.Portal>
  );
}

/** A `Kbd` goes last and is pushed to the right. */
export function ContextMenuItem({ className, ...props }: ComponentProps<typeof MenuPrimitive.Item>) {
  return (
    <MenuPrimitive.Item
      data-slot="context-menu-item"
      className={cn(
        "flex h-8 cursor-default select-none items-center gap-2 rounded-badge px-2 outline-none data-disabled:text-subtle-foreground data-highlighted:bg-accent [&>[data-slot=kbd]]:ml-auto [&>svg]:text-muted-foreground",
        className,
      )}
      {...props}
    />
  );
}

export function ContextMenuSeparator({
  className,
  ...props
}: ComponentProps<typeof MenuPrimitive.Separator>) {
  return (
    <MenuPrimitive.Separator
      data-slot="context-menu-separator"
      className={cn("-mx-1 my-1 h-px bg-border", className)}
      {...props}
    />
  );
}
