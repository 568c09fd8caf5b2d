import { type Secret, secret } from "#lib/kernel/secret.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

interface Place {
  key: string;
  field: string;
  origin: string;
}

/** What a secret of a setting is bound to: its row of setting_secrets, which has no id of its own. */
export const settingSecretPlace = ({ key, field, origin }: Place): string =>
  placeIn("setting_secrets", { key, field, origin });

export const sealSetting = (masterKey: MasterKey, place: Place, text: string): string =>
  seal(masterKey, settingSecretPlace(place), text);

export const openSetting = (masterKey: MasterKey, row: Place & { sealed: string }): Secret =>
  secret(unseal(masterKey, settingSecretPlace(row), row.sealed));
