"use client";

import { Check, Copy, type LucideIcon } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#lib/client/class-names.ts";

interface CopyButtonProps {
  /** A function is asked when it is copied. */
  text: string | (() => string);
  /** Said to those who do not see the icon: "Copy link". */
  label: string;
  className?: string;
  icon?: LucideIcon;
  /** Takes the place of the icon alone. */
  children?: ReactNode;
}

export function CopyButton({ text, label, className, icon: Icon = Copy, children }: CopyButtonProps) {
  const [state, setState] = useState<"idle" | "copied" | "refused">("idle");

  useEffect(() => {
    if (state === "idle") return;
    const timer = setTimeout(() => setState("idle"), 2000);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    const copied = typeof text === "string" ? text : text();
    setState((await writeToClipboard(copied)) ? "copied" : "refused");
  };
  const said = state === "copied" ? "Copied" : state === "refused" ? "The browser did not allow it" : label;

  return (
    <Button
      variant="ghost"
      size={children ? "xs" : "icon-xs"}
      className={className}
      aria-label={children ? undefined : said}
      title={said}
      onClick={copy}
    >
      {state === "copied" ? (
        <Check className={cn("size-3.5 text-primary-text")} />
      ) : (
        <Icon className="size-3.5" />
      )}
      {children}
      <span role="status" className="sr-only">
        {state === "idle" ? "" : said}
      </span>
    </Button>
  );
}

/** The clipboard interface exists only on secure origins; over plain http a hidden field has to do. */
export async function writeToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.append(field);
    field.select();
    const isCopied = document.execCommand("copy");
    field.remove();
    return isCopied;
  }
}
