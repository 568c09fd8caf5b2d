"use client";

import { CircleCheck, CircleX, Info, TriangleAlert } from "lucide-react";
import { Toaster as Sonner } from "sonner";
import { Spinner } from "#components/ui/spinner.tsx";
import { useTheme } from "#lib/client/theme.ts";

/** Where toasts appear; `toast` from sonner makes them, and only for what is not visible on the screen. */
export function Toaster() {
  const { isDark } = useTheme();
  return (
    <Sonner
      theme={isDark ? "dark" : "light"}
      position="bottom-right"
      gap={8}
      icons={{
        success: <CircleCheck className="text-primary-text" />,
        error: <CircleX className="text-failure" />,
        info: <Info className="text-muted-foreground" />,
        warning: <TriangleAlert />,
        loading: <Spinner className="text-primary" />,
      }}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-[356px] max-w-[calc(100vw-2rem)] items-start gap-2.5 rounded-lg border bg-popover p-3 font-sans text-popover-foreground text-sm shadow-md",
          icon: "mt-0.5 flex-none",
          content: "min-w-0 flex-1",
          title: "font-medium [overflow-wrap:anywhere]",
          description: "mt-0.5 text-muted-foreground text-xs [overflow-wrap:anywhere]",
          actionButton: "ml-auto flex-none text-primary-text text-xs hover:underline",
          cancelButton: "ml-auto flex-none text-muted-foreground text-xs hover:underline",
        },
      }}
    />
  );
}
