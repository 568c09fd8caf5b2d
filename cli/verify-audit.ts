import { z } from "zod";
import type { CliVerb } from "#cli/catalogue.ts";
import { type ExitCode, exitCodes } from "#cli/exit-codes.ts";
import { formatValue } from "#cli/format-value.ts";
import { send } from "#cli/http.ts";
import { type Input, requestOf } from "#cli/request-of.ts";
import type { Session } from "#cli/session.ts";

const Report = z.looseObject({
  isWhole: z.boolean().nullable(),
  isRunning: z.boolean(),
  rows: z.number(),
  checkedRows: z.number(),
  sealedUntil: z.string().nullable(),
  unsealed: z.number(),
  brokenAtId: z.number().nullable(),
  why: z.string().nullable(),
});
type Report = z.infer<typeof Report>;

/** `audit verify`: stays with a check that takes long, and ends with 1 where the log is not what was written to it. */
export async function verifyAudit(session: Session, verb: CliVerb, input: Input): Promise<ExitCode> {
  const { login, output } = session;
  for (;;) {
    const report = Report.parse((await send(login, requestOf(verb, input))).body);
    if (report.isRunning) {
      if (!output.isJson) output.note(output.paintNote("dim", `${report.checkedRows} rows checked …`));
      continue;
    }
    if (output.isJson) output.printJson(report);
    else
      output.print(report.isWhole ? output.paint("green", wholeWords(report)) : brokenWords(report, session));
    return report.isWhole ? exitCodes.done : exitCodes.failed;
  }
}

function wholeWords({ rows, sealedUntil, unsealed }: Report): string {
  const until = sealedUntil === null ? "" : `, the last of ${formatValue("sealedAt", sealedUntil)}`;
  const waiting = unsealed > 0 ? ` ${unsealed} more wait for their seal.` : "";
  return `The audit log is whole: ${rows} rows hold${until}.${waiting}`;
}

const faults: Readonly<Record<string, string>> = {
  changed: "it was changed",
  removed: "rows before it were removed",
  reordered: "it does not stand where it was written",
  cut: "rows at the end were cut off",
};

function brokenWords({ brokenAtId, why, rows }: Report, { output }: Session): string {
  const what = faults[why ?? ""] ?? "it does not hold";
  const where = brokenAtId === null ? "" : ` at row ${brokenAtId}`;
  return output.paint("red", `The audit log is broken${where}: ${what}. ${rows} rows before it hold.`);
}
