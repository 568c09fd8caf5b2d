import { readReport, reportBytesMax } from "#lib/modules/runs/check-report.ts";
import type { CheckReport, CheckResult } from "#lib/modules/runs/schema.ts";
import { clean, withoutSecrets } from "#lib/platform/known-secrets.ts";
import { runCheck } from "#lib/providers/workspaced/checks.ts";
import { openContent, readInfo } from "#lib/providers/workspaced/files.ts";
import { readBeginning } from "#lib/providers/workspaced/read-beginning.ts";
import {
  type CallOptions,
  type WorkspacedAddress,
  WorkspacedError,
} from "#lib/providers/workspaced/request.ts";

interface Asked {
  root: string;
  command: string;
  /** The file in which it reports, JUnit or TAP; null: what it prints is looked at. */
  reportPath: string | null;
  deadlineMs: number;
}

/** Runs a project's check and reads what it reports; without a report it is what it printed and how it ended. */
export async function runCheckWithReport(
  address: WorkspacedAddress,
  { root, command, reportPath, deadlineMs }: Asked,
  options: CallOptions,
): Promise<CheckResult> {
  const place = reportPath === null ? null : { root, path: reportPath };
  const before = place && (await versionOf(address, place, options));
  const result = clean(await runCheck(address, { root, command, deadlineMs }, options));
  const after = place && (await versionOf(address, place, options));
  // A file that the check did not write is of an earlier one.
  const isWritten = after !== null && after !== before;
  const report = place
    ? isWritten
      ? await readFrom(address, place, options)
      : null
    : readReport(result.output, result.isOutputCut);
  return { command, ...result, report };
}

interface Place {
  root: string;
  path: string;
}

/** Null where there is no such file. */
async function versionOf(
  address: WorkspacedAddress,
  place: Place,
  options: CallOptions,
): Promise<string | null> {
  try {
    const { etag, modifiedAt } = await readInfo(address, place, options);
    return etag && `${etag} ${modifiedAt}`;
  } catch (error) {
    if (error instanceof WorkspacedError && error.status < 500) return null;
    throw error;
  }
}

async function readFrom(
  address: WorkspacedAddress,
  place: Place,
  options: CallOptions,
): Promise<CheckReport | null> {
  const headers = { range: `bytes=0-${reportBytesMax - 1}` };
  const answer = await openContent(address, place, headers, options).catch((error: unknown) => {
    if (error instanceof WorkspacedError && error.status < 500) return null;
    throw error;
  });
  if (!answer) return null;
  const { bytes, isCut } = await readBeginning(answer, reportBytesMax, options.deadlineMs);
  const whole = Number(/\/(\d+)$/.exec(answer.headers["content-range"] ?? "")?.[1] ?? 0);
  return readReport(withoutSecrets(bytes.toString("utf8")), isCut || whole > reportBytesMax);
}
