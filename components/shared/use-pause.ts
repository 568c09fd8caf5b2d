"use client";

import { useEffect, useState } from "react";

const typingPauseMs = 250;

/** The value, once it has stayed the same for a moment: what is typed is asked for when the fingers rest. */
export function usePause<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingPauseMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
