import { z } from "zod";
import { PageInput, pageOf } from "#lib/kernel/answer.ts";
import { Id } from "#lib/kernel/ids.ts";

export const accesses = ["read", "write", "admin"] as const;
export const MemberAccess = z.enum(accesses, `must be one of: ${accesses.join(", ")}`);
export type MemberAccess = z.infer<typeof MemberAccess>;

export const MemberInput = z.object({ projectId: Id, personId: Id });
export const GiveAccessInput = MemberInput.extend({ access: MemberAccess });
export type GiveAccessInput = z.infer<typeof GiveAccessInput>;

export const MemberView = z.object({
  person: z.object({ id: Id, name: z.string(), role: z.enum(["owner", "admin", "member"]) }),
  access: MemberAccess,
  /** The identity provider whose groups gave it; null where a person did. */
  givenBy: z.object({ id: z.string(), name: z.string() }).nullable(),
  isDisabled: z.boolean(),
  since: z.iso.datetime(),
});
export type MemberView = z.infer<typeof MemberView>;

export const ListMembersInput = PageInput.extend({ projectId: Id, cursor: z.string().max(500).optional() });
export const MemberPage = pageOf(MemberView);

export const ChangedMember = z.object({
  /** Null: they have no access any more. */
  member: z.object({ personId: Id, name: z.string(), access: MemberAccess.nullable() }),
});
export type ChangedMember = z.infer<typeof ChangedMember>;
