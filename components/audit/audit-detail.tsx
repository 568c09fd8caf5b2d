import Link from "next/link";
import type { ReactNode } from "react";
import { wayWords } from "#components/audit/audit-words.ts";
import { formatExactTime } from "#lib/client/format.ts";
import type { AuditEntry } from "#lib/modules/audit/schema.ts";

/** All that is on record about one entry. */
export function AuditDetail({ entry }: { entry: AuditEntry }) {
  return (
    <div className="grid gap-4 border-t px-4 py-4 text-xs md:pl-10">
      <dl className="grid gap-x-8 gap-y-1.5 lg:grid-cols-2">
        <Fact name="Entry">
          {entry.id} <span className="text-muted-foreground">(number {entry.sequence})</span>
        </Fact>
        <Fact name="Time">{formatExactTime(entry.at)}</Fact>
        <Fact name="Event">
          <code>{entry.what}</code>
        </Fact>
        <Fact name="Who">{whoOf(entry)}</Fact>
        {entry.target && (
          <Fact name="Target">
            {entry.target.kind.replaceAll("_", " ")} <code>{entry.target.name}</code>
          </Fact>
        )}
        {entry.operationId && (
          <Fact name="Operation">
            <Link className="text-primary-text hover:underline" href={`/operations/${entry.operationId}`}>
              {entry.operationId}
            </Link>
          </Fact>
        )}
        {entry.reason && <Fact name="Reason">{entry.reason}</Fact>}
        {entry.ip && <Fact name="IP address">{entry.ip}</Fact>}
        {entry.userAgent && <Fact name="User agent">{entry.userAgent}</Fact>}
        {entry.requestId && (
          <Fact name="Request">
            <code>{entry.requestId}</code>
          </Fact>
        )}
      </dl>
      {(entry.before || entry.after) && <Change before={entry.before ?? {}} after={entry.after ?? {}} />}
      {Object.keys(entry.details).length > 0 && (
        <details>
          <summary className="cursor-pointer text-muted-foreground">All that is on record</summary>
          <pre
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
            tabIndex={0}
            className="mt-2 max-h-72 overflow-auto rounded-md border bg-card p-3 font-mono text-2xs"
          >
            {JSON.stringify(entry.details, null, 2)}
          </pre>
        </details>
      )}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[96px_minmax(0,1fr)] gap-3">
      <dt className="text-muted-foreground">{name}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  );
}

function whoOf({ actor, onBehalfOf, via }: AuditEntry): string {
  const parts = [actor?.name ?? "Somebody who was not signed in"];
  if (onBehalfOf) parts.push(`for ${onBehalfOf.name}`);
  if (via) parts.push(wayWords[via]);
  return parts.join(", ");
}

/** The fields that changed. */
function Change({ before, after }: { before: Record<string, unknown>; after: Record<string, unknown> }) {
  const fields = Object.keys({ ...before, ...after });
  return (
    <div className="overflow-x-auto rounded-md border bg-card">
      <table className="w-full [&_td]:border-t [&_td]:align-top [&_td]:[overflow-wrap:anywhere] [&_td]:[padding:6px_12px] [&_th]:px-3 [&_th]:py-1.5 [&_th]:text-left [&_th]:font-normal">
        <caption className="sr-only">What changed</caption>
        <thead className="text-muted-foreground">
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <td className="text-muted-foreground">{field}</td>
              <td>{shown(before[field])}</td>
              <td>{shown(after[field])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const shown = (value: unknown): string =>
  value === undefined || value === null || value === ""
    ? "–"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
