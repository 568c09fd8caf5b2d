import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";
import type { NewPasskey, SignedByPasskey } from "#lib/modules/passkeys/schema.ts";

/** An authenticator of tests, with one passkey: a real key pair, and the bytes that a real one would send. */
export function createAuthenticator(userId: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x = "", y = "" } = publicKey.export({ format: "jwk" });
  const id = randomBytes(32);
  let counter = 0;

  const clientData = (type: string, { challenge, origin }: Asked) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }), "utf8");
  const authenticatorData = ({ rpId, isVerified = true }: Asked, more: Buffer, moreFlag: number) => {
    const count = Buffer.alloc(4);
    count.writeUInt32BE(counter);
    const flags = Buffer.from([0x01 | (isVerified ? 0x04 : 0) | moreFlag]);
    return Buffer.concat([createHash("sha256").update(rpId).digest(), flags, count, more]);
  };
  const coded = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64url");
  const credential = { id: coded(id), rawId: coded(id), type: "public-key" as const };
  return {
    credentialId: coded(id),
    /** What it counts from next; as a copy of it would not know. */
    setCounter: (value: number) => {
      counter = value;
    },
    make(asked: Asked): NewPasskey["credential"] {
      const key = isoCBOR.encode(
        new Map<number, number | Uint8Array>([
          [1, 2],
          [3, -7],
          [-1, 1],
          [-2, Uint8Array.from(Buffer.from(x, "base64url"))],
          [-3, Uint8Array.from(Buffer.from(y, "base64url"))],
        ]),
      );
      const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, key]);
      const attestation = isoCBOR.encode(
        new Map<string, string | Uint8Array | Map<string, never>>([
          ["fmt", "none"],
          ["attStmt", new Map<string, never>()],
          ["authData", Uint8Array.from(authenticatorData(asked, attested, 0x40))],
        ]),
      );
      const response = {
        clientDataJSON: coded(clientData("webauthn.create", asked)),
        attestationObject: coded(attestation),
        transports: ["internal"],
      };
      return { ...credential, response };
    },
    sign(asked: Asked): SignedByPasskey {
      if (counter > 0) counter += 1;
      const data = authenticatorData(asked, Buffer.alloc(0), 0);
      const client = clientData("webauthn.get", asked);
      const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
      const response = {
        clientDataJSON: coded(client),
        authenticatorData: coded(data),
        signature: coded(sign("sha256", signed, privateKey)),
        userHandle: coded(Buffer.from(userId, "utf8")),
      };
      return { ...credential, response };
    },
  };
}

interface Asked {
  challenge: string;
  origin: string;
  rpId: string;
  /** Whether it asked for a finger, a face or a PIN. */
  isVerified?: boolean;
}
