import type { EventOf } from "#lib/client/conversation.ts";
import { subjectOf } from "#lib/modules/transcripts/rules.ts";

type Tool = EventOf<"tool">["data"];

const words: Readonly<Record<string, string>> = {
  bash: "Run",
  read: "Read",
  write: "Write",
  edit: "Edit",
  multiedit: "Edit",
  apply_patch: "Patch",
  patch: "Patch",
  grep: "Search",
  glob: "Find",
  list: "List",
  webfetch: "Fetch",
  websearch: "Search the web",
  todowrite: "Plan",
  todoread: "Plan",
  task: "Sub-agent",
  skill: "Skill",
};

/** What people call a tool; one that this page does not know keeps its name. */
export const wordOfTool = (name: string): string => words[name] ?? name;

/** What a call is about: a command as it is run, else the agent's own title of it. */
export function aboutTool(tool: Tool): string {
  if (tool.name === "bash" && typeof tool.input.command === "string") return tool.input.command;
  if (tool.name === "todowrite") return tool.title ?? "";
  if (tool.name === "task") return subjectOf({ input: { name: tool.input.description }, title: tool.title });
  return tool.title || subjectOf(tool);
}

const patchLinesMax = 400;

/** What a call changed in its file, as a unified patch: told by the agent, or made of what it was called with. */
export function patchOf({ name, patch, input }: Tool): { patch: string; isCut: boolean } | null {
  if (patch !== null) return { patch, isCut: false };
  if (name === "write" && typeof input.content === "string") return linesPatch([], linesOf(input.content));
  if (name !== "edit") return null;
  const { oldString, newString } = input;
  if (typeof oldString !== "string" || typeof newString !== "string") return null;
  return linesPatch(linesOf(oldString), linesOf(newString));
}

const linesOf = (text: string): string[] => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

function linesPatch(removed: readonly string[], added: readonly string[]): { patch: string; isCut: boolean } {
  const lines = [...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)];
  const shown = lines.slice(0, patchLinesMax);
  const head = `@@ -1,${removed.length} +1,${added.length} @@`;
  return { patch: [head, ...shown].join("\n"), isCut: shown.length < lines.length };
}

/** The file that a call was about, for the colours of its language. */
export function fileOf({ input, title }: Pick<Tool, "input" | "title">): string {
  return typeof input.filePath === "string" ? input.filePath : (title ?? "");
}
