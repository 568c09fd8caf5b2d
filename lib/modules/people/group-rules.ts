/** What a provider's groups may change: neither an owner's role, nor what a person chose by hand. */

export type Access = "admin" | "write" | "read";

/** What a provider's groups give somebody. */
export interface Grants {
  role: "admin" | "member" | null;
  projects: readonly { projectId: string; access: Access }[];
}

interface Standing {
  role: "owner" | "admin" | "member";
  /** The provider whose groups gave it. */
  roleFrom: string | null;
  /** True once a person chose the role. */
  isChosen: boolean;
}

const rank: Record<Access, number> = { read: 1, write: 2, admin: 3 };

export const isMoreThan = (access: Access, other: Access): boolean => rank[access] > rank[other];

/** The role that the groups of `providerId` lead to; null where it stays as it is. */
export function roleByGroups(
  { role, roleFrom, isChosen }: Standing,
  providerId: string,
  granted: Grants["role"],
): { role: "admin" | "member"; roleFrom: string | null } | null {
  if (role === "admin" && roleFrom === providerId && granted !== "admin") {
    return { role: "member", roleFrom: null };
  }
  if (role === "member" && !isChosen && granted === "admin") return { role: "admin", roleFrom: providerId };
  return null;
}

interface Membership {
  projectId: string;
  access: Access;
  /** The provider whose groups gave it; null where a person did. */
  givenBy: string | null;
}

interface MembershipChanges {
  give: { projectId: string; access: Access }[];
  take: string[];
}

/** Which memberships the groups of `providerId` give, and which they gave before and take back. */
export function membershipsByGroups(
  present: readonly Membership[],
  providerId: string,
  granted: Grants["projects"],
): MembershipChanges {
  const wanted = new Map<string, Access>();
  for (const { projectId, access } of granted) {
    const other = wanted.get(projectId);
    if (!other || isMoreThan(access, other)) wanted.set(projectId, access);
  }
  const known = new Map(present.map((membership) => [membership.projectId, membership]));
  const give = [...wanted]
    .map(([projectId, access]) => ({ projectId, access }))
    .filter(({ projectId, access }) => {
      const now = known.get(projectId);
      if (!now) return true;
      if (now.givenBy === null) return false;
      return now.givenBy === providerId ? now.access !== access : isMoreThan(access, now.access);
    });
  const take = present
    .filter(({ projectId, givenBy }) => givenBy === providerId && !wanted.has(projectId))
    .map(({ projectId }) => projectId);
  return { give, take };
}
