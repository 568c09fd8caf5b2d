import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Name } from "#lib/kernel/text.ts";

export const keyKinds = ["cli", "agent", "service"] as const;

export const keyScopes = ["read", "write", "confirm"] as const;
export const keyStates = ["active", "expired", "revoked"] as const;

/** Agents and services never confirm, neither what they asked for nor what others did. */
export const mayHoldConfirm = (kind: KeyKind): boolean => kind === "cli";

/** Each scope once, in their order; who may write or confirm may also read. */
export const implied = (scopes: readonly KeyScope[]): KeyScope[] =>
  keyScopes.filter((scope) => scopes.includes(scope) || (scope === "read" && scopes.length > 0));

export const KeyKind = z.enum(keyKinds, `must be one of: ${keyKinds.join(", ")}`);
export type KeyKind = z.infer<typeof KeyKind>;
export const KeyScope = z.enum(keyScopes, `must be one of: ${keyScopes.join(", ")}`);
export type KeyScope = z.infer<typeof KeyScope>;

export const CreateKeyInput = z
  .object({
    name: Name,
    kind: KeyKind,
    /** What it may do; `write` and `confirm` bring `read` along. */
    scopes: z
      .array(KeyScope, `a list of: ${keyScopes.join(", ")}`)
      .min(1, "give at least one scope")
      .max(10, "each scope once")
      .transform(implied),
    /** The only project it reaches; left out, every project of its person. */
    projectId: Id.optional(),
    /** Left out, it is good until it is revoked. */
    expiresAt: z.iso.datetime({ offset: true, message: "a time such as 2031-01-31T12:00:00Z" }).optional(),
  })
  .superRefine(({ kind, scopes }, context) => {
    if (mayHoldConfirm(kind) || !scopes.includes("confirm")) return;
    const message = "only a key of kind cli may confirm: an agent or a service never does";
    context.addIssue({ code: "custom", path: ["scopes"], message });
  });
export type CreateKeyInput = z.infer<typeof CreateKeyInput>;

export const CreatedKey = z.object({
  id: Id,
  prefix: z.string(),
  /** The whole key, shown this once. */
  key: z.string(),
  scopes: z.array(KeyScope),
  projectId: Id.nullable(),
  expiresAt: z.iso.datetime().nullable(),
});
export type CreatedKey = z.infer<typeof CreatedKey>;

export const KeyInput = z.object({ keyId: Id });

const NamedKey = z.object({ id: Id, name: z.string(), prefix: z.string() });

export const RevokedKey = NamedKey.extend({
  revokedAt: z.iso.datetime(),
  /** Keys that were made with it, or with one of those: they went with it. */
  alsoRevoked: z.array(NamedKey),
});
export type RevokedKey = z.infer<typeof RevokedKey>;

export const KeyView = NamedKey.extend({
  kind: KeyKind,
  scopes: z.array(KeyScope),
  /** Null: every project that its person sees. */
  project: z.object({ id: Id, name: z.string() }).nullable(),
  state: z.enum(keyStates),
  expiresAt: z.iso.datetime().nullable(),
  /** To the minute. */
  lastUsedAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** Whose it is. */
  person: z.object({ id: Id, name: z.string() }),
  /** How many keys made with it would be revoked with it. */
  keysMadeWithIt: z.number(),
});
export type KeyView = z.infer<typeof KeyView>;

export const ListKeysInput = PageInput.extend({ cursor: Id.optional() });
export const KeyPage = pageOf(KeyView);
