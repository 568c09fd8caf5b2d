import { Channel } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What the audit page shows and is narrowed to; it stands in the address, so that it can be sent and come back to. */
export interface AuditPageFilter {
  view: "entries" | "accesses";
  /** Names of events, with commas between. */
  event: string | null;
  level: DangerLevel | null;
  via: Channel | null;
  personId: string | null;
  projectId: string | null;
  operationId: string | null;
  /** The first and the last day, by the reader's own calendar: 2026-11-21. */
  from: string | null;
  to: string | null;
  text: string;
}

const textMax = 100;

/** Reads the address; what it does not understand is left out. */
export function auditFilterOf(parameters: URLSearchParams): AuditPageFilter {
  const event = parameters.get("event") ?? "";
  return {
    view: parameters.get("view") === "accesses" ? "accesses" : "entries",
    event: /^[a-z_]+\.[a-z_.,-]+$/.test(event) ? event : null,
    level: DangerLevel.safeParse(parameters.get("level")).data ?? null,
    via: Channel.safeParse(parameters.get("via")).data ?? null,
    personId: Id.safeParse(parameters.get("person")).data ?? null,
    projectId: Id.safeParse(parameters.get("project")).data ?? null,
    operationId: Id.safeParse(parameters.get("operation")).data ?? null,
    from: dayOf(parameters.get("from")),
    to: dayOf(parameters.get("to")),
    text: (parameters.get("text") ?? "").slice(0, textMax),
  };
}

/** The filter as the page's own address; empty without one. */
export function auditAddressOf({
  view,
  personId,
  projectId,
  operationId,
  ...filter
}: AuditPageFilter): string {
  const parameters = parametersOf({
    view: view === "entries" ? null : view,
    ...filter,
    person: personId,
    project: projectId,
    operation: operationId,
  });
  return parameters === "" ? "" : `?${parameters}`;
}

/** The filter as the parameters of `GET /api/audit` and of the export. */
export function auditRequestOf({ view: _, event, from, to, text, ...filter }: AuditPageFilter): string {
  const begin = from && startOfDay(from, 0);
  const end = to && startOfDay(to, 1);
  return parametersOf({ ...filter, what: event, from: begin, to: end, text: text.trim() });
}

/** The part of it that reads by keys can be narrowed to. */
export const accessRequestOf = ({ personId, projectId }: AuditPageFilter): string =>
  parametersOf({ personId, projectId });

export const isUnfiltered = (filter: AuditPageFilter): boolean =>
  auditAddressOf({ ...filter, view: "entries" }) === "";

const dayOf = (text: string | null): string | null =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? text : null;

function startOfDay(day: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

function parametersOf(given: Record<string, string | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) parameters.set(name, value);
  return parameters.toString();
}
