import { openGithub } from "#lib/providers/identity/github/driver.ts";
import { openOidc } from "#lib/providers/identity/oidc/driver.ts";
import type { IdentityDriver, IdentityTarget } from "#lib/providers/identity/port.ts";

export const openIdentity = (target: IdentityTarget): IdentityDriver =>
  target.kind === "github" ? openGithub(target) : openOidc(target);
