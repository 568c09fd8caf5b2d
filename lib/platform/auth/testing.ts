import type { SessionStart } from "#lib/platform/auth/store.ts";

/** How sessions of tests begin. */
export const testSession: SessionStart = { method: "link", origin: { ip: "127.0.0.1", userAgent: "test" } };
