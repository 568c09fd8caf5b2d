import { randomUUID } from "node:crypto";
import type { CliVerb } from "#cli/catalogue.ts";
import { findInvitationId, findPersonId } from "#cli/find-person.ts";
import { findProject, findTaskId, findWorkspaceId, requireProject } from "#cli/find-target.ts";
import type { Sending } from "#cli/http.ts";
import { layoutOf } from "#cli/layout.ts";
import type { Login } from "#cli/logins.ts";
import { personFields } from "#cli/names.ts";
import type { Call } from "#cli/parse-call.ts";

export type Input = Readonly<Record<string, unknown>>;

/** The input with ids in it: projects by their slug, tasks by their number, people by their address or name. */
export async function completeInput(login: Login, verb: CliVerb, call: Call): Promise<Input> {
  const input = { ...call.input };
  const { project, workspace } = layoutOf(verb);
  if (verb.noun === "projects" && typeof input.projectId === "string") {
    input.projectId = (await findProject(login, input.projectId)).id;
  }
  // Where a project only narrows, none is meant unless it is named.
  if (project && (project.isRequired || call.project !== null)) {
    input.projectId = (await requireProject(login, call.project)).id;
  }
  if (workspace && call.workspace !== null) input.workspaceId = call.workspace;
  else if (workspace && (workspace.isRequired || call.project !== null)) {
    input.workspaceId = await findWorkspaceId(login, (await requireProject(login, call.project)).id);
  }
  if (typeof input.taskId === "string" && typeof input.projectId === "string") {
    input.taskId = await findTaskId(login, input.projectId, input.taskId);
  }
  return { ...input, ...(await peopleIn(login, verb, input)) };
}

/** Those fields that name somebody, or an invitation, by their ids. */
async function peopleIn(login: Login, { name }: CliVerb, input: Input): Promise<Input> {
  const { projectId, invitationId } = input;
  const isOfMember = name === "member.change" || name === "member.remove";
  const memberOf = isOfMember && typeof projectId === "string" ? projectId : null;
  const ids: Record<string, unknown> = {};
  for (const field of personFields) {
    const typed = input[field];
    if (typeof typed === "string") ids[field] = await findPersonId(login, typed, memberOf);
  }
  if (typeof invitationId === "string") ids.invitationId = await findInvitationId(login, invitationId);
  return ids;
}

/** The request for a verb: what stands in the path there, the rest behind `?` or in the body. */
export function requestOf(verb: CliVerb, input: Input): Sending {
  const rest = new Map(Object.entries(input));
  const path = verb.path.replaceAll(/\{(\w+)\}/g, (_part, name: string) => {
    const value = rest.get(name);
    rest.delete(name);
    return encodeURIComponent(String(value));
  });
  if (verb.method === "GET") return { method: "GET", path, query: queryOf(rest) };
  const body = Object.fromEntries([...rest].map(([name, value]) => [name, revealed(value)]));
  return { method: verb.method, path, body, headers: { "idempotency-key": randomUUID() } };
}

function queryOf(input: Map<string, unknown>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of input) {
    for (const item of [value].flat()) query.append(name, String(item));
  }
  return query;
}

/** A secret leaves its wrapping for the wire alone. */
function revealed(value: unknown): unknown {
  const isSecret = typeof value === "object" && value !== null && "reveal" in value;
  return isSecret && typeof value.reveal === "function" ? value.reveal() : value;
}
