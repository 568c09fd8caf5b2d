import { z } from "zod";
import type { ServerMessage } from "#cli/follow-stream.ts";
import type { Output } from "#cli/output.ts";
import { growingText, lineOfRun, RunMessage, speakerOf } from "#cli/run-lines.ts";
import { cleanText, printJson } from "#cli/text.ts";

/**
 * Messages of a stream as lines for people. A thing that is told again in a later version is printed as far as it is
 * new: text that grew by what was added, a call of a tool when its state changed.
 */
export function messagePrinter(
  output: Output,
  runId: string | null,
): { print(message: ServerMessage): void; end(): void } {
  if (output.isJson) return { print: (message) => output.print(printJson(message)), end: () => {} };
  const told = new Map<string, string>();
  let open: string | null = null;
  const endLine = () => {
    if (open !== null) output.write("\n");
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
        output.write(`${mark}${cleanText(added)}`);
        told.set(key, text);
        open = key;
        return;
      }
      const line = lineOfRun(kind, data, { paint: output.paint, runId });
      if (line === null || told.get(key) === line) return;
      endLine();
      told.set(key, line);
      output.print(line);
    },
    end: endLine,
  };
}

const LogLine = z.object({ line: z.string() });
