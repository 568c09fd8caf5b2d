"use client";

import { useSyncExternalStore } from "react";
import { CopyButton } from "#components/shared/copy-button.tsx";

/** Copies the whole address of a page of ours. */
export function CopyLink({ path }: { path: string }) {
  const origin = useSyncExternalStore(
    () => () => undefined,
    () => window.location.origin,
    () => "",
  );
  return <CopyButton text={`${origin}${path}`} label="Copy link" />;
}
