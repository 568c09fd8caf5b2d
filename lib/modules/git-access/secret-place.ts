import type { CredentialRow } from "#lib/modules/git-access/store.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

type Place = Pick<CredentialRow, "id" | "projectId">;

const placeOf = ({ id }: Place): string => placeIn("git_credentials", { id });
/** A credential that takes the place of another one is another row, and still the project's. */
const ownerOf = ({ projectId }: Place): string => `git_credentials:${projectId}`;

/** Of a token, or a private key. */
export const sealCredential = (masterKey: MasterKey, place: Place, text: string): string =>
  seal(masterKey, placeOf(place), text, ownerOf(place));

export const openCredential = (masterKey: MasterKey, row: Place & Pick<CredentialRow, "sealedSecret">) =>
  unseal(masterKey, placeOf(row), row.sealedSecret, ownerOf(row));
