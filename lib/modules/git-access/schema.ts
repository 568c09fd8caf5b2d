import { z } from "zod";
import { Id } from "#lib/kernel/ids.ts";
import { gitCredentialKinds } from "#lib/kernel/states.ts";
import { GitOrigin } from "#workspaced/protocol/git-access.ts";

const ofProject = z.object({ projectId: Id });

export const GitAccessInput = ofProject;

const originRule = "must be the address of a host, such as https://github.com";

/** Whatever address of the host is pasted: only its scheme, name and port count. */
const Origin = z
  .string(originRule)
  .trim()
  .transform((text) => URL.parse(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`)?.origin ?? text)
  .pipe(GitOrigin);

const oneLine = /^[\x21-\x7e]+$/;

export const SetGitTokenInput = ofProject.extend({
  host: Origin,
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
  /** Scheme, host and port; null for the SSH key, which is for every host that takes it. */
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
