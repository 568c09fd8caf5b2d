import { z } from "zod";

export const roles = ["owner", "admin", "member"] as const;

const PersonName = z
  .string("type the name that others will see")
  .trim()
  .min(1, "type the name that others will see")
  .max(100, "at most 100 characters")
  .regex(/^\P{Cc}*$/u, "a name has no line breaks or control characters");

export const Email = z
  .string("type an e-mail address, such as name@example.org")
  .trim()
  .toLowerCase()
  .max(254, "at most 254 characters")
  .pipe(z.email("type an e-mail address, such as name@example.org"));

/** A token as it stands in a link; what does not look like one is answered like one that is wrong. */
const LinkToken = z.string("give the token of the link").min(1, "give the token of the link").max(500);

export const CompleteSetupInput = z.object({ token: LinkToken, name: PersonName, email: Email });
export type CompleteSetupInput = z.infer<typeof CompleteSetupInput>;

export const SpendLinkInput = z.object({ token: LinkToken });
export type SpendLinkInput = z.infer<typeof SpendLinkInput>;

export const CreateLinkInput = z.object({
  email: Email.optional(),
  role: z.enum(roles, `must be one of: ${roles.join(", ")}`).optional(),
  name: PersonName.optional(),
});
export type CreateLinkInput = z.infer<typeof CreateLinkInput>;

export const User = z.object({ id: z.uuid(), name: z.string(), email: z.string(), role: z.enum(roles) });
export type User = z.infer<typeof User>;

export const CompleteSetupAnswer = z.object({ user: User, key: z.string() });
export const SpendLinkAnswer = z.object({ user: User });

/** What a person who sets up sees of a runtime on this machine. */
export const RuntimeFound = z.object({
  kind: z.string(),
  isAvailable: z.boolean(),
  detail: z.string(),
  tools: z.array(z.object({ name: z.string(), version: z.string().nullable(), need: z.string() })).optional(),
  resources: z
    .object({ cpus: z.number(), memoryBytes: z.number(), diskFreeBytes: z.number().nullable() })
    .optional(),
});
export type RuntimeFound = z.infer<typeof RuntimeFound>;

export const SetupAnswer = z.object({
  /** True until an owner exists. */
  isOpen: z.boolean(),
  /** Of the setup link; null unless its token was sent. */
  expiresAt: z.iso.datetime().nullable(),
  /** Null for a stranger. */
  runtimes: z.array(RuntimeFound).nullable(),
});
export type SetupAnswer = z.infer<typeof SetupAnswer>;

export const Me = z.object({
  user: User,
  key: z
    .object({
      id: z.uuid(),
      name: z.string(),
      kind: z.enum(["cli", "agent", "service"]),
      prefix: z.string(),
      scopes: z.array(z.string()),
      projectId: z.uuid().nullable(),
      expiresAt: z.iso.datetime().nullable(),
    })
    .optional(),
});
export type Me = z.infer<typeof Me>;
