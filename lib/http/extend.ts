import type { Hono } from "hono";
import type { Platform } from "#lib/platform/platform.ts";

/** Mounts what is neither a command nor a query: signing in, and bytes that stream through. */
export const extendDoor =
  (_platform: Platform) =>
  (_app: Hono): void => {};
