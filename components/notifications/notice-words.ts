import { labelOfCommand } from "#lib/kernel/command-words.ts";
import { noticeWords, waitWords } from "#lib/modules/notifications/rules.ts";
import type { NoticeView } from "#lib/modules/notifications/schema.ts";

/** "Delete project harbor-api". */
export const titleOf = ({ operation }: NoticeView): string =>
  `${labelOfCommand(operation.command)} ${operation.target.name}`;

/** "Waits", "Was confirmed". */
export function wordOf({ kind, operation }: NoticeView): string {
  if (kind === "succeeded" && operation.command === "invitation.create")
    return "The invitation is ready: make its link";
  const word = noticeWords[kind];
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** What the reader is asked for; null where nothing is. */
export const askOf = ({ waitsFor }: NoticeView): string | null =>
  waitsFor === null ? null : waitWords[waitsFor];

/** "deploy-agent for Olivia Owner". */
export function askerOf({ operation: { asker, onBehalfOf } }: NoticeView): string {
  return onBehalfOf ? `${asker.name} for ${onBehalfOf.name}` : asker.name;
}

/** Where it is answered, or where its end is told. */
export const hrefOf = ({ operation }: NoticeView): string =>
  operation.state === "held" ? `/approvals/${operation.id}` : `/operations/${operation.id}`;
