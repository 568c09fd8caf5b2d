"use client";

import { useSyncExternalStore } from "react";
import { passkeyFaultHere } from "#lib/client/passkeys.ts";

const never = () => () => {};

/** Why this page can use no passkeys; null where it can, undefined until the browser has been asked. */
export const usePasskeyFault = (address: string | null): string | null | undefined =>
  useSyncExternalStore<string | null | undefined>(
    never,
    () => passkeyFaultHere(address),
    () => undefined,
  );
