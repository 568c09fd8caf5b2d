import { z } from "zod";
import { oneLine, type Paint } from "#cli/text.ts";

/** One thing that an agent's run says or does; a later one with the same key replaces it. */
export const RunMessage = z.object({
  key: z.string(),
  kind: z.string(),
  data: z.looseObject({ state: z.string().optional() }),
});
type Data = z.infer<typeof RunMessage>["data"];

const Text = z.object({ text: z.string(), role: z.string() });
const Tool = z.object({ name: z.string(), title: z.string().nullable(), error: z.string().nullable() });
const Permission = z.object({ permission: z.string(), title: z.string(), permissionId: z.string() });
const Question = z.object({
  questionId: z.string(),
  questions: z.array(z.object({ question: z.string() })),
});
const Review = z.object({
  phase: z.string(),
  round: z.number(),
  verdict: z.object({ verdict: z.string(), summary: z.string() }).nullable(),
});
const Status = z.object({ state: z.string(), message: z.string().nullable() });

/** What the agent says; its thoughts are left to the dashboard. */
export function growingText(data: Data): string | null {
  const said = Text.safeParse(data);
  return said.success && said.data.role !== "reasoning" ? said.data.text : null;
}

export const speakerOf = (data: Data) => (data.role === "user" ? "you ›" : "agent ›");

interface Telling {
  paint: Paint;
  /** Whose questions they are, to say how they are answered; null where it is not known. */
  runId: string | null;
}

/** Everything but text as one line, or two where somebody has to answer; null for what need not be told. */
export function lineOfRun(kind: string, data: Data, telling: Telling): string | null {
  switch (kind) {
    case "tool":
      return toolLine(data, telling);
    case "permission":
      return permissionLine(data, telling);
    case "question":
      return questionLine(data, telling);
    case "review":
      return reviewLine(data, telling);
    // The state was told just before.
    case "done":
      return data.message ? statusLine(data, telling) : null;
    default:
      return statusLine(data, telling);
  }
}

const marks: Readonly<Record<string, string>> = { running: "…", completed: "✓", error: "✗" };

function toolLine(data: Data, { paint }: Telling): string | null {
  const tool = Tool.safeParse(data);
  if (!tool.success || data.state === "pending") return null;
  const { name, title, error } = tool.data;
  // Until it says what it does its name alone would only be repeated.
  if (data.state === "running" && !title) return null;
  const words = oneLine(`${name} ${title ?? ""}`);
  return paint("dim", `  ${marks[data.state ?? ""] ?? " "} ${words}${error ? `: ${oneLine(error)}` : ""}`);
}

function permissionLine(data: Data, { paint, runId }: Telling): string | null {
  const asked = Permission.safeParse(data);
  if (!asked.success) return null;
  const { permission, title, permissionId } = asked.data;
  const line = paint("yellow", `  ? asks for ${oneLine(permission)}: ${oneLine(title)} (${data.state})`);
  if (data.state !== "open") return line;
  const ids = `${runId ?? "<run>"} ${oneLine(permissionId)}`;
  return `${line}\n    lockkeeper runs answer-permission ${ids} once|always|reject`;
}

function questionLine(data: Data, { paint, runId }: Telling): string | null {
  const asked = Question.safeParse(data);
  if (!asked.success) return null;
  const words = asked.data.questions.map(({ question }) => oneLine(question)).join(" / ");
  const line = paint("yellow", `  ? asks: ${words} (${data.state})`);
  if (data.state !== "open") return line;
  const ids = `${runId ?? "<run>"} ${oneLine(asked.data.questionId)}`;
  return `${line}\n    lockkeeper runs answer-question ${ids} --answers '[["…"]]'`;
}

function reviewLine(data: Data, { paint }: Telling): string | null {
  const review = Review.safeParse(data);
  if (!review.success) return null;
  const { phase, round, verdict } = review.data;
  const words = verdict ? `${verdict.verdict}. ${oneLine(verdict.summary)}` : phase;
  return paint("bold", `  review ${round}: ${words}`);
}

function statusLine(data: Data, { paint }: Telling): string | null {
  const status = Status.safeParse(data);
  if (!status.success) return null;
  const { state, message } = status.data;
  return paint("bold", `  ${state}${message ? `: ${oneLine(message)}` : ""}`);
}
