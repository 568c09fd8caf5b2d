import { type CredentialRow, findCredential, listCredentials } from "#lib/modules/git-access/store.ts";
import { projectFacts } from "#lib/modules/projects/project-facts.ts";
import { type Actor, protectionActorOf } from "#lib/platform/auth/actor.ts";
import type { Tx } from "#lib/platform/db/database.ts";
import { publish } from "#lib/platform/db/transact.ts";

/** What every change of a project's credentials depends on: one that is there already is in use. */
export async function accessFacts(
  tx: Tx,
  actor: Actor,
  projectId: string,
  place: Parameters<typeof findCredential>[2],
) {
  const facts = await projectFacts(tx, actor, projectId);
  const credential = await findCredential(tx, projectId, place);
  return { ...facts, credential, ...(credential && inUse(credential)) };
}

const inUse = ({ id, kind, host, hint }: CredentialRow) => ({
  traits: ["address_in_use"] as const,
  losses: [
    {
      kind: kind === "token" ? "Token" : "SSH key",
      name: kind === "token" ? `${host} …${hint}` : hint,
      sizeBytes: null,
    },
  ],
  fingerprint: { credentialId: id },
});

/** Whether a machine asks for what the project's secrets would be used for. */
export const isAgentWithAccess = async (tx: Tx, actor: Actor, projectId: string): Promise<boolean> =>
  protectionActorOf(actor).kind === "agent" && (await listCredentials(tx, projectId)).length > 0;

export const tellAccess = (tx: Tx, projectId: string): void =>
  publish(tx, { topic: "git-access", name: "git-access.changed", subjectId: projectId, projectId });
