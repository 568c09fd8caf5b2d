import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { Name } from "#lib/kernel/text.ts";
import { User } from "#lib/modules/people/schema.ts";

const coded = (max: number) =>
  z
    .string("what the browser gave, unchanged")
    .regex(/^[\w-]+$/, "what the browser gave, unchanged")
    .max(max, "longer than any browser makes it");

const transports = ["ble", "cable", "hybrid", "internal", "nfc", "smart-card", "usb"] as const;

const credential = {
  id: coded(1_400),
  rawId: coded(1_400),
  type: z.literal("public-key", "must be public-key"),
  authenticatorAttachment: z.enum(["cross-platform", "platform"]).optional().catch(undefined),
};

/** What a browser answers that has made a passkey, or signed with one. What a later browser adds is left out. */
export const MadePasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: coded(8_000),
    attestationObject: coded(60_000),
    transports: z
      .array(z.string().max(40))
      .max(20)
      .transform((given) => transports.filter((known) => given.includes(known)))
      .optional(),
  }),
});

export const SignedByPasskey = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: coded(8_000),
    authenticatorData: coded(8_000),
    signature: coded(8_000),
    userHandle: coded(200).optional(),
  }),
});
export type SignedByPasskey = z.infer<typeof SignedByPasskey>;

export const AskPasskeyInput = z.object({
  purpose: z.enum(["register", "sign_in_again"], "must be register or sign_in_again"),
});

/** What the browser's own functions take, as the library made it. */
export const PasskeyOptions = z.object({ options: z.record(z.string(), z.unknown()) });

export const CreatePasskeyInput = z.object({
  /** Where it lies, such as the name of a laptop or a security key. */
  name: Name,
  credential: MadePasskey,
});
export type CreatePasskeyInput = z.infer<typeof CreatePasskeyInput>;
/** The same as it is sent. */
export type NewPasskey = z.input<typeof CreatePasskeyInput>;

export const PasskeyInput = z.object({ passkeyId: Id });
export const RenamePasskeyInput = PasskeyInput.extend({ name: Name });

export const UsePasskeyInput = z.object({ credential: SignedByPasskey });
export const SignedInAnswer = z.object({ user: User });

export const PasskeyView = z.object({
  id: Id,
  name: z.string(),
  /** Whether it is kept by more than the device it was made on. */
  isBackedUp: z.boolean(),
  lastUsedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type PasskeyView = z.infer<typeof PasskeyView>;

export const PasskeyList = z.object({
  items: z.array(PasskeyView),
  /** The address that passkeys belong to; null where it is the one that people use. */
  address: z.string().nullable(),
});

/** The ways in which the one who asks can prove again who they are. */
export const WaysIn = z.object({
  passkeys: z.number(),
  address: z.string().nullable(),
  providers: z.array(z.object({ id: z.string(), name: z.string() })),
  /** Whether they did within the last ten minutes. */
  hasJustSignedIn: z.boolean(),
});
export type WaysIn = z.infer<typeof WaysIn>;
