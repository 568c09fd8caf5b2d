"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** A moment's grace, so that the server's clock has passed it too. */
const graceMs = 400;
const timerMaxMs = 2 ** 31 - 1;

/** Asks again when a cooldown ends: from then on other answers are open. */
export function useCooled(notBefore: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    const leftMs = notBefore === null ? -1 : Date.parse(notBefore) - Date.now();
    if (leftMs < 0 || leftMs > timerMaxMs) return;
    const ask = () => void client.invalidateQueries({ queryKey: ["operations"] });
    const timer = setTimeout(ask, leftMs + graceMs);
    return () => clearTimeout(timer);
  }, [notBefore, client]);
}
