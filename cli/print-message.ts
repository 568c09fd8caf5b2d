import { z } from "zod";
import type { ServerMessage } from "#cli/follow-stream.ts";
import type { Output } from "#cli/output.ts";
import { cleanText, oneLine, printJson } from "#cli/text.ts";

/**
 * Messages of a stream as lines for people. A thing that is told again in a later version is printed as far as it is
 * new: text that grew by what was added, a call of a tool when its state changed.
 */
export function messagePrinter(output: Output): { print(message: ServerMessage): void; end(): void } {
  if (output.isJson) return { print: (message) => output.print(printJson(message)), end: () => {} };
  const told = new Map<string, string>();
  let open: string | null = null;
  const endLine = () => {
    if (open !== null) process.stdout.write("\n");
    open = null;
  };
  return {
    print(message) {
      const said = LogLine.safeParse(message.data);
      if (said.success) return output.print(cleanText(said.data.line));
      const run = RunMessage.safeParse(message.data);
      if (!run.success) {
        if (message.event !== "done") output.print(`${message.event} ${printJson(message.data)}`);
        return;
      }
      const { key, kind, data } = run.data;
      const text = kind === "text" ? growingText(data) : null;
      if (text !== null) {
        const before = told.get(key) ?? "";
        if (text === before) return;
        if (open !== key) endLine();
        // Said anew rather than added to: it is printed from its beginning.
        const added = text.startsWith(before) ? text.slice(before.length) : `\n${text}`;
        const mark = before === "" ? output.paint("dim", `${speakerOf(data)} `) : "";
        process.stdout.write(`${mark}${cleanText(added)}`);
        told.set(key, text);
        open = key;
        return;
      }
      const line = lineOf(kind, data, output);
      if (line === null || told.get(key) === line) return;
      endLine();
      told.set(key, line);
      output.print(line);
    },
    end: endLine,
  };
}

const LogLine = z.object({ line: z.string() });
const RunMessage = z.object({
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
function growingText(data: Data): string | null {
  const said = Text.safeParse(data);
  return said.success && said.data.role !== "reasoning" ? said.data.text : null;
}

const speakerOf = (data: Data) => (data.role === "user" ? "you ›" : "agent ›");

function lineOf(kind: string, data: Data, { paint }: Output): string | null {
  if (kind === "tool") {
    const tool = Tool.safeParse(data);
    if (!tool.success || data.state === "pending") return null;
    const { name, title, error } = tool.data;
    // Until it says what it does its name alone would only be repeated.
    if (data.state === "running" && !title) return null;
    const mark = { running: "…", completed: "✓", error: "✗" }[data.state ?? ""] ?? " ";
    return paint(
      "dim",
      `  ${mark} ${oneLine(`${name} ${title ?? ""}`)}${error ? `: ${oneLine(error)}` : ""}`,
    );
  }
  if (kind === "permission") {
    const asked = Permission.safeParse(data);
    if (!asked.success) return null;
    const { permission, title, permissionId } = asked.data;
    return paint(
      "yellow",
      `  ? asks for ${permission}: ${oneLine(title)} (${data.state}, permission ${permissionId})`,
    );
  }
  if (kind === "question") {
    const asked = Question.safeParse(data);
    if (!asked.success) return null;
    const words = asked.data.questions.map(({ question }) => oneLine(question)).join(" / ");
    return paint("yellow", `  ? asks: ${words} (${data.state}, question ${asked.data.questionId})`);
  }
  if (kind === "review") {
    const review = Review.safeParse(data);
    if (!review.success) return null;
    const { phase, round, verdict } = review.data;
    return paint(
      "bold",
      `  review ${round}: ${verdict ? `${verdict.verdict}. ${oneLine(verdict.summary)}` : phase}`,
    );
  }
  const status = Status.safeParse(data);
  if (!status.success) return null;
  const { state, message } = status.data;
  // The state was told just before.
  if (kind === "done" && !message) return null;
  return paint("bold", `  ${state}${message ? `: ${oneLine(message)}` : ""}`);
}
