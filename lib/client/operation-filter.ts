import { OperationState, openStates } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What the list of operations is narrowed to; it stands in the address, so that it can be sent and come back to. */
export interface OperationFilter {
  /** One state, or `open` for all that have not ended. */
  state: OperationState | "open" | null;
  level: DangerLevel | null;
  personId: string | null;
  projectId: string | null;
  text: string;
}

const textMax = 100;

/** Reads the address; what it does not understand is left out. */
export function filterOf(parameters: URLSearchParams): OperationFilter {
  const state = parameters.get("state");
  return {
    state: state === "open" ? "open" : (OperationState.safeParse(state).data ?? null),
    level: DangerLevel.safeParse(parameters.get("level")).data ?? null,
    personId: Id.safeParse(parameters.get("person")).data ?? null,
    projectId: Id.safeParse(parameters.get("project")).data ?? null,
    text: (parameters.get("text") ?? "").slice(0, textMax),
  };
}

/** The filter as the page's own address; empty without one. */
export function addressOf(filter: OperationFilter): string {
  const given = {
    state: filter.state,
    level: filter.level,
    person: filter.personId,
    project: filter.projectId,
    text: filter.text,
  };
  const parameters = parametersOf(given);
  return parameters === "" ? "" : `?${parameters}`;
}

/** The filter as the parameters of `GET /api/operations`. */
export const requestOf = ({ state, text, ...filter }: OperationFilter): string =>
  parametersOf({ ...filter, state: state === "open" ? openStates.join(",") : state, text: text.trim() });

export const isEmpty = (filter: OperationFilter): boolean => addressOf(filter) === "";

function parametersOf(given: Record<string, string | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) parameters.set(name, value);
  return parameters.toString();
}
