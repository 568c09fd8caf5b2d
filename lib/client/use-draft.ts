"use client";

import { useState } from "react";

/** A draft without those fields that still are as they were sent; what was typed meanwhile stays. */
export const stillUnsent = <Draft extends object>(draft: Draft, sent: Draft): Partial<Draft> =>
  Object.fromEntries(
    Object.entries(draft).filter(([name, value]) => !Object.is(value, sent[name as keyof Draft])),
  ) as Partial<Draft>;

/** The fields of a form that were typed over, on top of what is stored; the others show what is stored now. */
export function useDraft<Fields extends Record<string, string>>(stored: Fields) {
  const [typed, setTyped] = useState<Partial<Fields>>({});
  const shown: Fields = { ...stored, ...typed };
  return {
    shown,
    isChanged: Object.keys(stored).some((field) => shown[field] !== stored[field]),
    set: (change: Partial<Fields>) => setTyped((now) => ({ ...now, ...change })),
    /** To be said once what is stored is known to hold what was sent: as it was shown then. */
    settle: (sent: Fields) => setTyped((now) => stillUnsent(now, sent)),
    discard: () => setTyped({}),
  };
}
