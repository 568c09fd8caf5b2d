import { type QueueView, queueViews } from "#lib/kernel/answer.ts";
import { DangerLevel } from "#lib/kernel/danger.ts";
import { Id } from "#lib/kernel/ids.ts";

/** What the queue is narrowed to; it stands in the address beside the tab. */
export interface ApprovalFilter {
  level: DangerLevel | null;
  projectId: string | null;
  text: string;
}

export const noApprovalFilter: ApprovalFilter = { level: null, projectId: null, text: "" };

const textMax = 100;

/** Reads the address; what it does not understand is left out. */
export function readApprovalAddress(parameters: URLSearchParams): {
  view: QueueView;
  filter: ApprovalFilter;
} {
  const given = parameters.get("view");
  return {
    view: queueViews.find((view) => view === given) ?? "waiting",
    filter: {
      level: DangerLevel.safeParse(parameters.get("level")).data ?? null,
      projectId: Id.safeParse(parameters.get("project")).data ?? null,
      text: (parameters.get("text") ?? "").slice(0, textMax),
    },
  };
}

/** `/approvals/…?view=mine&level=HIGH`; the tab that opens by itself is left out. */
export function approvalHref(
  view: QueueView,
  { level, projectId, text }: ApprovalFilter = noApprovalFilter,
  operationId?: string,
): string {
  const parameters = parametersOf({
    view: view === "waiting" ? null : view,
    level,
    project: projectId,
    text,
  });
  const path = operationId === undefined ? "/approvals" : `/approvals/${operationId}`;
  return parameters === "" ? path : `${path}?${parameters}`;
}

/** The parameters of `GET /api/protection/queue`. */
export const requestOf = (view: QueueView, { level, projectId, text }: ApprovalFilter): string =>
  parametersOf({ view, level, projectId, text: text.trim() });

export const isNarrowed = ({ level, projectId, text }: ApprovalFilter): boolean =>
  level !== null || projectId !== null || text !== "";

function parametersOf(given: Record<string, string | null>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(given)) if (value) parameters.set(name, value);
  return parameters.toString();
}
