import { randomBytes } from "node:crypto";
import type { ChannelRow } from "#lib/modules/notifications/store.ts";
import type { MasterKey } from "#lib/platform/master-key.ts";
import { placeIn } from "#lib/platform/secrets/places.ts";
import { seal, unseal } from "#lib/platform/secrets/seal.ts";

const place = (channelId: string) => placeIn("channels", { id: channelId });

/** What a webhook signs with: 256 random bits. */
export const newSigningSecret = (): string => `whsec_${randomBytes(32).toString("base64url")}`;

export const sealSecret = (masterKey: MasterKey, channelId: string, secret: string): string =>
  seal(masterKey, place(channelId), secret);

/** The signing secret or the password; null where there is none. */
export const openSecret = (
  masterKey: MasterKey,
  { id, sealedSecret }: Pick<ChannelRow, "id" | "sealedSecret">,
): string | null => (sealedSecret === null ? null : unseal(masterKey, place(id), sealedSecret));
