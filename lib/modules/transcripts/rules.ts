import { z } from "zod";
import type { RunEvent } from "#lib/modules/runs/schema.ts";
import { type OutlineEntry, Todo } from "./schema.ts";

/** What may stand in the outline at most; of more the last ones. */
export const outlineMax = 2_000;
export const matchesMax = 500;

const labelMax = 120;
export const editNames: readonly string[] = ["edit", "write", "apply_patch", "patch", "multiedit"];

/** What the outline says of an event; null for what it leaves out. */
export function outlineEntryOf(event: RunEvent): OutlineEntry | null {
  const told = wordsOf(event);
  if (told === null) return null;
  const [kind, words] = told;
  const label = words.replace(/\s+/g, " ").trim().slice(0, labelMax);
  return { key: event.key, position: event.position, kind, label };
}

function wordsOf(event: RunEvent): readonly [OutlineEntry["kind"], string] | null {
  switch (event.kind) {
    case "text":
      return event.data.role === "user" && event.data.within === null ? ["prompt", event.data.text] : null;
    case "tool":
      if (event.data.within !== null) return null;
      if (event.data.name === "task") return ["agent", subjectOf(event.data) || "Sub-agent"];
      return editNames.includes(event.data.name) ? ["edit", subjectOf(event.data) || event.data.name] : null;
    case "permission":
      return ["ask", event.data.title];
    case "question":
      return ["ask", event.data.questions[0]?.question ?? "A question"];
    case "review":
      return ["review", `Review ${event.data.round}`];
    case "status":
      return event.data.message ? ["status", event.data.message] : null;
    case "done":
      return null;
  }
}

type Tool = Extract<RunEvent, { kind: "tool" }>["data"];

/** What a call is about, from the fields that tools usually have. */
export function subjectOf({ input, title }: Pick<Tool, "input" | "title">): string {
  const subject =
    input.command ??
    input.filePath ??
    input.path ??
    input.pattern ??
    input.url ??
    input.description ??
    input.name ??
    title;
  return typeof subject === "string" ? subject : "";
}

const TodoInput = z.object({ todos: z.array(Todo) });

/** The list that a call wrote; null for a call of another kind, or one that is not to be understood. */
export function todosOf({ name, input }: Pick<Tool, "name" | "input">): Todo[] | null {
  if (name !== "todowrite") return null;
  return TodoInput.safeParse(input).data?.todos ?? null;
}
