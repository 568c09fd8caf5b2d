import { expect, test } from "vitest";
import { newId } from "#lib/kernel/ids.ts";
import { accessThrough } from "#lib/operations/access.ts";
import type { Actor, KeyScope, Role } from "#lib/platform/auth/actor.ts";

const actorOf = (role: Role, more: Partial<Actor> = {}): Actor => {
  const id = newId();
  return {
    kind: "person",
    id,
    name: role,
    userId: id,
    userName: role,
    role,
    scopes: null,
    projectId: null,
    hasJustSignedIn: false,
    task: null,
    via: "dashboard",
    ...more,
  };
};
const ofGoneProject = { projectId: newId(), personId: newId() };
const readOnly: KeyScope[] = ["read"];

test("who reaches every project reads what became of an operation whose project is gone, and nobody else does", () => {
  const askedOf = (actor: Actor) => accessThrough(actor, ofGoneProject, new Map());
  expect([actorOf("owner"), actorOf("admin")].map(askedOf)).toEqual(["read", "read"]);
  expect(askedOf(actorOf("admin", { kind: "cli-key", scopes: readOnly }))).toBe("read");
  expect(askedOf(actorOf("member"))).toBe("none");
  expect(askedOf(actorOf("owner", { kind: "agent", projectId: ofGoneProject.projectId }))).toBe("none");
  const asker = actorOf("member", { userId: ofGoneProject.personId });
  expect(askedOf(asker)).toBe("write");
});

test("while its project is there, its asker may do no more with an operation than with the project", () => {
  const asker = actorOf("member", { userId: ofGoneProject.personId });
  for (const access of ["none", "read", "admin"] as const)
    expect(accessThrough(asker, ofGoneProject, new Map([[ofGoneProject.projectId, access]]))).toBe(access);
});
