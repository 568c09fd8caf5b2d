import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { SearchText } from "#lib/kernel/text.ts";

export const roles = ["owner", "admin", "member"] as const;

export const PersonName = z
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
export const LinkToken = z.string("give the token of the link").min(1, "give the token of the link").max(500);

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

export const UpdateMeInput = z.object({ name: PersonName });

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

/** How somebody may come in beside a link from the console. */
export const SignInWay = z.object({
  kind: z.enum(["provider", "passkey"]),
  name: z.string(),
});
export type SignInWay = z.infer<typeof SignInWay>;

export const PersonView = z.object({
  id: Id,
  name: z.string(),
  role: z.enum(roles),
  /** What follows is for admins, and of oneself; null for everybody else. */
  more: z
    .object({
      email: z.string(),
      /** The identity provider whose groups gave the role; null where a person did. */
      roleFrom: z.object({ id: z.string(), name: z.string() }).nullable(),
      disabledAt: z.iso.datetime().nullable(),
      disabledBecause: z.string().nullable(),
      lastSeenAt: z.iso.datetime().nullable(),
      createdAt: z.iso.datetime(),
      signInWays: z.array(SignInWay),
      projects: z.array(z.object({ id: Id, name: z.string(), access: z.enum(["admin", "write", "read"]) })),
    })
    .nullable(),
});
export type PersonView = z.infer<typeof PersonView>;
export const PeoplePage = pageOf(PersonView);
export const ListPeopleInput = PageInput.extend({
  cursor: z.string().max(500).optional(),
  /** In the name, or in the address for those who may read it. */
  q: SearchText(200).optional(),
  /** Those who are no members of this project. */
  outsideProjectId: Id.optional(),
});

export const PersonInput = z.object({ personId: Id });

export const ChangeRoleInput = PersonInput.extend({
  role: z.enum(["admin", "member"], "must be admin or member; an owner is made by changing the ownership"),
});
export type ChangeRoleInput = z.infer<typeof ChangeRoleInput>;

export const ChangeOwnershipInput = PersonInput.extend({
  /** False: the owner becomes an admin. */
  isOwner: z.boolean("must be true or false"),
});
export type ChangeOwnershipInput = z.infer<typeof ChangeOwnershipInput>;

export const DisablePersonInput = PersonInput.extend({
  /** For the other admins, and for the person when they try to come in. */
  because: z.string().trim().max(300, "at most 300 characters").default(""),
});
export type DisablePersonInput = z.infer<typeof DisablePersonInput>;

export const ChangedPerson = z.object({
  person: z.object({ id: Id, name: z.string(), role: z.enum(roles), isDisabled: z.boolean() }),
});
export type ChangedPerson = z.infer<typeof ChangedPerson>;
