import {
  browserSupportsWebAuthn,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from "@simplewebauthn/browser";
import { postJson } from "#lib/client/fetcher.ts";
import { passkeyFault } from "#lib/modules/passkeys/rules.ts";
import { type NewPasskey, PasskeyOptions, SignedInAnswer } from "#lib/modules/passkeys/schema.ts";

/** What the library on the server made for the library in the browser; in between it is only carried. */
const askFor = async <Options>(path: string, body: unknown): Promise<Options> =>
  (await postJson(path, body, PasskeyOptions)).options as unknown as Options;

/** Why this page can use no passkeys, and what to do; null where it can. In a browser only. */
export function passkeyFaultHere(address: string | null): string | null {
  const fault = passkeyFault({ origin: window.location.origin, address });
  if (fault) return fault;
  if (!window.isSecureContext) return "Browsers offer passkeys over https only. Open this page over https.";
  return browserSupportsWebAuthn() ? null : "This browser knows no passkeys. Use a newer one.";
}

/** Signs in with the passkey that the person chooses in the browser's own dialog. */
export async function signInWithPasskey(): Promise<void> {
  const optionsJSON = await askFor<PublicKeyCredentialRequestOptionsJSON>(
    "/api/passkeys/sign-in/options",
    {},
  );
  const credential = await startAuthentication({ optionsJSON });
  await postJson("/api/passkeys/sign-in", { credential }, SignedInAnswer);
}

/** The same for somebody who is signed in, and has to prove it anew; the page stays. */
export async function signInAgainWithPasskey(): Promise<void> {
  const asked = { purpose: "sign_in_again" };
  const optionsJSON = await askFor<PublicKeyCredentialRequestOptionsJSON>("/api/passkeys/options", asked);
  const credential = await startAuthentication({ optionsJSON });
  await postJson("/api/passkeys/again", { credential }, SignedInAnswer);
}

/** Has the browser make a passkey; the server does not know it yet. */
export async function makePasskey(): Promise<NewPasskey["credential"]> {
  const asked = { purpose: "register" };
  const optionsJSON = await askFor<PublicKeyCredentialCreationOptionsJSON>("/api/passkeys/options", asked);
  const { authenticatorAttachment, ...made } = await startRegistration({ optionsJSON });
  const { clientDataJSON, attestationObject, transports = [] } = made.response;
  const { id, rawId, type } = made;
  return {
    id,
    rawId,
    type,
    ...(authenticatorAttachment ? { authenticatorAttachment } : {}),
    response: { clientDataJSON, attestationObject, transports: [...transports] },
  };
}

/** What went wrong, in words; browsers say little of it, so that pages cannot find out who somebody is. */
export function passkeyErrorWords(error: unknown): string {
  if (error instanceof WebAuthnError && error.code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED")
    return "This device has a passkey of yours already.";
  if (error instanceof Error && error.name === "NotAllowedError")
    return "It was cancelled, took too long, or there is no passkey for this address. Try again.";
  if (error instanceof Error && error.name === "InvalidStateError")
    return "This device has a passkey of yours already.";
  return error instanceof Error ? error.message : "Something unexpected happened in this page.";
}
