import { eq } from "drizzle-orm";
import { notices } from "#drizzle/schema/notifications.ts";
import { projectMembers, projects, workspaces } from "#drizzle/schema/projects.ts";
import { newId } from "#lib/kernel/ids.ts";
import { tellNext } from "#lib/modules/notifications/tell.ts";
import { testPlatform } from "#lib/operations/testing.ts";
import type { Actor } from "#lib/platform/auth/actor.ts";

/** The spine with a project, its people and an agent that asks for things, for tests of who is told. */
export async function testNotices() {
  const spine = await testPlatform();
  const { orm } = spine.platform.database;
  const owner = await spine.person("owner", "Olivia");
  const admin = await spine.person("admin", "Ada");
  const writer = await spine.person("member", "Will");
  const reader = await spine.person("member", "Rita");
  const stranger = await spine.person("member", "Stan");
  const projectId = newId();
  await orm.insert(projects).values({
    id: projectId,
    slug: projectId,
    name: "harbor-api",
    type: "other",
    status: "stopped",
    source: { type: "empty" },
    runtime: "local",
    createdBy: owner.id,
  });
  await orm.insert(workspaces).values({
    id: newId(),
    projectId,
    runtime: "local",
    desiredState: "stopped",
    observedState: "stopped",
    accessToken: "none",
  });
  await orm.insert(projectMembers).values([
    { projectId, userId: writer.id, access: "write" },
    { projectId, userId: reader.id, access: "read" },
  ]);
  const agent: Actor = {
    ...owner,
    kind: "agent",
    id: newId(),
    name: "deploy-agent",
    scopes: ["read", "write"],
    projectId,
    via: "api",
  };
  return {
    ...spine,
    people: { owner, admin, writer, reader, stranger },
    agent,
    projectId,
    /** Asks to delete the project (HIGH); gives the operation's id. */
    async askToDelete(actor: Actor = agent): Promise<string> {
      const answer = await spine.run("project.delete", { projectId }, actor, { reason: "It is not used." });
      if (answer.outcome !== "held") throw new Error(`It was not held: ${JSON.stringify(answer)}`);
      return answer.operation.id;
    },
    /** Tells all there is to tell. */
    async tellAll(): Promise<void> {
      while ((await tellNext(spine.platform)) > 0);
    },
    /** "held", "confirmed (read)": what a person was told, oldest first. */
    async toldTo({ id }: Actor): Promise<string[]> {
      const rows = await orm.select().from(notices).where(eq(notices.userId, id)).orderBy(notices.id);
      return rows.map(({ kind, readAt }) => `${kind}${readAt ? " (read)" : ""}`);
    },
  };
}

export type TestNotices = Awaited<ReturnType<typeof testNotices>>;
