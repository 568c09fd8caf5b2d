import { roleNames } from "#lib/kernel/change-words.ts";

export const roleWords = {
  owner: { label: roleNames.owner, hint: "May do everything here" },
  admin: { label: roleNames.admin, hint: "Reaches every project and the settings" },
  member: { label: roleNames.member, hint: "Reaches the projects they belong to" },
} as const;

export const accessWords = {
  admin: { label: "Admin", hint: "Settings and members, too" },
  write: { label: "Write", hint: "Cards, files, agents, terminals" },
  read: { label: "Read", hint: "Looks on, changes nothing" },
} as const;
