import type { Change, Loss } from "#lib/kernel/answer.ts";
import { changesBetween } from "#lib/kernel/change-words.ts";
import { forbidden, invalid } from "#lib/kernel/errors.ts";
import { type SettingKey, settingNames } from "#lib/kernel/settings/catalogue.ts";
import { changedFields, changeOf, type SettingChange } from "#lib/modules/settings/change.ts";
import { faultAfter } from "#lib/modules/settings/faults.ts";
import { type StoredSetting, secretInForce, valuesInForce } from "#lib/modules/settings/rules.ts";
import { fieldsOf, type UpdateSettingInput } from "#lib/modules/settings/schema.ts";
import { findSetting, listSecrets, type SecretRow } from "#lib/modules/settings/store.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";
import { accessToInstallation } from "#lib/platform/auth/scope.ts";
import type { Tx } from "#lib/platform/db/database.ts";

/** A change of a setting as a decision sees it; refuses what would not hold together afterwards. */
export async function changeFacts(tx: Tx, input: UpdateSettingInput, actor: Actor) {
  const { key } = input;
  const [stored, secrets] = await Promise.all([findSetting(tx, key), listSecrets(tx, key)]);
  const change = changeOf(input, stored);
  const after = { ...stored, people: change.people };
  const changed = changedFields(key, stored, after);
  if (accessToInstallation(actor) === "admin") {
    if (changed.includes("privateHosts") && actor.role !== "owner")
      throw forbidden("Only the owner may say which hosts of private networks are called.");
    const fault = faultAfter(key, { before: stored, after, secrets, change });
    if (fault) throw invalid(fault.field, fault.reason);
  }
  const isInUse =
    changed.some((field) => isAddressInUse(key, field, stored)) ||
    Object.keys(change.secrets).some((field) => secretInForce(key, field, { stored, secrets }) !== null);
  const losses = lossesOf(key, changed, { before: stored, after });
  return {
    target: { kind: "setting", id: key, name: settingNames[key], projectId: null },
    access: accessToInstallation(actor),
    traits: [
      ...(isInUse ? (["address_in_use"] as const) : []),
      ...(losses.length > 0 ? (["keeps_less"] as const) : []),
    ],
    losses,
    changes: changesOf({ key, stored, changed, change }, after),
    fingerprint: fingerprintOf({ key, stored, secrets, changed, change }),
  };
}

function isAddressInUse(key: SettingKey, name: string, stored: StoredSetting): boolean {
  if (key === "registries") return Object.keys(valuesInForce(key, stored).registries).length > 0;
  const [, field] = fieldsOf(key).find(([candidate]) => candidate === name) ?? [];
  if (!field || field.isSecret || !field.isAddress) return false;
  const before: unknown = Reflect.get(valuesInForce(key, stored), name);
  return before !== null && !isUnusedStandard(key, stored);
}

/** A port or a way of speaking says nothing before there is a server. */
const isUnusedStandard = (key: SettingKey, stored: StoredSetting): boolean =>
  key === "mail" && valuesInForce("mail", stored).smtpHost === null;

/** What goes, or is made no more, where a field says so of becoming less. */
function lossesOf(
  key: SettingKey,
  changed: readonly string[],
  { before, after }: { before: StoredSetting; after: StoredSetting },
): Loss[] {
  return fieldsOf(key).flatMap(([name, field]) => {
    if (field.isSecret || !field.lessLoses || !changed.includes(name)) return [];
    const [from, to] = [before, after].map((one) => Number(Reflect.get(valuesInForce(key, one), name)));
    if (from === undefined || to === undefined || to >= from) return [];
    return [{ kind: field.label, name: field.lessLoses(to), sizeBytes: null }];
  });
}

interface Seen {
  key: SettingKey;
  stored: StoredSetting;
  secrets: readonly SecretRow[];
  changed: readonly string[];
  change: SettingChange;
}

/** By the labels of the screen; of a secret only that it changes. */
function changesOf({ key, stored, changed, change }: Omit<Seen, "secrets">, after: StoredSetting): Change[] {
  const fields = new Map(fieldsOf(key));
  const labelled = (setting: StoredSetting) =>
    key === "registries"
      ? usersByHost(setting)
      : Object.fromEntries(
          changed.map((name) => [
            fields.get(name)?.label ?? name,
            Reflect.get(valuesInForce(key, setting), name) as unknown,
          ]),
        );
  const [before, then] = [labelled(stored), labelled(after)];
  const gone = Object.keys(before).filter((what) => !(what in then));
  const open = changesBetween(before, { ...Object.fromEntries(gone.map((what) => [what, null])), ...then });
  const secrets = Object.entries(change.secrets).map(([name, text]) => ({
    what: fields.get(name)?.label ?? name.replace(/^registryPassword:/, "Password at "),
    from: null,
    to: text === null ? "taken back" : "changed",
  }));
  return [...open, ...secrets];
}

const usersByHost = (setting: StoredSetting): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(valuesInForce("registries", setting).registries).map(([host, { user }]) => [
      `User at ${host}`,
      user,
    ]),
  );

/** What is replaced: who consents to that did not consent to replace what another one set meanwhile. */
function fingerprintOf({ key, stored, secrets, changed, change }: Seen) {
  const before = valuesInForce(key, stored);
  const replaced = changed.map((name) => [name, Reflect.get(before, name) ?? null]);
  const kept = secrets
    .filter(({ field }) => field in change.secrets)
    .map(({ field, origin, updatedAt }) => [`${origin} ${field}`, updatedAt.toISOString()]);
  return Object.fromEntries([...replaced, ...kept]);
}
