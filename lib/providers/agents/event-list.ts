import type { AgentEvent, AgentEventBody } from "./port.ts";

type EventOf<Kind extends AgentEventBody["kind"]> = Extract<AgentEvent, { kind: Kind }>;

/** All of a turn. */
export async function collect(events: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const list: AgentEvent[] = [];
  for await (const event of events) list.push(event);
  return list;
}

/** Those of one kind, or several. */
export function eventsOf<Kind extends AgentEventBody["kind"]>(
  events: readonly AgentEvent[],
  ...kinds: Kind[]
): EventOf<Kind>[] {
  return events.filter((event): event is EventOf<Kind> => kinds.some((kind) => kind === event.kind));
}

/** The last state of each key, in the order of first telling. */
export function latest<Kind extends AgentEventBody["kind"]>(
  events: readonly AgentEvent[],
  kind: Kind,
): EventOf<Kind>[] {
  return [...new Map(eventsOf(events, kind).map((event) => [event.key, event])).values()];
}

/** How a turn ended, which is the last thing told of it. */
export function endOf(events: readonly AgentEvent[]): EventOf<"turn_finished"> {
  const last = events.at(-1);
  if (last?.kind !== "turn_finished")
    throw new Error(`The turn did not end; the last event is ${JSON.stringify(last)}`);
  return last;
}
