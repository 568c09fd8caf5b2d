import { settingOf } from "#lib/modules/settings/in-force.ts";
import type { Trial } from "#lib/modules/settings/tests/typed-setting.ts";
import type { Check } from "#lib/providers/checks/port.ts";
import { checkRegistryLogin } from "#lib/providers/checks/registry.ts";

/** Logs in at the registry that is named. */
export async function testRegistry({ typed, input, platform, signal }: Trial): Promise<Check> {
  const host = String(input.registryHost);
  const known = typed.values("registries").registries[host];
  const password = typed.secret("registries", `registryPassword:${host}`);
  if (!known || !password) return { isGood: false, sentence: "Give the registry's user and password first." };
  const { privateHosts } = await settingOf(platform.database.orm, "webhooks");
  const allowPrivate = privateHosts.includes(host.replace(/:\d+$/, ""));
  return checkRegistryLogin({ allowPrivate, signal }, { host, user: known.user, password });
}
