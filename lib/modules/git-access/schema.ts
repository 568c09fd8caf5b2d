import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { gitCredentialKinds } from "#lib/kernel/states.ts";
import { GitPlace, gitPlaceOf } from "#workspaced/protocol/git-access.ts";

const ofProject = z.object({ projectId: Id });

export const GitAccessInput = ofProject;

const placeRule = "must be the address of a repository, such as https://github.com/acme/app";

/** However the address is written. A whole host is not taken: every writer here would reach all that the token opens. */
const Place = z
  .string(placeRule)
  .trim()
  .transform((text) => gitPlaceOf(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`) ?? text)
  .pipe(GitPlace)
  .refine((place) => URL.parse(place)?.pathname !== "/", placeRule);

const oneLine = /^[\x21-\x7e]+$/;

export const SetGitTokenInput = ofProject.extend({
  /** The repository that the token is used for, or a group of them. */
  host: Place,
  username: z
    .string()
    .trim()
    .max(200, "at most 200 characters")
    .regex(/^[\x20-\x7e]*$/, "must be plain letters")
    .default(""),
  token: z
    .string("give the token as text")
    .trim()
    .min(4, "at least 4 characters")
    .max(2000, "at most 2,000 characters")
    .regex(oneLine, "a token has no spaces and no letters beyond ASCII"),
});
export type SetGitTokenInput = z.input<typeof SetGitTokenInput>;

export const DeleteGitCredentialInput = ofProject.extend({ credentialId: Id });
export const ForgetGitHostInput = ofProject.extend({ hostKeyId: Id });

export const GitCredentialView = z.object({
  id: Id,
  kind: z.enum(gitCredentialKinds),
  /** The address of the repository, or of a group; null for the SSH key, which is for every host that takes it. */
  host: z.string().nullable(),
  username: z.string().nullable(),
  /** The last four characters of a token, or a key's fingerprint. */
  hint: z.string(),
  /** The half of the SSH key to paste at the host. */
  publicKey: z.string().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type GitCredentialView = z.infer<typeof GitCredentialView>;

export const GitHostKeyView = z.object({
  id: Id,
  host: z.string(),
  keyType: z.string(),
  /** SHA256:… as ssh prints it. */
  fingerprint: z.string(),
  createdAt: z.iso.datetime(),
});
export type GitHostKeyView = z.infer<typeof GitHostKeyView>;

export const GitAccessView = z.object({
  items: z.array(GitCredentialView),
  /** The SSH hosts as they were first seen; another key is refused. */
  hostKeys: z.array(GitHostKeyView),
});
export type GitAccessView = z.infer<typeof GitAccessView>;

export const GitCredentialAnswer = z.object({ credential: GitCredentialView });
export const ForgottenGitHost = z.object({ host: z.string() });
export const DeletedGitCredential = z.object({ id: Id });
