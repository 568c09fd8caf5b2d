import type { IdentityProviderView } from "#lib/modules/identity-providers/schema.ts";

export const kindWords = { github: "GitHub", oidc: "OpenID Connect" } as const;

/** Who may come in by a provider, in one line. */
export function whoComesIn({ kind, allowed, newPeople }: IdentityProviderView): string {
  const { users, organisations, emailDomains, groups } = allowed;
  const either = [
    ...(users.length > 0 ? [`the users ${users.join(", ")}`] : []),
    ...(organisations.length > 0 ? [`members of ${organisations.join(", ")}`] : []),
  ];
  const all = [
    ...(emailDomains.length > 0 ? [`addresses of ${emailDomains.join(", ")}`] : []),
    ...(groups.length > 0 ? [`members of ${groups.join(", ")}`] : []),
  ];
  const who = kind === "github" ? either.join(", and ") : all.join(" who are ");
  if (who === "") return "Only people who were invited and have linked their account";
  const sentence = `${who.charAt(0).toUpperCase()}${who.slice(1)}`;
  return newPeople === "member" ? `${sentence}; new people become members` : `${sentence}, once invited`;
}

/** The words of a field in which each stands on a line of its own, or behind a comma. */
export const wordsIn = (text: string): string[] =>
  text
    .split(/[\n,]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** An id for addresses, made of a name. */
export function idOf(name: string): string {
  const id = name
    .toLowerCase()
    .normalize("NFKD")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 39)
    .replace(/-+$/, "");
  return id || "provider";
}
