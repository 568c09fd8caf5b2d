"use client";

import { X } from "lucide-react";
import { Dialog as DialogPrimitive } from "radix-ui";
import type { ComponentProps } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";

export const Dialog = DialogPrimitive.Root;
export const DialogTrigger = DialogPrimitive.Trigger;
export const DialogClose = DialogPrimitive.Close;

export const overlayClasses =
  "fixed inset-0 z-50 bg-overlay data-[state=open]:animate-fade-in grid place-items-center overflow-y-auto p-4";

interface DialogContentProps extends ComponentProps<typeof DialogPrimitive.Content> {
  hasCloseButton?: boolean;
}

export function DialogContent({ className, children, hasCloseButton = true, ...props }: DialogContentProps) {
  return (
    <DialogPrimitive.Portal>
      <DialogPrimitive.Overlay data-slot="dialog-overlay" className={overlayClasses}>
        <DialogPrimitive.Content
          data-slot="dialog-content"
          className={cn(
            "relative grid w-full max-w-md grid-cols-[minmax(0,1fr)] rounded-xl border bg-popover text-popover-foreground shadow-lg outline-none data-[state=open]:animate-rise-in dark:border-border-strong",
            className,
          )}
          {...props}
        >
          {children}
          {hasCloseButton && (
            <DialogPrimitive.Close asChild>
              <Button variant="ghost" size="icon-xs" className="absolute top-3 right-3" aria-label="Close">
                <X />
              </Button>
            </DialogPrimitive.Close>
          )}
        </DialogPrimitive.Content>
      </DialogPrimitive.Overlay>
    </DialogPrimitive.Portal>
  );
}

export function DialogHeader({ className, ...props }: ComponentProps<"header">) {
  return <header data-slot="dialog-header" className={cn("px-5 pt-5", className)} {...props} />;
}

export function DialogTitle({ className, ...props }: ComponentProps<typeof DialogPrimitive.Title>) {
  return (
    <DialogPrimitive.Title
      data-slot="dialog-title"
      className={cn("text-balance pr-6 font-semibold text-lg tracking-tight [&_code]:text-[15px]", className)}
      {...props}
    />
  );
}

export function DialogDescription({
  className,
  ...props
}: ComponentProps<typeof DialogPrimitive.Description>) {
  return (
    <DialogPrimitive.Description
      data-slot="dialog-description"
      className={cn("mt-1 text-muted-foreground", className)}
      {...props}
    />
  );
}

export function DialogBody({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      data-slot="dialog-body"
      className={cn("grid grid-cols-[minmax(0,1fr)] gap-4 px-5 py-4", className)}
      {...props}
    />
  );
}

export function DialogFooter({ className, ...props }: ComponentProps<"footer">) {
  return (
    <footer
      data-slot="dialog-footer"
      className={cn("flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3", className)}
      {...props}
    />
  );
}
