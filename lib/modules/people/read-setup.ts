import { type LinkFault, linkFault } from "#lib/modules/people/rules.ts";
import { findLink, findOwner } from "#lib/modules/people/store.ts";
import type { Platform } from "#lib/platform/platform.ts";

/** Whether this installation still waits for its owner, and what the given setup link is worth; uses nothing up. */
export type SetupState =
  | { isOpen: false }
  | { isOpen: true; fault: LinkFault }
  | { isOpen: true; fault: null; expiresAt: Date };

export async function readSetup(
  { database }: Pick<Platform, "database">,
  token: string | null,
): Promise<SetupState> {
  if (await findOwner(database.orm)) return { isOpen: false };
  const link = token ? await findLink(database.orm, token, "setup") : undefined;
  const fault = linkFault(link);
  if (fault || !link) return { isOpen: true, fault: fault ?? "unknown" };
  return { isOpen: true, fault: null, expiresAt: link.expiresAt };
}
