"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/**
 * The text of a field that is kept elsewhere, as in the address, and comes back from there later than the next letter is
 * typed: what comes back of one's own changes nothing, so that no letter is lost; what others set is shown.
 */
export function useTyped(text: string, onText: (text: string) => void) {
  const [typed, setTyped] = useState(text);
  const given = useRef<string[]>([]);
  useEffect(() => {
    const at = given.current.indexOf(text);
    given.current = at < 0 ? [] : given.current.slice(at + 1);
    if (at < 0) setTyped(text);
  }, [text]);
  const give = useCallback(
    (next: string) => {
      given.current.push(next);
      onText(next);
    },
    [onText],
  );
  return { typed, setTyped, give };
}
