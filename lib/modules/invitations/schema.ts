import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";
import { Email, LinkToken, PersonName, User } from "#lib/modules/people/schema.ts";

const accesses = ["read", "write", "admin"] as const;
const daysMax = 30;

export const CreateInvitationInput = z
  .object({
    /** Whom it is for; they cannot choose another address. Left out: whoever has the link. */
    email: Email.optional(),
    /** In the installation. */
    role: z.enum(["member", "admin"], "must be member or admin").default("member"),
    /** A project they get access to. */
    projectId: Id.optional(),
    access: z.enum(accesses, `must be one of: ${accesses.join(", ")}`).optional(),
    /** How long the link opens. */
    days: z
      .number("must be a number of days")
      .int("must be a whole number of days")
      .min(1, `must be from 1 to ${daysMax}`)
      .max(daysMax, `must be from 1 to ${daysMax}`)
      .default(7),
  })
  .superRefine(({ projectId, access }, context) => {
    if ((projectId === undefined) === (access === undefined)) return;
    const [path, message] = projectId
      ? ["access", "say what they may do in the project: read, write or admin"]
      : ["projectId", "say in which project, or leave the access out"];
    context.addIssue({ code: "custom", path: [path], message });
  });
export type CreateInvitationInput = z.infer<typeof CreateInvitationInput>;

export const InvitationInput = z.object({ invitationId: Id });

/** The link with its token, shown this once. */
export const ShownInvitation = z.object({
  id: Id,
  /** As it is sent to the person it is for. */
  link: z.string(),
  expiresAt: z.iso.datetime(),
});
export type ShownInvitation = z.infer<typeof ShownInvitation>;

export const invitationStates = ["open", "used", "expired", "revoked"] as const;

export const InvitationView = z.object({
  id: Id,
  email: z.string().nullable(),
  role: z.enum(["admin", "member"]),
  project: z.object({ id: Id, name: z.string(), access: z.enum(accesses) }).nullable(),
  state: z.enum(invitationStates),
  invitedBy: z.object({ id: Id, name: z.string() }),
  usedBy: z.object({ id: Id, name: z.string() }).nullable(),
  expiresAt: z.iso.datetime(),
  sentAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const ListInvitationsInput = PageInput.extend({
  cursor: Id.optional(),
  /** Those into one project. */
  projectId: Id.optional(),
  /** That one alone, where it may be seen. */
  invitationId: Id.optional(),
});
export const InvitationPage = pageOf(InvitationView).extend({
  /** Whether an invitation can be sent by mail. */
  canSendMail: z.boolean(),
});
export const SentInvitation = z.object({ id: Id, email: z.string() });
export const RevokedInvitation = z.object({ id: Id });

export const InvitationToken = z.object({ token: LinkToken });

/** What somebody reads who holds the link, before they accept. */
export const OfferedInvitation = z.object({
  invitedBy: z.string(),
  email: z.string().nullable(),
  role: z.enum(["admin", "member"]),
  project: z.object({ name: z.string(), access: z.enum(accesses) }).nullable(),
  expiresAt: z.iso.datetime(),
});
export type OfferedInvitation = z.infer<typeof OfferedInvitation>;

/** As a newcomer, with a name; or as who is signed in, who only gets the access to the project. */
export const AcceptInvitationInput = z.discriminatedUnion("as", [
  InvitationToken.extend({ as: z.literal("newcomer"), name: PersonName, email: Email.optional() }),
  InvitationToken.extend({ as: z.literal("myself") }),
]);
export type AcceptInvitationInput = z.infer<typeof AcceptInvitationInput>;

export const AcceptedInvitation = z.object({ user: User, projectId: Id.nullable() });
export type AcceptedInvitation = z.infer<typeof AcceptedInvitation>;
