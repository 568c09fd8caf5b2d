import { z } from "zod";
import { notFound } from "#lib/kernel/errors.ts";
import { Me } from "#lib/modules/people/schema.ts";
import { findKeyById, findPerson } from "#lib/modules/people/store.ts";
import { query } from "#lib/operations/query.ts";

export const readMe = query({
  name: "me.read",
  http: "GET /api/auth/me",
  summary: "Who is signed in, or whose key this is",
  input: z.object({}),
  output: Me,
  read: async ({ tx, actor }) => {
    const found = actor.userId ? await findPerson(tx, { id: actor.userId }) : undefined;
    if (!found) throw notFound("person");
    const { id, name, email, role } = found;
    const user = { id, name, email, role };
    const key = actor.kind === "person" ? undefined : await findKeyById(tx, actor.id);
    if (!key) return { user };
    const { kind, prefix, scopes, projectId, expiresAt } = key;
    const shown = { id: key.id, name: key.name, kind, prefix, scopes, projectId };
    return { user, key: { ...shown, expiresAt: expiresAt?.toISOString() ?? null } };
  },
});
