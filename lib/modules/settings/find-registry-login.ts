import { secretOf, settingOf } from "#lib/modules/settings/in-force.ts";
import type { Platform } from "#lib/platform/platform.ts";
import type { FindLogin } from "#lib/providers/runtimes/port.ts";

/** Docker's own hub has several names. */
const hubNames = ["docker.io", "index.docker.io", "registry-1.docker.io"];

/** The login of the settings that images of a registry are pulled with. */
export const findRegistryLogin =
  (platform: Platform): FindLogin =>
  async (host) => {
    const { registries } = await settingOf(platform.database.orm, "registries");
    const names = hubNames.includes(host) ? hubNames : [host];
    const name = names.find((candidate) => registries[candidate] !== undefined);
    const known = name === undefined ? undefined : registries[name];
    if (!known) return null;
    const password = await secretOf(platform, "registries", `registryPassword:${name}`);
    return password && { user: known.user, password };
  };
