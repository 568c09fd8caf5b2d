import type { OtherLine } from "#lib/http/docs/other-line.ts";
import {
  AcceptedInvitation,
  AcceptInvitationInput,
  InvitationToken,
  OfferedInvitation,
} from "#lib/modules/invitations/schema.ts";
import {
  AskPasskeyInput,
  PasskeyOptions,
  SignedInAnswer,
  UsePasskeyInput,
} from "#lib/modules/passkeys/schema.ts";
import {
  CompleteSetupAnswer,
  CompleteSetupInput,
  SetupAnswer,
  SpendLinkAnswer,
  SpendLinkInput,
} from "#lib/modules/people/schema.ts";

const signIn: Pick<OtherLine, "tag" | "who" | "kind"> = { tag: "sign-in", who: "anybody", kind: "other" };

/** The ways in for those whom nobody knows yet, and what a browser and a passkey say to each other. */
export const signInLines: readonly OtherLine[] = [
  {
    ...signIn,
    name: "sign-in.read-setup",
    http: "GET /api/setup",
    summary: "Whether the first setup is still to be done",
    output: SetupAnswer,
    headers: ["SetupToken"],
  },
  {
    ...signIn,
    name: "sign-in.complete-setup",
    http: "POST /api/setup",
    summary: "Make the first owner, once",
    description:
      "The token is part of the setup link that the server prints at its first start. A browser gets its session with it.",
    input: CompleteSetupInput,
    output: CompleteSetupAnswer,
    status: 201,
    failures: [400, 401, 403, 404, 409, 413],
  },
  {
    ...signIn,
    name: "sign-in.spend-link",
    http: "POST /api/auth/link",
    summary: "Sign in with a one-time link",
    input: SpendLinkInput,
    output: SpendLinkAnswer,
    failures: [400, 401, 403, 404, 409, 413],
  },
  {
    ...signIn,
    name: "sign-in.ask-passkey",
    http: "POST /api/passkeys/sign-in/options",
    summary: "What a passkey has to sign to sign in",
    output: PasskeyOptions,
    failures: [403, 404, 409],
  },
  {
    ...signIn,
    name: "sign-in.use-passkey",
    http: "POST /api/passkeys/sign-in",
    summary: "Sign in with a passkey",
    input: UsePasskeyInput,
    output: SignedInAnswer,
    failures: [400, 401, 403, 404, 409, 413],
  },
  {
    name: "passkey.ask",
    http: "POST /api/passkeys/options",
    summary: "What a browser needs to make a passkey, or to sign in again with one",
    description: "For a person in a browser. To make one takes a sign-in of the last ten minutes.",
    tag: "passkey",
    who: "any",
    kind: "other",
    input: AskPasskeyInput,
    output: PasskeyOptions,
    failures: [400, 403, 404, 409, 413],
  },
  {
    name: "passkey.sign-in-again",
    http: "POST /api/passkeys/again",
    summary: "Sign in again with a passkey, for what asks for a fresh sign-in",
    tag: "passkey",
    who: "any",
    kind: "other",
    input: UsePasskeyInput,
    output: SignedInAnswer,
    failures: [400, 403, 404, 409, 413],
  },
  {
    ...signIn,
    name: "sign-in.look-at-invitation",
    http: "POST /api/invitation/look",
    summary: "What an invitation offers; a look uses nothing up",
    input: InvitationToken,
    output: OfferedInvitation,
    failures: [400, 401, 403, 404, 409, 413],
  },
  {
    ...signIn,
    name: "sign-in.accept-invitation",
    http: "POST /api/invitation/accept",
    summary: "Come in by an invitation, once",
    description: "A newcomer gets a session (201); who is signed in gets the access to the project (200).",
    input: AcceptInvitationInput,
    output: AcceptedInvitation,
    status: 201,
    failures: [400, 401, 403, 404, 409, 413],
  },
];
