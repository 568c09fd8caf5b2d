import { formatValue } from "#cli/format-value.ts";
import type { Login } from "#cli/logins.ts";
import { linkOf, type Operation } from "#cli/operation.ts";
import { oneLine, type Paint } from "#cli/text.ts";
import { formatBytes } from "#lib/client/format.ts";
import { wordsOfChange } from "#lib/kernel/change-words.ts";
import { labelOfCommand } from "#lib/kernel/command-words.ts";
import type { DangerLevel } from "#lib/kernel/danger.ts";

const lossesMax = 30;
const styles = { SAFE: "dim", LOW: "green", MEDIUM: "yellow", HIGH: "red", CRITICAL: "red" } as const;

export const paintLevel = (level: DangerLevel, paint: Paint): string => paint(styles[level], level);

/** What is held, what it would do, and what would go: all that somebody needs who is to agree to it. */
export function describeHeld(operation: Operation, paint: Paint): string {
  const { level = "MEDIUM", command, target, warning, sentence, losses = [], changes = [] } = operation;
  const title = `${labelOfCommand(command)} ${oneLine(target?.name ?? "")}`;
  const gone = losses.slice(0, lossesMax).map(({ kind, name, sizeBytes }) => {
    const size = typeof sizeBytes !== "number" ? "" : `, ${formatBytes(sizeBytes)}`;
    return `  - ${oneLine(`${kind}: ${name}`)}${size}`;
  });
  const more = losses.length - gone.length;
  return [
    `${paintLevel(level, paint)}  ${paint("bold", title.trim())}`,
    oneLine(warning ?? sentence ?? ""),
    ...(changes.length > 0 ? ["What would change:"] : []),
    ...changes.map((change) => `  - ${oneLine(wordsOfChange(change))}`),
    ...(gone.length > 0 ? ["What would go:", ...gone] : []),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...groundsOf(operation),
  ].join("\n");
}

/** What rests on what would go, what brings it back, and why the level is higher than usual. */
function groundsOf({ dependants = [], lastBackup, raised }: Operation): string[] {
  const resting = dependants.map(
    ({ kind, name, note }) => `  - ${oneLine(`${kind}: ${name}`)} (${oneLine(note)})`,
  );
  const verified = lastBackup?.verifiedAt
    ? `verified ${formatValue("verifiedAt", lastBackup.verifiedAt)}`
    : "never verified";
  return [
    ...(resting.length > 0 ? ["What rests on it:", ...resting] : []),
    ...(lastBackup ? [`Last backup: ${formatValue("takenAt", lastBackup.takenAt)}, ${verified}.`] : []),
    ...(raised ? [`Raised from ${raised.from}: ${oneLine(raised.by)}`] : []),
  ];
}

/** What a held operation still waits for, until when, and where people answer. */
export function describeWaiting(login: Pick<Login, "address">, operation: Operation): string {
  const { needs = [], notBefore, expiresAt } = operation;
  const isToCome = notBefore ? Date.parse(notBefore) > Date.now() : false;
  return [
    "It is held, and waits for:",
    ...needs.map(({ met, how }) => `  [${met ? "x" : " "}] ${oneLine(how)}`),
    ...(isToCome ? [`Not before ${formatValue("notBefore", notBefore)}.`] : []),
    ...(expiresAt ? [`It lapses at ${formatValue("expiresAt", expiresAt)}.`] : []),
    `See and answer it: ${linkOf(login, operation)}`,
  ].join("\n");
}
