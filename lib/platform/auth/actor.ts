import type { ActorView, Channel } from "#lib/kernel/answer.ts";
import type { ProtectionActor } from "#lib/protection/decide.ts";

export type Role = "owner" | "admin" | "member";
export type KeyScope = "read" | "write" | "confirm";

/** Who asks, resolved at a door. Kept with each operation, so it holds no secret. */
export interface Actor {
  kind: ProtectionActor["kind"];
  /** The id of the person, key or run; the name of a system actor. */
  id: string;
  name: string;
  /** The person asking, or the one behind the key or agent. */
  userId: string | null;
  userName: string | null;
  role: Role;
  /** What a key may do; null for a person. */
  scopes: readonly KeyScope[] | null;
  /** The only project a key or agent may see; null for all that its person sees. */
  projectId: string | null;
  /** A person in a browser who signed in within the last minutes, as some consents ask for. */
  hasJustSignedIn: boolean;
  /** The session of a person in a browser; it stays the same while its cookie changes. */
  sessionId?: string | undefined;
  /** The task that an agent works on. */
  task: { number: number; title: string } | null;
  via: Channel;
}

/** Where a request came from, for the log and the audit. */
export interface RequestOrigin {
  requestId: string;
  ip: string | null;
  userAgent: string | null;
}

/** A named part of the product itself, such as the reconciler. */
export const systemActor = (name: string): Actor => ({
  kind: "system",
  id: name,
  name,
  userId: null,
  userName: null,
  role: "owner",
  scopes: null,
  projectId: null,
  hasJustSignedIn: false,
  task: null,
  via: "system",
});

export const protectionActorOf = (actor: Actor): ProtectionActor => ({
  // Through the agents' door it is an agent that speaks, whoever's key it holds.
  kind: actor.via === "mcp" ? "agent" : actor.kind,
  personId: actor.userId,
  role: actor.role,
  isReadOnly: actor.scopes !== null && !actor.scopes.includes("write"),
  mayConfirm: actor.scopes === null || actor.scopes.includes("confirm"),
});

/** An agent, or a key of no person's own; whatever comes through the agents' door is one too. */
export function isMachine(actor: Actor): boolean {
  const { kind } = protectionActorOf(actor);
  return kind === "agent" || kind === "service-key";
}

/** The person who may read what is their own through this actor; null for a machine and for what is bound to a project. */
export const ownReader = (actor: Actor): string | null =>
  isMachine(actor) || actor.projectId !== null ? null : actor.userId;

const viewKinds = {
  person: "person",
  "cli-key": "key",
  "service-key": "key",
  agent: "agent",
  system: "system",
} as const;

export const actorView = (actor: Actor): ActorView => ({
  kind: viewKinds[actor.kind],
  id: actor.id,
  name: actor.name,
});

/** The person behind a key or an agent; null where the actor is the person. */
export function personBehind(actor: Actor): ActorView | null {
  if (actor.kind === "person" || !actor.userId) return null;
  return { kind: "person", id: actor.userId, name: actor.userName ?? actor.userId };
}
