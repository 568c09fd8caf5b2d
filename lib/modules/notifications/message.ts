import type { Need } from "#lib/kernel/answer.ts";
import { escapeHtml } from "#lib/kernel/escape-html.ts";
import { titleOf } from "#lib/modules/notifications/channel-view.ts";
import { kindOfEvent, noticeWords } from "#lib/modules/notifications/rules.ts";
import type { OutgoingNotice } from "#lib/modules/notifications/schema.ts";
import { askerOf, outcomeOf } from "#lib/modules/notifications/told-operation.ts";
import type { OperationRow } from "#lib/operations/store.ts";
import { sentenceOf } from "#lib/operations/view.ts";
import type { ChannelMessage } from "#lib/providers/channels/port.ts";

interface Origin {
  /** The delivery's. */
  id: string;
  event: string;
  at: Date;
  /** Where this installation is reached. */
  address: string;
}

/** What is told of an operation outside of the dashboard: no input, no token, and of a way to answer the link alone. */
export function outgoingNotice(operation: OperationRow, { id, event, at, address }: Origin): OutgoingNotice {
  const { asker, onBehalfOf } = askerOf(operation);
  const place = operation.state === "held" ? "approvals" : "operations";
  return {
    id,
    kind: event,
    at: at.toISOString(),
    operation: {
      id: operation.id,
      command: operation.command,
      level: operation.level,
      state: operation.state,
      target: {
        kind: operation.targetKind,
        id: operation.targetId,
        name: operation.targetName,
        projectId: operation.projectId,
      },
      warning: sentenceOf(operation.command),
      reason: operation.reason,
      outcome: outcomeOf(operation),
      asker: { ...asker, onBehalfOf },
      needs: operation.needs as Need[],
      url: `${address.replace(/\/+$/, "")}/${place}/${operation.id}`,
    },
  };
}

/** "CRITICAL waits: Delete project harbor-api". */
function headlineOf(notice: OutgoingNotice): string {
  const kind = kindOfEvent(notice.kind);
  return kind ? `${notice.operation.level} ${noticeWords[kind]}: ${titleOf(notice)}` : "Test message";
}

/** A notice as a program reads it, and as a mail. */
export function messageOf(notice: OutgoingNotice, recipients: readonly string[]): ChannelMessage {
  const headline = headlineOf(notice);
  const lines = linesOf(notice);
  const { url } = notice.operation;
  return {
    deliveryId: notice.id,
    event: notice.kind,
    body: JSON.stringify(notice),
    subject: oneLine(`[Lockkeeper] ${headline}`),
    text: [headline, "", ...lines.map(([label, value]) => `${label}: ${value}`), "", url, "", footer].join(
      "\n",
    ),
    html: htmlOf(headline, lines, url),
    recipients,
  };
}

const footer = "It is answered in the dashboard alone; nobody is asked for a password or a token by mail.";

type Line = readonly [label: string, value: string];

function linesOf({ operation }: OutgoingNotice): Line[] {
  const { asker, reason, outcome, warning, needs } = operation;
  const missing = needs.filter(({ met }) => !met).map(({ how }) => how);
  return [
    ["Asked by", asker.onBehalfOf ? `${asker.name} for ${asker.onBehalfOf.name}` : asker.name],
    ...(reason ? ([["Reason", reason]] as const) : []),
    ...(outcome ? ([["How it ended", outcome]] as const) : []),
    ...(warning && operation.state === "held" ? ([["What happens", warning]] as const) : []),
    ...(operation.state === "held" && missing.length > 0 ? ([["Needs", missing.join(" ")]] as const) : []),
  ];
}

const oneLine = (text: string): string => text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").slice(0, 300);

function htmlOf(headline: string, lines: readonly Line[], url: string): string {
  const rows = lines.map(
    ([label, value]) =>
      `<tr><td style="padding:2px 12px 2px 0;color:#5c6364;vertical-align:top">${escapeHtml(label)}</td><td>${escapeHtml(value).replaceAll("\n", "<br>")}</td></tr>`,
  );
  return [
    '<!doctype html><html><body style="font:14px/1.5 system-ui,sans-serif;color:#171a1b">',
    `<h1 style="font-size:16px;margin:0 0 12px">${escapeHtml(headline)}</h1>`,
    `<table style="border-collapse:collapse;font-size:14px">${rows.join("")}</table>`,
    `<p><a href="${escapeHtml(url)}" style="color:#0b6a70">Look at it in Lockkeeper</a></p>`,
    `<p style="color:#5c6364;font-size:12px">${escapeHtml(footer)}</p></body></html>`,
  ].join("");
}
