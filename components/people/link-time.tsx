"use client";

import { useEffect, useState } from "react";
import { countOf } from "#lib/client/format.ts";

/** How long the setup link still opens. */
export function LinkTime({ expiresAt }: { expiresAt: string }) {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    const look = () => setLeft(Math.max(0, Math.ceil((Date.parse(expiresAt) - Date.now()) / 60_000)));
    look();
    const timer = setInterval(look, 10_000);
    return () => clearInterval(timer);
  }, [expiresAt]);
  if (left === null) return null;
  return (
    <span className="ml-auto font-normal text-muted-foreground text-xs tracking-normal">
      {left > 0 ? `Setup link valid for ${countOf(left, "minute")}` : "This setup link has expired"}
    </span>
  );
}
