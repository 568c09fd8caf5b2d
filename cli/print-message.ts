import { z } from "zod";
import type { ServerMessage } from "#cli/follow-stream.ts";
import type { Output } from "#cli/output.ts";
import { growingText, lineOfRun, RunMessage, speakerOf } from "#cli/run-lines.ts";
import { cleanText, printJson } from "#cli/text.ts";
import { formatBytes } from "#lib/client/format.ts";

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
      const sample = Sample.safeParse(message.data);
      if (message.event === "sample" && sample.success) return output.print(lineOfSample(sample.data));
      const end = End.safeParse(message.data);
      if (message.event === "done" && end.success && end.data.reason) output.note(cleanText(end.data.reason));
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
const End = z.object({ reason: z.string().nullish() });

const Sample = z.object({
  at: z.iso.datetime(),
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  memoryMaxBytes: z.number().nullable(),
  processes: z.number(),
});

/** `14:31:50  cpu 12.4 %  memory 412.1 MB of 4.3 GB  processes 31`: one line each, so that they can be compared. */
function lineOfSample({
  at,
  cpuPercent,
  memoryBytes,
  memoryMaxBytes,
  processes,
}: z.infer<typeof Sample>): string {
  const most = memoryMaxBytes === null ? "" : ` of ${formatBytes(memoryMaxBytes)}`;
  const memory = `memory ${formatBytes(memoryBytes)}${most}`;
  return `${at.slice(11, 19)}  cpu ${cpuPercent.toFixed(1)} %  ${memory}  processes ${processes}`;
}
